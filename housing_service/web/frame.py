"""The frame around every request: id, caller, role, limits, errors, timing. One middleware.

A handler runs only for a caller whose role the route table names. Whoever is not signed in learns
nothing but that, whatever path they ask for.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from uuid import uuid4

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from housing_service import logs
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import SHELTER_STAFF, Identity
from housing_service.metrics import (
    REFUSALS,
    REQUEST_SECONDS,
    REQUESTS,
    is_left_out,
    leave_out,
)
from housing_service.web.auth import caller_address, identify, same_origin
from housing_service.web.bodies import FORM_TYPE, media_type, problem_response, read_form
from housing_service.web.csrf import is_of
from housing_service.web.keys import IDENTITY, REQUEST_ID, SERVICES, SETTINGS
from housing_service.web.language.choosing import chosen
from housing_service.web.language.current import language, speak
from housing_service.web.routes import Route
from housing_service.web.token_scopes import check_scope
from housing_service.web.watched import watch

log = logging.getLogger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Such a link brings no session that another site's page could make use of, and its page sends no
# Origin: it looks for itself.
_KEYS_IN_ADDRESS = frozenset({"/count/{token}", "/join/{token}"})
# Whoever watches over the service asks these, and must hear the truth.
_NEVER_LIMITED = frozenset({"/livez", "/readyz"})
_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
# Answers that people read; a page says the same in its own tag.
_SPOKEN = frozenset({"text/html", "application/problem+json"})
_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
ProblemPage = Callable[[web.Request, Refusal], web.StreamResponse]
SignInPage = Callable[[web.Request, int], Awaitable[web.StreamResponse]]


class Frame:
    """The middleware, with the route table it enforces."""

    def __init__(
        self,
        routes: Mapping[tuple[str, str], Route],
        sign_in_page: SignInPage | None = None,
        problem_page: ProblemPage | None = None,
    ) -> None:
        self._routes = routes
        self._problem_page = problem_page
        self._sign_in_page = sign_in_page

    def middleware(self) -> Middleware:
        @web.middleware
        async def frame(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._handle(request, handler)

        return frame

    async def _handle(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _REQUEST_ID.match(given) else str(uuid4())
        request[REQUEST_ID] = request_id
        speak(chosen(request, request.app[SETTINGS].languages_offered))
        logs.request_id.set(request_id)
        leave_out(yes=False)
        resource = request.match_info.route.resource
        path = resource.canonical if resource is not None else "unmatched"
        route = self._routes.get((request.method, path))
        try:
            response = await self._guarded(request, handler, route)
        except Refusal as refusal:
            response = await self._refused(request, refusal, request_id)
        except web.HTTPException as error:
            response = _http_error(error, request_id)
        except Exception:
            log.exception("request failed")
            response = problem_response(Refusal("internal_error"), request_id)
        if not response.prepared:
            response.headers.setdefault("X-Request-Id", request_id)
            if response.content_type in _SPOKEN:
                response.headers.setdefault("Content-Language", language())
        try:
            watch(request, route, response.status)
        except Exception:
            # What has been done and answered stays so, whatever the watch makes of it.
            log.exception("an answer was not watched")
        if not is_left_out() or response.status >= 500:
            REQUESTS.labels(path, request.method, response.status).inc()
            if not isinstance(response, web.WebSocketResponse):
                REQUEST_SECONDS.labels(path).observe(time.perf_counter() - started)
        return response

    async def _guarded(
        self, request: web.Request, handler: Handler, route: Route | None
    ) -> web.StreamResponse:
        _limit_address(request)
        if route is not None and route.roles is None:
            if request.method not in SAFE_METHODS and route.path not in _KEYS_IN_ADDRESS:
                same_origin(request)
            return await handler(request)
        caller = await identify(request, _is_an_act(request, route))
        if caller is None:
            if route is not None and route.authenticates_itself:
                return await handler(request)
            raise Refusal("not_signed_in")
        _meet(request, caller)
        _limit_caller(request, caller)
        _may_act(caller, route)
        if route is None:
            return await handler(request)
        if route.roles is not None and caller.role not in route.roles:
            raise Refusal("not_allowed")
        check_scope(caller, route)
        if request.method not in SAFE_METHODS and caller.session_csrf is not None:
            await self._check_csrf(request, caller)
        if route.exports:
            await request.app[SERVICES].operator_room.begin_export(caller)
        return await handler(request)

    async def _check_csrf(self, request: web.Request, caller: Identity) -> None:
        same_origin(request)
        given = request.headers.get("X-CSRF-Token", "")
        if not given and media_type(request)[0] == FORM_TYPE:
            given = (await read_form(request)).get("csrf", "")
        if not is_of(given, caller.session_csrf or ""):
            raise Refusal("csrf_failed")

    async def _refused(
        self, request: web.Request, refusal: Refusal, request_id: str
    ) -> web.StreamResponse:
        if refusal.code in ("not_signed_in", "not_allowed", "rate_limited", "csrf_failed"):
            REFUSALS.labels(refusal.code).inc()
        if refusal.code == "not_signed_in" and self._sign_in_page and _wants_page(request):
            return await self._sign_in_page(request, 401)
        if refusal.code == "organization_not_open_yet" and _wants_page(request):
            return web.Response(status=303, headers={"Location": "/welcome"})
        if refusal.code == "step_up_required" and request.path.endswith(".csv"):
            if "text/html" in request.headers.get("Accept", ""):
                return _to_step_up(request)
        elif self._problem_page and _wants_page(request):
            return self._problem_page(request, refusal)
        return problem_response(refusal, request_id)


def _may_act(caller: Identity, route: Route | None) -> None:
    """Nothing is open to a locked session, to whoever must set up a second factor first, or before
    an organization is let in, unless the route says so. Raises Refusal `session_locked`,
    `second_factor_required`, `organization_not_open_yet`."""
    if caller.locked and (route is None or caller.role not in route.while_locked):
        raise Refusal("session_locked")
    if caller.must_enroll and not (route is not None and route.while_enrolling):
        raise Refusal("second_factor_required")
    if caller.invited and not (route is not None and route.while_invited):
        raise Refusal("organization_not_open_yet")


def _limit_address(request: web.Request) -> None:
    """Before it is known who asks, so that guessing is limited too."""
    if request.path not in _NEVER_LIMITED:
        _wait(request.app[SERVICES].limits.take_address(caller_address(request)))


def _limit_caller(request: web.Request, caller: Identity) -> None:
    _wait(request.app[SERVICES].limits.take(caller.account_id, caller.organization_id))


def _wait(seconds: int) -> None:
    if seconds:
        raise Refusal("rate_limited", retry_after_seconds=seconds)


def _meet(request: web.Request, caller: Identity) -> None:
    """Note who it is. What the staff of a confidential program do is in no metric."""
    request[IDENTITY] = caller
    board = request.app[SERVICES].hub.board
    if caller.role == SHELTER_STAFF and board.keeps_hidden(caller.organization_id):
        leave_out()


def _http_error(error: web.HTTPException, request_id: str) -> web.StreamResponse:
    """aiohttp's own errors, as problems of ours."""
    if error.status < 400:
        return error
    code = _HTTP_CODES.get(error.status, "invalid_request")
    response = problem_response(Refusal(code), request_id)
    if code == "method_not_allowed":
        response.headers["Allow"] = error.headers.get("Allow", "")
    return response


def _is_an_act(request: web.Request, route: Route | None) -> bool:
    """Whether a person did this, and not a page by itself: a shared desk that only shows locks."""
    if route is not None and route.asked_by_pages:
        return False
    navigates = request.headers.get("Sec-Fetch-Mode") == "navigate"
    return request.method not in SAFE_METHODS or navigates


def _wants_page(request: web.Request) -> bool:
    return not request.path.startswith("/v1/") and "text/html" in request.headers.get("Accept", "")


def _to_step_up(request: web.Request) -> web.Response:
    """To where one proves oneself anew, and from there to the page on which the table stands."""
    rooms = ("vetting", "record")
    name = request.path.rsplit("/", 1)[1].removesuffix(".csv")
    room = "/reports" if request.path.startswith("/v1/") else f"/{name}" if name in rooms else ""
    return web.Response(status=303, headers={"Location": f"/step-up?back=/operator{room}"})
