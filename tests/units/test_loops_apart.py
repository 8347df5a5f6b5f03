"""What can't be forgotten keeps nothing else from going on."""

from __future__ import annotations

import asyncio
import contextlib
from types import SimpleNamespace
from typing import Any

import pytest

from housing_service.service.sweeper import Sweeper
from housing_service.store import sweeps


async def test_a_purge_that_fails_stops_no_announcement(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = 0
    sweeping_goes_on = asyncio.Event()

    async def sweep(_database: Any, _pools_max: int) -> sweeps.Sweep:
        if failed >= 2:
            sweeping_goes_on.set()
        return sweeps.Sweep(0, 0, 0.0, 0.0)

    async def fail(*_: Any) -> int:
        nonlocal failed
        failed += 1
        raise RuntimeError("a row that something still refers to")

    monkeypatch.setattr(sweeps, "sweep_due", sweep)
    monkeypatch.setattr(sweeps, "purge_ended", fail)
    sweeper = Sweeper(
        SimpleNamespace(),  # type: ignore[arg-type]
        pools_max=1,
        purge_seconds=60,
        purge_holds_max=1,
    )
    running = asyncio.create_task(sweeper.run())
    try:
        # The task as a whole never ends, however often the one loop has failed.
        async with asyncio.timeout(10):
            await sweeping_goes_on.wait()
        assert not running.done()
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
