"""The database's clock jumps, its rows stay locked, its disk is full."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.soak.faults_catalogue import clocks, full_disks, locks
from ops.soak.faults_disk import CannotMount, small_disk
from ops.soak.theatre import theatre
from tests.support.faults import cast, judge, play

DISK_MEBIBYTES = 192


@pytest.mark.timeout(240)
async def test_a_clock_that_jumps_promises_nothing_twice_and_is_shown() -> None:
    async with theatre(cast()) as on:
        await play(on, clocks(3.0).values())
        await judge(on, operations_min=300)


@pytest.mark.timeout(240)
async def test_locked_rows_and_missing_connections_mean_busy_and_nothing_written() -> None:
    settings = {"database_connections_max": 4, "database_lock_timeout_ms": 500}
    async with theatre(cast(), database_acquire_timeout_seconds=0.5, **settings) as on:
        pools = [pool.id for pool in on.region.pools[:2]]
        await play(on, locks(pools, 2.0).values())
        assert on.play.history.codes["busy"] > 0
        await judge(on, operations_min=100)


@pytest.mark.timeout(240)
async def test_a_full_disk_refuses_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    try:
        with small_disk(tmp_path / "disk", DISK_MEBIBYTES) as disk:
            await _fill_and_empty(disk)
    except CannotMount as why:
        pytest.skip(str(why))


async def _fill_and_empty(disk: Path) -> None:
    async with theatre(cast(services=1), data_dir=disk / "data") as on:
        await play(on, full_disks(disk, 6.0).values())
        told = on.play.history.codes
        assert told["database_unavailable"] + told["outcome_unknown"] > 0
        await judge(on, operations_min=100)
