"""The second step of signing in, after the password; and signing in with a passkey alone."""

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.service.passkey_answers import Site
from housing_service.web.auth import (
    browser_family,
    caller_address,
    device_secret,
    passkey_site,
    ticket,
)
from housing_service.web.bodies import json_response, read_json
from housing_service.web.keys import services
from housing_service.web.pages import forms
from housing_service.web.pages.help_now import help_of
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render
from housing_service.web.pages.sign_in import signed_in


def _page(request: web.Request, following: str, problem: Refusal | None = None) -> web.Response:
    return render(
        request,
        "second_step.html",
        title="",
        module="main_passkeys.js" if passkey_site(request) else None,
        status=problem.problem.status if problem else 200,
        by_passkey=passkey_site(request) is not None,
        next=following[:100],
        problem=forms.problem_of(problem) if problem else None,
        **help_of(request),
    )


async def show(request: web.Request) -> web.Response:
    """The same page for everybody: whoever has said no password gets no further with it."""
    return _page(request, request.query.get("next", ""))


async def sign_in(request: web.Request) -> web.Response:
    following = ""
    try:
        form = await forms.read_open_form(request)
        following = form.get("next", "")
        await services(request).signin.take_attempt((f"origin:{caller_address(request)}",))
        token, identity = await services(request).own.second_factor.sign_in(
            ticket(request), form.get("code", ""), device_secret(request), browser_family(request)
        )
    except Refusal as refusal:
        return _page(request, following, refusal)
    return await signed_in(request, token, identity, following)


def _site(request: web.Request) -> Site:
    site = passkey_site(request)
    if site is None:
        raise Refusal("passkeys_not_offered")
    return site


async def passkey_options(request: web.Request) -> web.Response:
    """What any browser needs to look for a passkey of this site."""
    passkeys = services(request).own.passkeys
    return json_response(await passkeys.to_sign_in(_site(request), caller_address(request)))


async def sign_in_by_passkey(request: web.Request) -> web.Response:
    """A passkey alone is enough; the answer says which page is next."""
    body: Any = await read_json(request)
    if not isinstance(body, dict):
        raise Refusal("invalid_request")
    token, identity = await services(request).own.passkeys.sign_in(
        _site(request), body.get("passkey"), device_secret(request), browser_family(request)
    )
    done = await signed_in(request, token, identity, str(body.get("next", "")))
    response = json_response({"location": done.headers["Location"]})
    for name, cookie in done.cookies.items():
        response.cookies[name] = cookie
    return response


SECOND_STEP_ROUTES: Final = (
    PageRoute("GET", "/sign-in/second", show, None),
    PageRoute("POST", "/sign-in/second", sign_in, None),
    PageRoute("POST", "/sign-in/passkey/options", passkey_options, None),
    PageRoute("POST", "/sign-in/passkey", sign_in_by_passkey, None),
)
