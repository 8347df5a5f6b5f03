"""Opened pools and replays: only in a database made for an exercise."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from import_database import Region
from ingest_files import toronto_file, toronto_row

FORMAT = "toronto-occupancy"


@pytest.fixture
def two_days(tmp_path: Path) -> Path:
    return toronto_file(
        tmp_path / "two.csv",
        toronto_row(),
        toronto_row(OCCUPANCY_DATE="2024-01-16", UNOCCUPIED_BEDS="4", OCCUPIED_BEDS="6"),
        toronto_row(PROGRAM_ID="200"),
    )


async def test_pools_open_only_in_an_exercise(region: Region, two_days: Path) -> None:
    await region.run(FORMAT, two_days)
    before = await region.everything()
    for options in ({"open_pools": True}, {"replay": "10d/s"}):
        code, said = await region.run(FORMAT, two_days, **options)
        assert (code, said["failure"]["code"]) == (2, "not_an_exercise")
    assert await region.everything() == before


async def test_the_database_refuses_to_open_pools_too(region: Region) -> None:
    for statement in (
        "SELECT housing_admin.import_program_v1('s', '{}', true, false)",
        "SELECT housing_admin.import_reports_v1('s', '{}', '{}', '{}', '{}', NULL, false)",
    ):
        with pytest.raises(asyncpg.PostgresError, match="exercise") as refusal:
            await region.one(statement)
        assert refusal.value.sqlstate == "HS002"


async def test_an_empty_database_becomes_an_exercise(region: Region, two_days: Path) -> None:
    code, _ = await region.run(FORMAT, two_days, open_pools=True)
    assert code == 0
    assert await region.one("SELECT purpose FROM housing.service_state") == "exercise"
    assert await region.all("SELECT DISTINCT hold_policy FROM housing.pool") == [("instant",)]
    assert await region.all("SELECT actor_role, policy_to FROM housing.policy_consent") == [
        ("exercise", "instant"),
        ("exercise", "instant"),
    ]


async def test_an_unreadable_file_marks_nothing(region: Region, tmp_path: Path) -> None:
    code, said = await region.run(FORMAT, tmp_path / "absent.csv", open_pools=True)
    assert (code, said["failure"]["code"]) == (1, "file_not_found")
    assert await region.one("SELECT purpose FROM housing.service_state") == "live"


async def test_a_replay_plays_the_days_as_if_now_and_again(region: Region, two_days: Path) -> None:
    started = await region.one("SELECT clock_timestamp()")
    for run in (1, 2):
        code, said = await region.run(FORMAT, two_days, replay="50d/s", open_pools=True)
        assert code == 0
        assert said["replay"]["days_played"] == 2
        reports = await region.all(
            "SELECT units_free, applied FROM housing.report WHERE observed_at >= $1"
            " AND pool_id = (SELECT id FROM housing.pool WHERE source_key = '100/bed')"
            " ORDER BY observed_at",
            started,
        )
        assert reports == [(3, True), (4, True)] * run


async def test_ctrl_c_stops_a_replay_cleanly(
    region: Region, two_days: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await region.run(
        FORMAT, toronto_file(two_days.with_name("e.csv"), toronto_row()), open_pools=True
    )
    waiting = asyncio.Event()
    sleep = asyncio.sleep

    async def until_the_next_day(seconds: float) -> None:
        if seconds > 1_800:
            waiting.set()
        await sleep(seconds)

    monkeypatch.setattr(asyncio, "sleep", until_the_next_day)
    running = asyncio.create_task(region.run(FORMAT, two_days, replay="1d/h"))
    await asyncio.wait_for(waiting.wait(), 20)
    assert await region.one("SELECT count(*) FROM housing.report") == 3
    running.cancel()
    code, said = await asyncio.wait_for(running, 20)
    assert code == 130
    assert said["stopped"]
    assert said["replay"]["days_played"] == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"replay": "fast"}, "replay_speed_unknown"),
        ({"replay": "1d/s", "dry_run": True}, "replay_not_possible"),
    ],
)
async def test_options_that_do_not_fit(
    region: Region,
    two_days: Path,
    options: dict[str, Any],
    code: str,
) -> None:
    exit_code, said = await region.run(FORMAT, two_days, **options)
    assert (exit_code, said["failure"]["code"]) == (2, code)
