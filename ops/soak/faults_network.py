"""Lines that break, stall or lose exactly one answer, at the proxies of the stage."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable

from ops.soak.notifications import Lost
from ops.soak.proxy import Direction, Proxy

STRIKE_SECONDS_MAX = 10.0


async def cut_once(
    proxy: Proxy, direction: Direction, after_bytes: int, *, silent: bool = False
) -> bool:
    """Cut the next conversation after so many bytes; false when nobody spoke in time.

    With `silent` the rest of the conversation is swallowed and the line stays open for a second.
    """
    cut = proxy.arm(direction, after_bytes, silent=silent)
    try:
        async with asyncio.timeout(STRIKE_SECONDS_MAX):
            await cut.struck.wait()
    except TimeoutError:
        return False
    finally:
        proxy.disarm()
    if silent and cut.victim is not None:
        await asyncio.sleep(1)
        cut.victim.reset()
    return True


async def cut_at_every(proxy: Proxy, direction: Direction, positions: Iterable[int]) -> int:
    """Cut one conversation at each position; returns how many were cut."""
    struck = 0
    for position in positions:
        struck += await cut_once(proxy, direction, position)
    return struck


@contextlib.asynccontextmanager
async def black_hole(proxy: Proxy) -> AsyncIterator[None]:
    """Bytes vanish in both directions and nobody is told; at the end every line is reset."""
    proxy.conduct.hole = True
    try:
        yield
    finally:
        proxy.conduct.hole = False
        # What vanished can't come back: these conversations are out of step for good.
        proxy.reset_all()


@contextlib.asynccontextmanager
async def refused_connections(proxy: Proxy) -> AsyncIterator[None]:
    """Every line is reset and no new one is taken."""
    proxy.conduct.refuse = True
    proxy.reset_all()
    try:
        yield
    finally:
        proxy.conduct.refuse = False


@contextlib.asynccontextmanager
async def slow_line(proxy: Proxy, seconds: float) -> AsyncIterator[None]:
    """Each chunk in either direction is late by so many seconds."""
    proxy.conduct.delay_seconds = seconds
    try:
        yield
    finally:
        proxy.conduct.delay_seconds = 0.0


@contextlib.asynccontextmanager
async def lost_notifications(proxy: Proxy, lost: Lost) -> AsyncIterator[None]:
    """PostgreSQL's notifications don't reach the listeners behind the proxy."""
    proxy.conduct.notifications_lost = lost
    try:
        yield
    finally:
        proxy.conduct.notifications_lost = "none"


@contextlib.asynccontextmanager
async def deaf_listeners(proxy: Proxy) -> AsyncIterator[None]:
    """The listening connections of this moment are dead in silence; new ones work."""
    deaf = [one for one in proxy.conversations if one.listener]
    for conversation in deaf:
        conversation.vanishing = True
    try:
        yield
    finally:
        for conversation in deaf:
            conversation.reset()
