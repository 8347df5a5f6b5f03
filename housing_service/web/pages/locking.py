"""Locking this screen and opening it again, with the account's PIN at its desk or its password."""

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import ROLES
from housing_service.web.auth import caller_address, device_secret, session_token
from housing_service.web.bodies import FORM_TYPE, json_response, media_type, read_json
from housing_service.web.keys import identity, services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.preferences import back_to
from housing_service.web.pages.rendering import render


def session_of(request: web.Request) -> str:
    """The browser's session. A program's token has none, and nothing to lock."""
    token = session_token(request)
    if forms.identity_of(request).session_csrf is None or token is None:
        raise Refusal("not_allowed")
    return token


def _page(request: web.Request, back: str = "", problem: Refusal | None = None) -> web.Response:
    return render(
        request,
        "unlock.html",
        title=text("unlock.title"),
        status=problem.problem.status if problem else 200,
        back=back,
        by_pin=identity(request).unlocks_by_pin,
        problem=forms.problem_of(problem) if problem else None,
    )


async def show(request: web.Request) -> web.Response:
    """The way to unlock that needs no script. Names nobody and nothing."""
    session_of(request)
    return _page(request, back_to(request.query.get("back", "")))


async def lock(request: web.Request) -> web.Response:
    """From now on this session counts, and reads nothing else."""
    await services(request).desks.lock(session_of(request))
    if media_type(request)[0] != FORM_TYPE:
        return json_response({"locked": True})
    return web.Response(status=303, headers={"Location": "/"})


async def unlock(request: web.Request) -> web.Response:
    """Opens it again; a form goes back to the page it came from."""
    session, back = session_of(request), ""
    is_form = media_type(request)[0] == FORM_TYPE
    try:
        body: Any = await forms.read_form(request) if is_form else await read_json(request)
        if not isinstance(body, dict):
            raise Refusal("invalid_request")
        back = back_to(str(body.get("back", "")))
        await services(request).desks.unlock(
            session, device_secret(request), body, caller_address(request)
        )
    except Refusal as refusal:
        if not is_form:
            raise
        return _page(request, back, refusal)
    if not is_form:
        return json_response({"locked": False})
    return web.Response(status=303, headers={"Location": back})


async def still_here(_request: web.Request) -> web.Response:
    """Somebody uses the page. That this was asked for is all that it does."""
    return json_response({})


_ALL: Final = frozenset(ROLES)
LOCK_ROUTES: Final = (
    PageRoute("POST", "/lock", lock, _ALL, while_locked=_ALL, while_invited=True),
    PageRoute("GET", "/unlock", show, _ALL, while_locked=_ALL, while_invited=True),
    PageRoute("POST", "/unlock", unlock, _ALL, while_locked=_ALL, while_invited=True),
    PageRoute("POST", "/still-here", still_here, _ALL, while_invited=True),
)
