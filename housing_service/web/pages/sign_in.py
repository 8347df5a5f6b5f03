"""The door: sign-in with a help line beside it, sign-out, and the way to each role's page."""

import contextlib
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import ROLES, Identity
from housing_service.web.auth import (
    browser_family,
    caller_address,
    clear_session,
    clear_ticket,
    device_secret,
    end_session,
    passkey_site,
    set_session,
    set_ticket,
)
from housing_service.web.bodies import read_form, when_again
from housing_service.web.keys import IDENTITY, services
from housing_service.web.pages import forms
from housing_service.web.pages.help_now import help_of
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

PAGES_BY_ROLE: Final = {
    "responder": "/console",
    "shelter_staff": "/shelter",
    "operator": "/operator",
}
_RETURN_TO: Final = frozenset({*PAGES_BY_ROLE.values(), "/docs"})


async def sign_in_page(request: web.Request, status: int) -> web.Response:
    """The sign-in page as the body of a 401; signing in leads back to the page asked for."""
    return await _page(request, status, request.path)


async def sign_in_refused(request: web.Request, refusal: Refusal, form: forms.Form) -> web.Response:
    """The same page with what was wrong; who was chosen at a desk stays chosen."""
    chosen = form.get("account_id", "")
    return await _page(request, refusal.problem.status, problem=refusal, chosen=chosen)


async def _desk(request: web.Request) -> dict[str, Any] | None:
    """The shared desk that this browser is; while the database is away, nobody's."""
    try:
        return await services(request).desks.desk(device_secret(request))
    except Refusal:
        return None


async def _page(
    request: web.Request,
    status: int = 200,
    following: str = "",
    problem: Refusal | None = None,
    chosen: str = "",
) -> web.Response:
    """It names nothing but the way in and where help is."""
    response = render(
        request,
        "sign_in.html",
        title="",
        status=status,
        module="main_passkeys.js" if passkey_site(request) else None,
        by_passkey=passkey_site(request) is not None,
        desk=await _desk(request),
        chosen=chosen,
        single_sign_on=services(request).single_sign_on is not None,
        next=following if following in _RETURN_TO else "",
        problem=forms.problem_of(problem) if problem else None,
        **help_of(request),
    )
    if problem is not None:
        response.headers.update(when_again(problem))
    return response


async def home(request: web.Request) -> web.Response:
    """Sends everybody to the page of their role."""
    location = page_of(forms.identity_of(request))
    return web.Response(status=303, headers={"Location": location})


def page_of(identity: Identity) -> str:
    """Where somebody works; or, before their organization is let in, what happens next."""
    return "/welcome" if identity.invited else PAGES_BY_ROLE[identity.role]


async def show(request: web.Request) -> web.Response:
    """The form; whoever is signed in already goes on to their page."""
    identity = request.get(IDENTITY)
    if identity is not None:
        return web.Response(status=303, headers={"Location": page_of(identity)})
    return await _page(request)


async def show_signed_out(request: web.Request) -> web.Response:
    """Where one lands after signing out; the same for everybody, whoever they are."""
    return render(request, "signed_out.html", title="", **help_of(request))


async def end_former_session(request: web.Request) -> None:
    """Whoever signs in takes the place of who was signed in here before: pages that are still open
    must not go on showing what is theirs. Without the database it ends by its clock."""
    with contextlib.suppress(Refusal):
        await end_session(request)


async def sign_in(request: web.Request) -> web.Response:
    """Checks name and password and starts a fresh session."""
    use, following = services(request), ""
    try:
        fields = await read_form(request)
        login, password = fields.get("login", ""), fields.get("password", "")
        following = fields.get("next", "")
        token, identity = await use.signin.sign_in(
            login,
            password,
            caller_address(request),
            device_secret(request),
            browser_family(request),
        )
    except Refusal as refusal:
        return await _page(request, refusal.problem.status, following, refusal)
    return await opened(request, token, identity, following)


async def opened(
    request: web.Request, token: str, identity: Identity | None, following: str = ""
) -> web.Response:
    """Lets the session begin; or, where it is a ticket, asks for the second factor."""
    if identity is not None:
        return await signed_in(request, token, identity, following)
    query = urlencode({"next": following}) if following in _RETURN_TO else ""
    response = web.Response(status=303, headers={"Location": f"/sign-in/second?{query}"})
    set_ticket(request, response, token)
    return response


async def signed_in(
    request: web.Request, token: str, identity: Identity, following: str = ""
) -> web.Response:
    """Lets the session begin in this browser, and leads to the page asked for."""
    await end_former_session(request)
    own = page_of(identity)
    location = following if following in (own, "/docs") else own
    if identity.must_enroll:
        location = "/account"
    response = web.Response(status=303, headers={"Location": location})
    set_session(request, response, token)
    clear_ticket(request, response)
    return response


async def sign_out(request: web.Request) -> web.Response:
    """Ends the session here, on the server, and in every console it had opened."""
    await end_session(request)
    response = web.Response(
        status=303,
        headers={"Location": "/signed-out", "Clear-Site-Data": '"storage"'},
    )
    clear_session(request, response)
    return response


SIGN_IN_ROUTES: Final = (
    PageRoute("GET", "/", home, frozenset(ROLES), while_locked=frozenset(ROLES),
              while_invited=True),
    PageRoute("GET", "/sign-in", show, None),
    PageRoute("POST", "/sign-in", sign_in, None),
    PageRoute("GET", "/signed-out", show_signed_out, None),
    PageRoute("POST", "/sign-out", sign_out, frozenset(ROLES), while_locked=frozenset(ROLES),
              while_enrolling=True, while_invited=True),
)  # fmt: skip
