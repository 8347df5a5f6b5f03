"""Confirming that it is still oneself, before something that matters; then back to it."""

from typing import Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import ROLES
from housing_service.service.requests import parse
from housing_service.service.sign_in_requests import ProveAnew
from housing_service.web.auth import browser_session, passkey_site, set_session
from housing_service.web.bodies import json_response
from housing_service.web.keys import identity, services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.preferences import back_to
from housing_service.web.pages.rendering import render
from housing_service.web.sign_in_api import prove


async def _page(request: web.Request, back: str, problem: Refusal | None = None) -> web.Response:
    facts = await services(request).own.account.shown(identity(request))
    return render(
        request,
        "step_up.html",
        title=text("step_up.title"),
        status=problem.problem.status if problem else 200,
        module="main_passkeys.js",
        back=back,
        by_passkey=bool(facts["passkeys"]) and passkey_site(request) is not None,
        by_code=bool(facts["app_added_on"]) or bool(facts["passkeys"]),
        problem=forms.problem_of(problem) if problem else None,
    )


async def show(request: web.Request) -> web.Response:
    browser_session(request)
    return await _page(request, back_to(request.query.get("back", "")))


async def confirm(request: web.Request) -> web.Response:
    """Proves the session anew and leads back by GET: whatever was asked for is asked for again."""
    session, back = browser_session(request), "/"
    try:
        form = await forms.read_form(request)
        back = back_to(form.get("back", ""))
        kind = "code" if form.get("code") else "password"
        token = await prove(request, session, parse(ProveAnew, {kind: form.get(kind, "")}))
    except Refusal as refusal:
        return await _page(request, back, refusal)
    response = web.Response(status=303, headers={"Location": back})
    set_session(request, response, token)
    return response


async def passkey_options(request: web.Request) -> web.Response:
    """What a browser needs to ask for a passkey; the answer goes to /v1/me/step-up."""
    browser_session(request)
    site = passkey_site(request)
    if site is None:
        raise Refusal("passkeys_not_offered")
    passkeys = services(request).own.passkeys
    return json_response(await passkeys.to_step_up(identity(request), site))


STEP_UP_ROUTES: Final = (
    PageRoute("GET", "/step-up", show, frozenset(ROLES), while_enrolling=True),
    PageRoute("POST", "/step-up", confirm, frozenset(ROLES), while_enrolling=True),
    PageRoute("POST", "/step-up/passkey", passkey_options, frozenset(ROLES)),
)
