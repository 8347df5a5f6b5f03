"""Every kind of fault by its name, as tests and the soak play them."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import UUID

from ops.soak import faults_database as database
from ops.soak import faults_network as network
from ops.soak import faults_process as process
from ops.soak.faults_crowd import crowd
from ops.soak.faults_disk import full_disk
from ops.soak.faults_play import (
    WRITES_BACK_SECONDS_MAX,
    Inject,
    Play,
    Scenario,
    shows_step,
)
from ops.soak.proxy import Direction, Proxy

HOUR_SECONDS = 3600.0
# A lost notification is found by the next comparison, two seconds later at most.
POLLED_SECONDS_MAX = 3.0
# Who waits for a lock gives up after three seconds; then it is free again.
LOCK_SECONDS = 5.0
STEP_SECONDS_MAX = 30.0
CROWD_SECONDS_MAX = 120.0
# A killed process is gone after this, so that it can't be mistaken for its successor.
READY_AGAIN_SECONDS = 0.1


def _wire(play: Play) -> Proxy:
    if play.stage.wire is None:
        raise LookupError("this stage has no second service")
    return play.stage.wire


def kills() -> dict[str, Scenario]:
    """kill -9 of what may be killed."""

    def kill(name: str, inject: Inject, seconds_max: float = WRITES_BACK_SECONDS_MAX) -> Scenario:
        return Scenario(name, inject, writes_back_seconds_max=seconds_max, sudden=True)

    found = (
        kill("kill_first_service", lambda p: process.killed_service(p.stage.services[0])),
        kill("kill_second_service", lambda p: process.killed_service(p.stage.services[1])),
        kill("kill_postgres", lambda p: process.killed_postgres(p.stage)),
        kill("kill_backend", lambda p: process.killed_backend(p.stage)),
        # Two starts one after the other: the second service can't start before the database.
        kill("kill_everything", lambda p: process.killed_everything(p.stage), 6.0),
    )
    return {scenario.kind: scenario for scenario in found}


def stops(seconds: float) -> dict[str, Scenario]:
    """SIGSTOP for so many seconds."""
    return {
        "stop_first_service": Scenario(
            "stop_first_service",
            lambda p: process.stopped_service(p.stage.services[0]),
            seconds,
            loses_database=(0,),
        ),
        "stop_second_service": Scenario(
            "stop_second_service",
            lambda p: process.stopped_service(p.stage.services[1]),
            seconds,
            loses_database=(1,),
        ),
        "stop_postgres": Scenario(
            "stop_postgres",
            lambda p: process.stopped_postgres(p.stage),
            seconds,
            loses_database=(0, 1),
        ),
    }


def wires(seconds: float) -> dict[str, Scenario]:
    """The line between the second service and PostgreSQL; the longer ones last `seconds`."""
    return {
        "database_black_hole": Scenario(
            "database_black_hole",
            lambda p: network.black_hole(_wire(p)),
            seconds,
            loses_database=(1,),
        ),
        "database_refused": Scenario(
            "database_refused",
            lambda p: network.refused_connections(_wire(p)),
            2.0,
        ),
        "database_slow": Scenario(
            "database_slow",
            lambda p: network.slow_line(_wire(p), 0.1),
            2.0,
            converged_seconds_max=POLLED_SECONDS_MAX,
            writes_during=True,
        ),
        "listener_deaf": Scenario(
            "listener_deaf",
            lambda p: network.deaf_listeners(_wire(p)),
            seconds,
            converged_seconds_max=POLLED_SECONDS_MAX,
            writes_during=True,
        ),
        "notifications_lost": Scenario(
            "notifications_lost",
            lambda p: network.lost_notifications(_wire(p), "pools"),
            4.0,
            converged_seconds_max=POLLED_SECONDS_MAX,
            writes_during=True,
        ),
        "nothing_notified": Scenario(
            "nothing_notified",
            lambda p: database.silent_publishing(p.stage),
            4.0,
            converged_seconds_max=POLLED_SECONDS_MAX,
            writes_during=True,
        ),
    }


def locks(pools: Sequence[str], seconds: float = LOCK_SECONDS) -> dict[str, Scenario]:
    """Rows that another transaction holds for longer than anybody waits."""
    some = [UUID(pool) for pool in pools]
    return {
        "row_locked": Scenario(
            "row_locked", lambda p: database.locked_rows(p.stage, some), seconds
        ),
        # The transaction that holds every row leaves no connection to anybody else.
        "connections_exhausted": Scenario(
            "connections_exhausted", lambda p: database.locked_rows(p.stage), seconds
        ),
    }


def clocks(seconds: float = 6.0) -> dict[str, Scenario]:
    """The database's clock jumps by an hour, and back; every console must show both."""

    def jump(name: str, by: float) -> Scenario:
        @contextlib.asynccontextmanager
        async def inject(play: Play) -> AsyncIterator[None]:
            async with database.stepped_clock(play.stage, play.history, by):
                yield
            # Two steps between two beats would look like one.
            await play.consoles.until(shows_step(-by), STEP_SECONDS_MAX)

        return Scenario(name, inject, seconds, clock_step_seconds=by)

    # They differ by a minute, so that the way back of one is not taken for the other.
    found = (jump("clock_ahead", HOUR_SECONDS), jump("clock_behind", -HOUR_SECONDS - 60))
    return {scenario.kind: scenario for scenario in found}


