"""The frame around every request: id, caller, role, limits, errors, timing. One middleware.

A handler runs only for a caller whose role the route table names. Whoever is not signed in learns
nothing but that, whatever path they ask for.
"""

from __future__ import annotations

import hmac
import logging
import re
import time
from collections.abc import Callable, Mapping
from uuid import uuid4

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from housing_service import logs
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.metrics import REFUSALS, REQUEST_SECONDS, REQUESTS
from housing_service.web.auth import identify, same_origin
from housing_service.web.bodies import FORM_TYPE, media_type, problem_response, read_form
from housing_service.web.keys import IDENTITY, REQUEST_ID, SERVICES
from housing_service.web.routes import Route

log = logging.getLogger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "X-Frame-Options": "DENY",
}
_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
ProblemPage = Callable[[web.Request, Refusal], web.StreamResponse]
SignInPage = Callable[[web.Request, int], web.StreamResponse]


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
        logs.request_id.set(request_id)
        resource = request.match_info.route.resource
        path = resource.canonical if resource is not None else "unmatched"
        try:
            route = self._routes.get((request.method, path))
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
            for name, value in _SECURITY_HEADERS.items():
                response.headers.setdefault(name, value)
        REQUESTS.labels(path, request.method, response.status).inc()
        if not isinstance(response, web.WebSocketResponse):
            REQUEST_SECONDS.labels(path).observe(time.perf_counter() - started)
        return response

    async def _guarded(
        self, request: web.Request, handler: Handler, route: Route | None
    ) -> web.StreamResponse:
        if route is not None and route.roles is None:
            if route.path == "/sign-in" and request.method == "POST":
                same_origin(request)
            return await handler(request)
        services = request.app[SERVICES]
        caller = await identify(request)
        if caller is None:
            if route is not None and route.authenticates_itself:
                return await handler(request)
            raise Refusal("not_signed_in")
        request[IDENTITY] = caller
        wait = services.rates.take(str(caller.account_id))
        if wait:
            raise Refusal("rate_limited", retry_after_seconds=wait)
        if route is None:
            return await handler(request)
        if route.roles is not None and caller.role not in route.roles:
            raise Refusal("not_allowed")
        if request.method not in SAFE_METHODS and caller.session_csrf is not None:
            await self._check_csrf(request, caller)
        return await handler(request)

    async def _check_csrf(self, request: web.Request, caller: Identity) -> None:
        same_origin(request)
        given = request.headers.get("X-CSRF-Token", "")
        if not given and media_type(request)[0] == FORM_TYPE:
            given = (await read_form(request)).get("csrf", "")
        if not hmac.compare_digest(given.encode(), (caller.session_csrf or "").encode()):
            raise Refusal("csrf_failed")

    async def _refused(
        self, request: web.Request, refusal: Refusal, request_id: str
    ) -> web.StreamResponse:
        if refusal.code in ("not_signed_in", "not_allowed", "rate_limited", "csrf_failed"):
            REFUSALS.labels(refusal.code).inc()
        if refusal.code == "not_signed_in" and self._sign_in_page and _wants_page(request):
            return self._sign_in_page(request, 401)
        if self._problem_page and _wants_page(request):
            return self._problem_page(request, refusal)
        return problem_response(refusal, request_id)


def _http_error(error: web.HTTPException, request_id: str) -> web.StreamResponse:
    """aiohttp's own errors, as problems of ours."""
    if error.status < 400:
        return error
    code = _HTTP_CODES.get(error.status, "invalid_request")
    response = problem_response(Refusal(code), request_id)
    if code == "method_not_allowed":
        response.headers["Allow"] = error.headers.get("Allow", "")
    return response


def _wants_page(request: web.Request) -> bool:
    return not request.path.startswith("/v1/") and "text/html" in request.headers.get("Accept", "")
