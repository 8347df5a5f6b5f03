"""The way out to an agency's own sign-in and back in.

Browsers send our cookies along only from pages of ours. What comes back comes from the provider, so
its first arrival is answered by a page that asks for the same address once more, as a page of ours.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import ROLES, Identity
from housing_service.domain.single_sign_on import BACK, FLOW_SECONDS, Flow, begin, flow_of
from housing_service.store.accounts import secret_hash
from housing_service.web.auth import (
    browser_family,
    caller_address,
    clear_flow,
    device_secret,
    identify,
    session_token,
)
from housing_service.web.bodies import read_form
from housing_service.web.keys import SETTINGS, flow_cookie_name, identity, services
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render
from housing_service.web.pages.sign_in import opened, sign_in_refused

if TYPE_CHECKING:
    from housing_service.service.single_sign_on import SingleSignOn

_HERE: Final = "here"
_QUERY_CHARS_MAX: Final = 6_000


def _offered(request: web.Request) -> SingleSignOn:
    offered = services(request).single_sign_on
    if offered is None:
        raise Refusal("single_sign_on_not_offered")
    return offered


async def go(request: web.Request) -> web.StreamResponse:
    """To the provider, to sign in."""
    sso = _offered(request)
    flow = begin("in", sso.now())
    try:
        address = await sso.asking_address(flow)
    except Refusal as refusal:
        return await sign_in_refused(request, refusal, {})
    response = web.Response(status=303, headers={"Location": address})
    _keep(request, response, flow)
    return response


async def go_to_link(request: web.Request) -> web.StreamResponse:
    """To the provider, so that whoever is signed in here can sign in from there later. By a page:
    a form of ours may lead nowhere else."""
    sso, caller = _offered(request), identity(request)
    await sso.check_may_link(caller, caller.credential)
    # Whoever sits here next can't come back on this way: it fits this session alone.
    flow = begin("link", sso.now(), caller.session_csrf or "")
    response = _onward(request, await sso.asking_address(flow))
    _keep(request, response, flow)
    return response


async def come_back(request: web.Request) -> web.StreamResponse:
    """From the provider: opens a session, or links the one that is open."""
    sso = _offered(request)
    if _HERE not in request.query and len(request.query_string) <= _QUERY_CHARS_MAX:
        return _onward(request, f"{BACK}?{request.query_string}&{_HERE}=1")
    flow = flow_of(request.cookies.get(flow_cookie_name(request.app[SETTINGS])))
    try:
        response = await _arrive(request, sso, flow)
    except Refusal as refusal:
        if flow is not None and flow.purpose == "link":
            raise
        response = await sign_in_refused(request, refusal, {})
    # One way is gone once, whatever came of it.
    clear_flow(request, response)
    return response


async def _arrive(request: web.Request, sso: SingleSignOn, flow: Flow | None) -> web.StreamResponse:
    await services(request).signin.take_attempt((f"origin:{caller_address(request)}",))
    answer = {name: request.query[name] for name in request.query}
    if flow is not None and flow.purpose == "link":
        caller, credential = await _signed_in(request)
        flow = replace(flow, session=caller.session_csrf or "")
        await sso.link(caller, credential, await sso.person(flow, answer))
        return web.Response(status=303, headers={"Location": "/account?said=linked"})
    person = await sso.person(flow, answer)
    token, who = await sso.sign_in(person, device_secret(request), browser_family(request))
    await services(request).signin.give_back((f"origin:{caller_address(request)}",))
    return await opened(request, token, who)


async def _signed_in(request: web.Request) -> tuple[Identity, bytes]:
    """Whoever is at this browser, by its session alone. Raises Refusal `not_signed_in`."""
    caller, token = await identify(request, acts=True), session_token(request)
    if caller is None or caller.session_csrf is None or token is None:
        raise Refusal("not_signed_in")
    if caller.locked:
        raise Refusal("session_locked")
    return caller, secret_hash(token)


async def unlink(request: web.Request) -> web.StreamResponse:
    """Nobody signs in to this account from there any more."""
    await read_form(request)
    caller = identity(request)
    await _offered(request).unlink(caller, caller.credential)
    return web.Response(status=303, headers={"Location": "/account?said=unlinked"})


def _onward(request: web.Request, address: str) -> web.Response:
    return render(request, "onward.html", title="", address=address)


def _keep(request: web.Request, response: web.StreamResponse, flow: Flow) -> None:
    settings = request.app[SETTINGS]
    response.set_cookie(
        flow_cookie_name(settings), flow.cookie, max_age=FLOW_SECONDS, path="/",
        secure=settings.cookies_secure, httponly=True, samesite="Strict",
    )  # fmt: skip


SINGLE_SIGN_ON_ROUTES: Final = (
    PageRoute("GET", "/sign-in/organization", go, None),
    PageRoute("GET", BACK, come_back, None),
    PageRoute("POST", "/account/single-sign-on", go_to_link, frozenset(ROLES)),
    PageRoute("POST", "/account/single-sign-on/remove", unlink, frozenset(ROLES)),
)
