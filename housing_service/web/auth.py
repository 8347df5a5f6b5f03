"""Who is calling: a bearer token or a session cookie, and proof that a browser meant it."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.live.messages import CLOSE_NOT_SIGNED_IN
from housing_service.store.accounts import secret_hash
from housing_service.web.keys import SERVICES, SETTINGS, cookie_name


def set_session(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the browser its session: out of reach of scripts and of other sites."""
    settings = request.app[SETTINGS]
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=settings.session_lifetime_seconds,
        path="/",
        secure=settings.cookies_secure,
        httponly=True,
        samesite="Strict",
    )


def clear_session(request: web.Request, response: web.StreamResponse) -> None:
    settings = request.app[SETTINGS]
    response.del_cookie(
        cookie_name(settings), path="/", secure=settings.cookies_secure, httponly=True,
        samesite="Strict",
    )  # fmt: skip


def caller_address(request: web.Request) -> str:
    """The address to count sign-in attempts by. Behind a proxy that is what the proxy itself
    added last; anything before it was written by the caller and proves nothing."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if request.app[SETTINGS].behind_proxy and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return request.remote or ""


def session_token(request: web.Request) -> str | None:
    """The cookie's token. Ours are ASCII; bytes of another kind could not even be hashed."""
    token = request.cookies.get(cookie_name(request.app[SETTINGS]))
    return token if token is not None and token.isascii() else None


async def end_session(request: web.Request) -> None:
    """The session ends, and so does every console it had opened at this process."""
    token = session_token(request)
    if token is not None:
        services = request.app[SERVICES]
        await services.signin.sign_out(token)
        services.hub.close_credential(secret_hash(token), CLOSE_NOT_SIGNED_IN)


def presented_secret(request: web.Request) -> str | None:
    """The token or session this request came with."""
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None
    return session_token(request)


async def identify(request: web.Request) -> Identity | None:
    """The caller by bearer token, else by session cookie. A wrong bearer token never falls back
    to a cookie."""
    secret = presented_secret(request)
    if not secret:
        return None
    signin = request.app[SERVICES].signin
    if "Authorization" in request.headers:
        return await signin.by_token(secret)
    return await signin.by_session(secret)


def same_origin(request: web.Request) -> None:
    """Refuse what another site's page made the browser send. Raises Refusal `csrf_failed`."""
    origin = request.headers.get("Origin")
    if origin is None:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise Refusal("csrf_failed")
        return
    allowed = {request.host}
    public_url = request.app[SETTINGS].public_url
    if public_url:
        allowed.add(urlsplit(public_url).netloc)
    try:
        came_from = urlsplit(origin).netloc
    except ValueError:
        came_from = ""
    if came_from not in allowed:
        raise Refusal("csrf_failed")
