"""A console may look live exactly as long as its node has proof that it is."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from uuid import uuid4

import pytest

from housing_service.live.board import Board
from housing_service.service.health import NOT_LIVE_SECONDS, FeedHealth
from housing_service.service.relay import Relay
from housing_service.service.request_feed import RequestFeed
from housing_service.store import feed
from tests.support.world import World

# The next regular tick lies far behind the moment at which the proof grows too old.
TICK_SECONDS = 30.0


async def test_that_the_proof_is_too_old_is_said_at_once(
    world: World, serve, http, shelter
) -> None:
    running = await serve(tick_seconds=TICK_SECONDS)
    responder = type(shelter.responder)(http, running.url, shelter.responder.token)
    async with responder.live() as console, responder.live() as other:
        await asyncio.gather(*(c.until(lambda c: c.pools) for c in (console, other)))
        began = time.monotonic()
        async with world.owner.transaction():
            # No beat can be written while another transaction holds its table.
            await world.owner.execute("LOCK TABLE housing.heartbeat IN EXCLUSIVE MODE")
            tick = await console.until(lambda c: c.ticks and not c.ticks[-1]["live"], 15)
            assert tick
            # Earlier by what the last beat was old; later by what this machine is busy.
            assert time.monotonic() - began < NOT_LIVE_SECONDS + 5
            async with responder.live() as newcomer:
                await newcomer.until(lambda c: c.pools)
                # Whoever comes now reads it before the snapshot, not with the next tick.
                assert newcomer.ticks and not newcomer.ticks[0]["live"]


async def _nothing(_database: object) -> dict:
    return {}


def _relay(health: FeedHealth, monkeypatch: pytest.MonkeyPatch) -> Relay:
    hub = SimpleNamespace(wake=lambda *_: None)
    database, board = SimpleNamespace(), Board()
    monkeypatch.setattr(feed, "request_versions", _nothing)
    return Relay(
        database,  # type: ignore[arg-type]
        board,
        hub,  # type: ignore[arg-type]
        health,
        poll_seconds=1,
        beat_seconds=1,
        tick_seconds=1,
        note_deadline=lambda _seconds: None,
        requests=RequestFeed(database, board),  # type: ignore[arg-type]
    )


async def test_a_board_that_is_always_a_moment_behind_is_live(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Under load some pool has always just changed; what counts is for how long it is unread."""
    health, pool = FeedHealth(), uuid4()
    relay = _relay(health, monkeypatch)

    async def newer_than_the_board(_database: object) -> dict:
        return {pool: 7}

    monkeypatch.setattr(feed, "pool_versions", newer_than_the_board)
    before = time.monotonic()
    relay.touched(pool)
    first_touched = time.monotonic()
    await relay._compare()
    assert health.compared_at is not None
    assert before <= health.compared_at <= first_touched
    # It stays unread: however often it is rung for, the proof does not move on.
    relay.touched(pool)
    await relay._compare()
    assert health.compared_at <= first_touched


async def test_a_board_with_nothing_unread_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    health = FeedHealth()
    relay = _relay(health, monkeypatch)

    monkeypatch.setattr(feed, "pool_versions", _nothing)
    before = time.monotonic()
    await relay._compare()
    assert health.compared_at is not None and health.compared_at >= before
