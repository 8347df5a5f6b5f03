"""Sockets that all come back at once, and readers that have stopped reading."""

from __future__ import annotations

import pytest

from ops.soak.faults_catalogue import crowds
from ops.soak.theatre import theatre
from tests.support.faults import cast, judge, play
from tests.support.volume import volume


@pytest.mark.timeout(240)
async def test_a_returning_crowd_and_stalled_readers_delay_nobody() -> None:
    async with theatre(cast()) as on:
        returned, _ = await play(on, crowds(volume(250, 500), back_seconds_max=5.0).values())
        assert returned.crowd_back_seconds > 0
        assert on.play.stage.second.starts >= 2
        await judge(on, operations_min=200)
