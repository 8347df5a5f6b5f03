"""Daily counts into a real database: once, again, later, corrected."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import asyncpg
import pytest
from import_database import Region
from ingest_files import NO_ADDRESS, ROOMS, toronto_file, toronto_row

from housing_service.ingest.progress import NoProgress
from housing_service.service.importing import run_import

FORMAT = "toronto-occupancy"
POOLS = (
    "SELECT source_key, unit, units_free_reported, units_total, units_out_of_service,"
    " reported_at, hold_policy, version FROM housing.pool ORDER BY source_key"
)


def utc(day: int) -> datetime.datetime:
    return datetime.datetime(2024, 1, day, 9, tzinfo=datetime.UTC)


@pytest.fixture
def two_days(tmp_path: Path) -> Path:
    return toronto_file(
        tmp_path / "two.csv",
        toronto_row(),
        toronto_row(OCCUPANCY_DATE="2024-01-16", UNOCCUPIED_BEDS="4", OCCUPIED_BEDS="6"),
        toronto_row(PROGRAM_ID="200", PROGRAM_NAME="Rooms", **{**ROOMS, **NO_ADDRESS}),
    )


async def test_a_file_goes_in_and_asks_to_be_called(region: Region, two_days: Path) -> None:
    code, said = await region.run(FORMAT, two_days)
    assert code == 0
    assert said["counts"] == {
        "organizations": {"added": 1, "changed": 0, "unchanged": 0, "refused": 0},
        "programs": {"added": 2, "changed": 0, "unchanged": 0, "refused": 0},
        "sites": {"added": 1, "changed": 0, "unchanged": 0, "refused": 0},
        "pools": {"added": 2, "changed": 0, "unchanged": 0, "refused": 0},
        "reports": {"added": 3, "changed": 0, "unchanged": 0, "refused": 0},
    }
    assert [row[:7] for row in await region.all(POOLS)] == [
        ("100/bed", "bed", 4, 12, 2, utc(17), "call_only"),
        ("200/room", "room", 1, 5, 0, utc(16), "call_only"),
    ]
    assert await region.all(
        "SELECT units_free, observed_at, applied, reporter_role, account_id"
        " FROM housing.report JOIN housing.pool p ON p.id = pool_id"
        " WHERE p.source_key = '100/bed' ORDER BY observed_at"
    ) == [(3, utc(16), False, "feed", None), (4, utc(17), True, "feed", None)]
    assert await region.one("SELECT purpose FROM housing.service_state") == "live"


async def test_importing_again_changes_nothing_at_all(region: Region, two_days: Path) -> None:
    await region.run(FORMAT, two_days)
    before = await region.everything()
    code, said = await region.run(FORMAT, two_days)
    assert code == 0
    assert said["nothing_changed"]
    assert said["counts"]["reports"] == {"added": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert await region.everything() == before
    await run_import(
        region.owner_url, FORMAT, two_days,
        dry_run=False, json_output=False, open_pools=False, replay=None, progress=NoProgress(),
    )  # fmt: skip
    assert region.capture.readouterr().out.endswith("\nnothing changed\n")


async def test_a_dry_run_says_the_same_and_writes_nothing(region: Region, two_days: Path) -> None:
    before = await region.everything()
    _, dry = await region.run(FORMAT, two_days, dry_run=True, open_pools=True)
    assert await region.everything() == before
    _, real = await region.run(FORMAT, two_days)
    assert dry["counts"] == real["counts"]
    before = await region.everything()
    _, again = await region.run(FORMAT, two_days, dry_run=True)
    assert again["nothing_changed"]
    assert await region.everything() == before


async def test_older_days_and_older_files_are_history(
    region: Region,
    two_days: Path,
    tmp_path: Path,
) -> None:
    await region.run(FORMAT, two_days)
    before = await region.all(POOLS)
    older = toronto_file(
        tmp_path / "older.csv",
        toronto_row(OCCUPANCY_DATE="2024-01-02", PROGRAM_NAME="Former Name", UNOCCUPIED_BEDS="9"),
        toronto_row(OCCUPANCY_DATE="2024-01-02", **ROOMS),
    )
    _, said = await region.run(FORMAT, older)
    assert said["counts"]["reports"]["added"] == 2
    assert said["counts"]["programs"]["unchanged"] == 1
    assert said["counts"]["pools"]["added"] == 1
    after = await region.all(POOLS)
    assert [row for row in after if row[0] != "100/room"] == before
    assert await region.one("SELECT count(*) FROM housing.program WHERE name LIKE 'Former%'") == 0


async def test_a_later_count_of_staff_stays(region: Region, two_days: Path) -> None:
    await region.run(FORMAT, two_days)
    await region.one(
        "SELECT (housing.apply_report(id, gen_random_uuid(), NULL, 'shelter_staff', 7, NULL, false,"
        " NULL, NULL, NULL, '{}')).code FROM housing.pool WHERE source_key = '100/bed'"
    )
    before = await region.all(POOLS)
    corrected = toronto_file(
        two_days, toronto_row(OCCUPANCY_DATE="2024-01-16", UNOCCUPIED_BEDS="5", OCCUPIED_BEDS="5")
    )
    _, said = await region.run(FORMAT, corrected)
    assert said["counts"]["reports"]["added"] == 1
    assert await region.all(POOLS) == before


async def test_a_corrected_day_replaces_the_count(region: Region, two_days: Path) -> None:
    await region.run(FORMAT, two_days)
    corrected = toronto_file(
        two_days, toronto_row(OCCUPANCY_DATE="2024-01-16", UNOCCUPIED_BEDS="1", OCCUPIED_BEDS="9")
    )
    await region.run(FORMAT, corrected)
    row = (await region.all(POOLS))[0]
    assert (row[2], row[5]) == (1, utc(17))


async def test_what_is_wrong_is_named_and_the_rest_goes_in(region: Region, tmp_path: Path) -> None:
    path = toronto_file(
        tmp_path / "f.csv",
        toronto_row(UNOCCUPIED_BEDS="many"),
        toronto_row(PROGRAM_ID="200", UNOCCUPIED_BEDS="2", OCCUPIED_BEDS="8"),
        toronto_row(PROGRAM_ID="200", UNOCCUPIED_BEDS="2", OCCUPIED_BEDS="8"),
        toronto_row(PROGRAM_ID="200", UNOCCUPIED_BEDS="1", OCCUPIED_BEDS="9"),
    )
    code, said = await region.run(FORMAT, path)
    assert code == 0
    assert [(p["file"], p["line"], p["code"]) for p in said["problems"]] == [
        ("f.csv", 2, "not_a_whole_number"),
        ("f.csv", 5, "count_twice"),
    ]
    assert said["problems_total"] == 2
    assert said["counts"]["reports"] == {"added": 1, "changed": 0, "unchanged": 1, "refused": 2}
    assert [row[2] for row in await region.all(POOLS)] == [2]


async def test_one_import_at_a_time(region: Region, two_days: Path) -> None:
    await region.one("SELECT pg_advisory_lock(hashtextextended('housing import', 0))")
    code, said = await region.run(FORMAT, two_days)
    assert (code, said["failure"]["code"]) == (1, "import_not_possible")


async def test_a_database_that_cannot_be_used(region: Region, two_days: Path) -> None:
    await region.connection.execute("DROP SCHEMA housing_admin CASCADE")
    code, said = await region.run(FORMAT, two_days)
    assert (code, said["failure"]["code"]) == (1, "import_not_possible")
    region.owner_url = "postgresql://postgres@127.0.0.1:1/housing"
    code, said = await region.run(FORMAT, two_days)
    assert (code, said["failure"]["code"]) == (1, "database_unreachable")


async def test_the_service_may_not_import(region: Region) -> None:
    await region.connection.execute("SET ROLE housing_service")
    for function in ("import_state_v1()", "import_program_v1('s', '{}', false, true)"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await region.one(f"SELECT housing_admin.{function}")


async def test_a_file_name_of_any_bytes(region: Region, tmp_path: Path) -> None:
    path = toronto_file(tmp_path / os.fsdecode(b"\xff.csv"), toronto_row(UNOCCUPIED_BEDS="x"))
    code, said = await region.run(FORMAT, path)
    assert code == 0
    assert said["file"] == said["problems"][0]["file"] == "\ufffd.csv"
    code, said = await region.run(FORMAT, path.with_name(os.fsdecode(b"\xfe.csv")))
    assert (code, said["failure"]["code"]) == (1, "file_not_found")
