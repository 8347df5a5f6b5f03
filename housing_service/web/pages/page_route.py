"""The shape of one line of the page route table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One address: `roles` may open it, None means everybody, signed in or not;
    `while_locked` those who may do so while their session is locked, `while_invited` whether those
    of an organization that waits to be let in may."""

    method: str
    path: str
    handler: Handler
    roles: frozenset[str] | None
    while_locked: frozenset[str] = frozenset()
    while_invited: bool = False
    # Also for whoever has yet to set up a second factor.
    while_enrolling: bool = False
