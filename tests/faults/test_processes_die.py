"""kill -9 and SIGSTOP of every process, with callers at work and every answer judged."""

from __future__ import annotations

import pytest

from ops.soak.faults_catalogue import kills, stops
from ops.soak.theatre import theatre
from tests.support.faults import cast, judge, play

STOP_SECONDS = 8.0


@pytest.mark.timeout(240)
async def test_killed_services_and_databases_lose_nothing_and_come_back() -> None:
    async with theatre(cast()) as on:
        await play(on, kills().values())
        assert on.play.stage.first.starts >= 3
        assert on.play.stage.second.starts >= 3
        await judge(on, operations_min=300)


@pytest.mark.timeout(240)
async def test_what_stands_still_is_not_shown_as_live_and_goes_on() -> None:
    async with theatre(cast(), database_statement_timeout_ms=4000) as on:
        results = await play(on, stops(STOP_SECONDS).values())
        # They did look live until then: a console that never does would pass every bar.
        assert all(result.looked_live_seconds > 0.5 for result in results)
        await judge(on, operations_min=200)
