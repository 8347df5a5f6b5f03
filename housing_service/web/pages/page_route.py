"""The shape of one line of the page route table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One address: `roles` may open it, None means everybody, signed in or not."""

    method: str
    path: str
    handler: Handler
    roles: frozenset[str] | None
