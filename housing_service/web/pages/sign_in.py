"""The door: sign-in with a help line beside it, sign-out, and the way to each role's page."""

from typing import Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import ROLES
from housing_service.web.auth import caller_address, clear_session, end_session, set_session
from housing_service.web.bodies import read_form
from housing_service.web.keys import IDENTITY, SETTINGS, services
from housing_service.web.pages import forms
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

PAGES_BY_ROLE: Final = {
    "responder": "/console",
    "shelter_staff": "/shelter",
    "operator": "/operator",
}
_RETURN_TO: Final = frozenset({*PAGES_BY_ROLE.values(), "/docs"})


def sign_in_page(request: web.Request, status: int) -> web.Response:
    """The sign-in page as the body of a 401; signing in leads back to the page asked for."""
    return _page(request, status, request.path)


def _page(
    request: web.Request,
    status: int = 200,
    following: str = "",
    problem: Refusal | None = None,
    signed_out: bool = False,
) -> web.Response:
    """It names nothing but the way in and where help is."""
    help_line = request.app[SETTINGS].help_line or ""
    return render(
        request,
        "sign_in.html",
        title="Sign in",
        status=status,
        next=following if following in _RETURN_TO else "",
        problem=forms.problem_of(problem) if problem else None,
        signed_out=signed_out,
        help_line=help_line,
        help_line_digits="".join(c for c in help_line if c in "+0123456789"),
    )


async def home(request: web.Request) -> web.Response:
    """Sends everybody to the page of their role."""
    location = PAGES_BY_ROLE[forms.identity_of(request).role]
    return web.Response(status=303, headers={"Location": location})


async def show(request: web.Request) -> web.Response:
    """The form; whoever is signed in already goes on to their page."""
    identity = request.get(IDENTITY)
    if identity is not None:
        return web.Response(status=303, headers={"Location": PAGES_BY_ROLE[identity.role]})
    return _page(request, signed_out=request.query.get("done") == "signed_out")


async def sign_in(request: web.Request) -> web.Response:
    """Checks name and password and starts a fresh session."""
    use, following = services(request), ""
    try:
        fields = await read_form(request)
        login, password = fields.get("login", ""), fields.get("password", "")
        following = fields.get("next", "")
        token, identity = await use.signin.sign_in(login, password, caller_address(request))
    except Refusal as refusal:
        return _page(request, refusal.problem.status, following, refusal)
    own = PAGES_BY_ROLE[identity.role]
    location = following if following in (own, "/docs") else own
    response = web.Response(status=303, headers={"Location": location})
    set_session(request, response, token)
    return response


async def sign_out(request: web.Request) -> web.Response:
    """Ends the session here, on the server, and in every console it had opened."""
    await end_session(request)
    response = web.Response(
        status=303,
        headers={"Location": "/sign-in?done=signed_out", "Clear-Site-Data": '"storage"'},
    )
    clear_session(request, response)
    return response


SIGN_IN_ROUTES: Final = (
    PageRoute("GET", "/", home, frozenset(ROLES)),
    PageRoute("GET", "/sign-in", show, None),
    PageRoute("POST", "/sign-in", sign_in, None),
    PageRoute("POST", "/sign-out", sign_out, frozenset(ROLES)),
)
