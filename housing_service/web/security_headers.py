"""What every answer tells a browser: load nothing foreign, frame nothing, keep nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from housing_service.config import Settings

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "worker-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types worker"
)
_ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "geolocation=(), camera=(), microphone=(), payment=(), usb=(), display-capture=(), "
        "browsing-topics=()"
    ),
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    # What may be kept says so itself: the files under an address that names their content.
    "Cache-Control": "no-store",
}
# A year, as browsers ask for; other hosts of the same domain are not ours to speak for.
_OVER_TLS: Final = {"Strict-Transport-Security": "max-age=31536000"}

Signal = Callable[[web.Request, web.StreamResponse], Awaitable[None]]


def security_headers(settings: Settings) -> dict[str, str]:
    """All of them; what a handler has set itself stands."""
    return {**_ALWAYS, **(_OVER_TLS if settings.cookies_secure else {})}


def on_prepare(settings: Settings) -> Signal:
    """Adds them to each answer as its head is written, the handshake of a socket included."""
    headers = list(security_headers(settings).items())

    async def add(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers:
            response.headers.setdefault(name, value)
        # What it is made of, and of which version, is nobody's business.
        response.headers.popall("Server", None)

    return add