def resets(positions: Sequence[int]) -> dict[str, Scenario]:
    """One conversation is cut at each of these bytes, of requests and of answers."""

    def sweep(name: str, at_database: bool, direction: Direction) -> Scenario:
        @contextlib.asynccontextmanager
        async def inject(play: Play) -> AsyncIterator[int]:
            proxy = _wire(play) if at_database else play.stage.web
            yield await network.cut_at_every(proxy, direction, positions)

        return Scenario(name, inject)

    found = (
        sweep("reset_in_request", False, "request"),
        sweep("reset_in_answer", False, "answer"),
        sweep("database_reset_in_request", True, "request"),
        sweep("database_reset_in_answer", True, "answer"),
    )
    return {scenario.kind: scenario for scenario in found}


def swallowed() -> dict[str, Scenario]:
    """Exactly one answer never arrives, while the line stays open for a while."""

    def lose(name: str, at_database: bool) -> Scenario:
        @contextlib.asynccontextmanager
        async def inject(play: Play) -> AsyncIterator[int]:
            proxy = _wire(play) if at_database else play.stage.web
            yield int(await network.cut_once(proxy, "answer", 0, silent=True))

        return Scenario(name, inject)

    return {
        "reply_swallowed": lose("reply_swallowed", False),
        "database_reply_swallowed": lose("database_reply_swallowed", True),
    }


def full_disks(disk: Path, seconds: float) -> dict[str, Scenario]:
    """Nothing more can be written below `disk`, where the whole database lies."""
    return {
        "disk_full": Scenario(
            "disk_full",
            lambda p: full_disk(p.stage, disk),
            seconds,
            # PostgreSQL is started again at growing intervals, five seconds at most.
            writes_back_seconds_max=10.0,
            loses_database=(0,),
        )
    }


def crowds(count: int, back_seconds_max: float) -> dict[str, Scenario]:
    """`count` sockets that come back at once after the second service was killed, and as many
    beside which every tenth has stopped reading."""

    @contextlib.asynccontextmanager
    async def come_back(play: Play) -> AsyncIterator[float]:
        victim = play.stage.services[1]
        async with crowd(victim, play.probe.watcher_token, count) as many:
            victim.signal(signal.SIGKILL)
            await asyncio.sleep(READY_AGAIN_SECONDS)
            await victim.ready()
            ready_at = time.monotonic()
            yield await many.all_back(CROWD_SECONDS_MAX) - ready_at

    @contextlib.asynccontextmanager
    async def stalled(play: Play) -> AsyncIterator[None]:
        victim = play.stage.services[1]
        async with crowd(victim, play.probe.watcher_token, count, stalled_every=10):
            yield

    return {
        "crowd_returns": Scenario(
            "crowd_returns", come_back, crowd_back_seconds_max=back_seconds_max
        ),
        "readers_stalled": Scenario("readers_stalled", stalled, 5.0, writes_during=True),
    }
