"""The way in: the page of an invitation, and what is read before an organization is let in.

The token stands in the address, so the page of a link sends no referrer, and its form therefore no
Origin. Opening it changes nothing: services that look at links before people do must not use it up.
"""

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import ROLES
from housing_service.service.passwords import CHARS_MIN
from housing_service.web.auth import browser_family, caller_address, same_origin
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.help_now import help_of
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render
from housing_service.web.pages.sign_in import page_of, signed_in

_NO_REFERRER: Final = "no-referrer"


def _page(
    request: web.Request, link: dict[str, Any], refusal: Refusal | None = None, name: str = ""
) -> web.Response:
    response = render(
        request,
        "join.html",
        title=text("join.title"),
        status=refusal.problem.status if refusal else 200,
        organization=link["organization_name"] or "",
        role=link["role"],
        sign_in_name=name,
        password_chars_min=CHARS_MIN,
        problem=_told(refusal) if refusal else None,
    )
    response.headers["Referrer-Policy"] = _NO_REFERRER
    return response


def _told(refusal: Refusal) -> dict[str, Any]:
    told = forms.problem_of(refusal)
    if refusal.code == "invalid_request" and refusal.detail is None:
        told["detail"] = text("join.name_rule")
    return told


def _gone(request: web.Request, refusal: Refusal) -> web.Response:
    """The same for every link that does not work, whyever."""
    response = render(
        request,
        "join_gone.html",
        title=text("join.gone_title"),
        status=refusal.problem.status,
        busy=refusal.code == "rate_limited",
        **help_of(request),
    )
    response.headers["Referrer-Policy"] = _NO_REFERRER
    if refusal.code == "rate_limited":
        response.headers["Retry-After"] = str(refusal.extras.get("retry_after_seconds", 1))
    return response


async def show(request: web.Request) -> web.Response:
    try:
        link = await services(request).people.invitation(_token(request), caller_address(request))
    except Refusal as refusal:
        return _gone(request, refusal)
    return _page(request, link)


async def join(request: web.Request) -> web.Response:
    """Makes the account and signs it in; whoever was signed in here before is signed out."""
    people, name = services(request).people, ""
    _own_page(request)
    try:
        form = await forms.read_open_form(request)
        name, password = form.get("sign_in_name", "").strip().lower(), form.get("password", "")
        if password != form.get("password_again", ""):
            raise Refusal("invalid_request", text("join.passwords_differ"))
        body = {"sign_in_name": name, "password": password}
        token, identity = await people.join(
            _token(request), body, caller_address(request), browser_family(request)
        )
    except Refusal as refusal:
        if refusal.code in ("not_found", "rate_limited", "csrf_failed"):
            return _gone(request, refusal)
        try:
            link = await people.invitation(_token(request), caller_address(request))
        except Refusal as gone:
            return _gone(request, gone)
        return _page(request, link, refusal, name)
    response = await signed_in(request, token, identity)
    response.headers["Referrer-Policy"] = _NO_REFERRER
    return response


def _token(request: web.Request) -> str:
    return request.match_info["token"]


def _own_page(request: web.Request) -> None:
    """Refuse what a browser says another site made it send."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Refusal("csrf_failed")
    if request.headers.get("Origin", "null") != "null":
        same_origin(request)


async def welcome(request: web.Request) -> web.Response:
    """What happens next, for who joined before their organization is let in."""
    identity = forms.identity_of(request)
    if not identity.invited:
        return web.Response(status=303, headers={"Location": page_of(identity)})
    return render(request, "welcome.html", title=text("join.welcome_title"), **help_of(request))


JOIN_ROUTES: Final = (
    PageRoute("GET", "/join/{token}", show, None),
    PageRoute("POST", "/join/{token}", join, None),
    PageRoute("GET", "/welcome", welcome, frozenset(ROLES), while_invited=True),
)
