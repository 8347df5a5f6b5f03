"""Who is calling: a bearer token or a session cookie, and proof that a browser meant it."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.live.messages import CLOSE_NOT_SIGNED_IN
from housing_service.service.passkey_answers import Site
from housing_service.store.accounts import secret_hash
from housing_service.web.keys import (
    IDENTITY,
    SERVICES,
    SETTINGS,
    cookie_name,
    device_cookie_name,
    flow_cookie_name,
    ticket_cookie_name,
)

SECRET_CHARS_MAX = 200
TICKET_SECONDS = 300
# The first that fits: each of these names the ones below it as well.
_FAMILIES = (
    ("Edg", "edge"), ("SamsungBrowser", "samsung"), ("Firefox", "firefox"), ("FxiOS", "firefox"),
    ("Chrome", "chrome"), ("CriOS", "chrome"), ("Safari", "safari"),
)  # fmt: skip


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
    clear_flow(request, response)


def clear_session(request: web.Request, response: web.StreamResponse) -> None:
    settings = request.app[SETTINGS]
    response.del_cookie(
        cookie_name(settings), path="/", secure=settings.cookies_secure, httponly=True,
        samesite="Strict",
    )  # fmt: skip
    clear_flow(request, response)


def clear_flow(request: web.Request, response: web.StreamResponse) -> None:
    """A way to an agency's own sign-in that was begun here is over: whoever is signed in from now
    on is not taken for who began it."""
    settings = request.app[SETTINGS]
    if flow_cookie_name(settings) in request.cookies:
        response.del_cookie(
            flow_cookie_name(settings), path="/", secure=settings.cookies_secure, httponly=True,
            samesite="Strict",
        )  # fmt: skip


def set_device(request: web.Request, response: web.StreamResponse, secret: str) -> None:
    """Let this browser be a shared desk: out of reach of scripts and of other sites."""
    settings = request.app[SETTINGS]
    response.set_cookie(
        device_cookie_name(settings),
        secret,
        max_age=settings.desk_days * 86_400,
        path="/",
        secure=settings.cookies_secure,
        httponly=True,
        samesite="Strict",
    )


def clear_device(request: web.Request, response: web.StreamResponse) -> None:
    settings = request.app[SETTINGS]
    response.del_cookie(
        device_cookie_name(settings), path="/", secure=settings.cookies_secure, httponly=True,
        samesite="Strict",
    )  # fmt: skip


def set_ticket(request: web.Request, response: web.StreamResponse, ticket: str) -> None:
    """What stands for the password until the second step; it opens nothing alone."""
    settings = request.app[SETTINGS]
    response.set_cookie(
        ticket_cookie_name(settings),
        ticket,
        max_age=TICKET_SECONDS,
        path="/",
        secure=settings.cookies_secure,
        httponly=True,
        samesite="Strict",
    )


def clear_ticket(request: web.Request, response: web.StreamResponse) -> None:
    settings = request.app[SETTINGS]
    response.del_cookie(
        ticket_cookie_name(settings), path="/", secure=settings.cookies_secure, httponly=True,
        samesite="Strict",
    )  # fmt: skip


def ticket(request: web.Request) -> str | None:
    found = request.cookies.get(ticket_cookie_name(request.app[SETTINGS]))
    return found if found and found.isascii() and len(found) <= SECRET_CHARS_MAX else None


def browser_family(request: web.Request) -> str:
    """Which of a few families of browsers this is; all that is kept of what a browser says."""
    agent = request.headers.get("User-Agent", "")
    return next((family for mark, family in _FAMILIES if mark in agent), "other")


def passkey_site(request: web.Request) -> Site | None:
    """For which site passkeys are made here. Browsers have them over https only, or at a machine's
    own `localhost`; without a public address the latter is the only one to be sure of."""
    public = request.app[SETTINGS].public_url
    address = urlsplit(public or f"{request.scheme}://{request.host}")
    if address.hostname is None or not (
        address.hostname == "localhost" or (public and address.scheme == "https")
    ):
        return None
    return Site(address.hostname, f"{address.scheme}://{address.netloc}")


def device_secret(request: web.Request) -> str | None:
    """The secret with which this browser is a shared desk, if it is one."""
    secret = request.cookies.get(device_cookie_name(request.app[SETTINGS]))
    return secret if secret and secret.isascii() and len(secret) <= SECRET_CHARS_MAX else None


def caller_address(request: web.Request) -> str:
    """The address to count tries by: of whoever opened the connection or, where that is a proxy of
    ours, of whom the proxy names."""
    proxies = request.app[SETTINGS].proxies
    forwarded = request.headers.getall("X-Forwarded-For", ())
    return proxies.caller(request.remote or "", forwarded)


def session_token(request: web.Request) -> str | None:
    """The cookie's token. Ours are ASCII; bytes of another kind could not even be hashed."""
    token = request.cookies.get(cookie_name(request.app[SETTINGS]))
    return token if token is not None and token.isascii() else None


def browser_session(request: web.Request) -> str:
    """The session of a browser. A program's token has none: raises Refusal `not_allowed`."""
    token = session_token(request)
    if request[IDENTITY].session_csrf is None or token is None:
        raise Refusal("not_allowed")
    return token


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


async def identify(request: web.Request, acts: bool = False) -> Identity | None:
    """The caller by bearer token, else by session cookie. A wrong bearer token never falls back
    to a cookie. Where a person `acts`, a shared desk stays open for longer."""
    secret = presented_secret(request)
    if not secret:
        return None
    signin = request.app[SERVICES].signin
    if "Authorization" in request.headers:
        return await signin.by_token(secret)
    return await signin.by_session(secret, acts)


def same_origin(request: web.Request) -> None:
    """Refuse what another site's page made the browser send. Raises Refusal `csrf_failed`."""
    origin = request.headers.get("Origin")
    if origin is None:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise Refusal("csrf_failed")
        return
    if not _is_ours(request, origin):
        raise Refusal("csrf_failed")


def _is_ours(request: web.Request, origin: str) -> bool:
    settings = request.app[SETTINGS]
    try:
        came_from = urlsplit(origin)
        address = urlsplit(settings.public_url or "")
    except ValueError:
        return False
    if settings.cookies_secure:
        # There is one address, by name; a page that came without TLS is somebody else's.
        return (came_from.scheme, came_from.netloc) == (address.scheme, address.netloc)
    return bool(came_from.netloc) and came_from.netloc in {request.host, address.netloc}
