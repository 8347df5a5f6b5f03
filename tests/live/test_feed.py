"""The feed behind the consoles: heard at once, noticed when deaf, honest about its proof."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from housing_service.domain.errors import Refusal
from housing_service.service import relay as relay_module
from housing_service.service.health import NOT_LIVE_SECONDS, FeedHealth
from housing_service.store import feed
from housing_service.store.database import Database
from housing_service.store.feed import Beat
from tests.support.api import Api
from tests.support.world import World


async def until(condition: Callable[[], Any], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def test_another_process_hears_of_a_change_without_any_poll(
    world: World, shelter, serve, http
) -> None:
    """The process that wrote knows by itself; the others are told by the commit."""
    other = await serve(poll_seconds=300)
    async with Api(http, other.url, shelter.responder.token).live() as console:
        await console.until(lambda c: c.pools)
        await until(lambda: other.relay.listening)
        await shelter.staff.report(shelter.instant, units_free=9)
        key = str(shelter.instant)
        await console.until(lambda c: c.pools[key]["units_free_reported"] == 9, 20)


async def test_a_second_console_is_not_given_the_first_ones_old_snapshot(
    world: World, shelter
) -> None:
    """A snapshot is kept for all who see the same; a change makes it anew."""
    key = str(shelter.instant)
    async with shelter.responder.live() as first:
        await first.until(lambda c: c.pools)
        for free in (9, 8):
            await shelter.staff.report(shelter.instant, units_free=free)
            await first.until(lambda c, f=free: c.pools[key]["units_free_reported"] == f)
            async with shelter.responder.live() as second:
                await second.until(lambda c: c.frames)
                assert second.frames[0]["type"] == "snapshot"
                shown = {pool["id"]: pool for pool in second.frames[0]["pools"]}
                assert shown[key]["units_free_reported"] == free


async def test_who_comes_back_is_sent_what_everybody_else_has_seen_meanwhile(
    world: World, shelter
) -> None:
    """The pool and the hold were announced and over with before it came back."""
    key = str(shelter.instant)
    async with shelter.responder.live() as console:
        await console.until(lambda c: len(c.pools) == 2)
    async with shelter.staff.live() as witness:
        await witness.until(lambda c: c.pools)
        hold = await shelter.responder.place(shelter.confirm)
        await witness.until(lambda c: hold["id"] in c.holds)
        await shelter.staff.report(shelter.instant, units_free=1)
        await witness.until(lambda c: c.pools[key]["units_free_reported"] == 1)
        again = shelter.responder.live(resume=console.resume)
        again.pools = dict(console.pools)
        async with again:
            await again.until(lambda c: c.pools[key]["units_free_reported"] == 1)
            await again.until(lambda c: hold["id"] in c.holds)
            assert "snapshot" not in {frame["type"] for frame in again.frames}


async def test_an_equal_version_of_another_generation_is_not_taken_for_the_same(
    world: World, shelter
) -> None:
    """After a restore the same version may stand for another count, which no comparison finds."""
    key = str(shelter.instant)
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.pools and c.pools[key]["units_free_reported"] == 4)
        await world.owner.execute(
            "UPDATE housing.pool SET units_free_reported = 1 WHERE id = $1", shelter.instant
        )
        await world.owner.execute("UPDATE housing.service_state SET generation = gen_random_uuid()")
        await console.until(lambda c: c.pools[key]["units_free_reported"] == 1)


async def test_a_listener_that_is_deaf_but_connected_is_replaced(
    world: World, shelter, serve, http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that stands and delivers nothing is worse than none: only the canary tells."""
    monkeypatch.setattr(relay_module, "CANARY_SILENCE_SECONDS", 2.0)
    running = await serve(poll_seconds=300)
    await until(lambda: running.relay.listening)
    bell = running.relay._bell
    deaf = bell._connection
    await deaf.execute("UNLISTEN *")
    await until(lambda: bell._connection not in (None, deaf))
    await until(lambda: running.relay.listening)


async def test_a_listener_that_was_cut_hears_again_before_the_canary_is_missed(
    world: World, shelter, serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "CANARY_SILENCE_SECONDS", 3_600)
    running = await serve(poll_seconds=300)
    await until(lambda: running.relay.listening)
    bell = running.relay._bell
    cut = bell._connection
    await world.owner.execute("SELECT pg_terminate_backend($1)", cut.get_server_pid())
    await until(lambda: bell._connection not in (None, cut) and running.relay.listening)


async def test_pools_whose_reading_failed_are_read_again(
    world: World, shelter, serve, http, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a poll to find them: what was rung for, once, is not forgotten by a fault."""
    running = await serve(poll_seconds=300)
    other = await serve(poll_seconds=300)
    caller = Api(http, running.url, shelter.staff.token)
    elsewhere = Api(http, other.url, shelter.staff.token)
    failed = asyncio.Event()
    really = feed.read_pools

    async def fail_once(database: Database, *arguments: Any) -> Any:
        if database is running.relay._database and not failed.is_set():
            failed.set()
            raise Refusal("database_unavailable")
        return await really(database, *arguments)

    async with caller.live() as console:
        await console.until(lambda c: c.pools)
        await until(lambda: running.relay.listening)
        monkeypatch.setattr(feed, "read_pools", fail_once)
        # Through the other service, so that this one is told by one notification and no more.
        await elsewhere.report(shelter.instant, units_free=9)
        key = str(shelter.instant)
        await console.until(lambda c: c.pools[key]["units_free_reported"] == 9, 15)
        assert failed.is_set()


def beaten(health: FeedHealth, seconds_ago: float) -> None:
    """A beat that came back so long ago, by a clock that agrees with ours."""
    at = time.monotonic() - seconds_ago
    health.beat(Beat(datetime.fromtimestamp(time.time() - seconds_ago, UTC), "g", at, at))


def seconds_between(facts: dict[str, Any]) -> float:
    at, seen = (datetime.fromisoformat(facts[name]) for name in ("at", "database_seen_at"))
    return (at - seen).total_seconds()


def test_a_tick_says_since_when_nothing_was_proven() -> None:
    health = FeedHealth()
    assert health.facts()["database_seen_at"] is None
    assert health.is_live() is False
    old = NOT_LIVE_SECONDS + 3
    beaten(health, old)
    health.compared(time.monotonic() - old)
    facts = health.facts()
    assert facts["live"] is False
    assert old <= seconds_between(facts) < old + 2


def test_a_beat_alone_proves_nothing_about_the_board() -> None:
    health = FeedHealth()
    beaten(health, 0)
    assert health.is_live() is False
    health.compared(time.monotonic() - NOT_LIVE_SECONDS - 3)
    assert health.is_live() is False
    assert health.facts()["live"] is False
    health.compared(time.monotonic())
    assert health.is_live() is True
