"""What staff have set stands, whatever later files say."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_database import Region
from ingest_files import toronto_file, toronto_row

TORONTO = "toronto-occupancy"


@pytest.mark.parametrize(
    ("table", "setting"),
    [
        ("organization", "name = 'As staff call it'"),
        ("program", "name = 'As staff call it', kind = 'day_shelter'"),
        ("program", "time_zone = 'America/Halifax', disclosure = 'shelter_calls_you'"),
        ("site", "line = 'Round the corner'"),
        ("pool", "name = 'As staff call it', households_served = '{couple}', units_total = 40"),
        ("pool", "hold_policy = 'confirm', stale_after_seconds = 600"),
    ],
)
async def test_what_staff_have_set_stays(
    region: Region,
    tmp_path: Path,
    table: str,
    setting: str,
) -> None:
    await region.run(TORONTO, toronto_file(tmp_path / "a.csv", toronto_row()), open_pools=True)
    await region.connection.execute(f"UPDATE housing.{table} SET {setting}")
    columns = ", ".join(part.split(" = ")[0] for part in setting.split(", "))
    before = await region.all(f"SELECT {columns} FROM housing.{table}")
    renamed = {"ORGANIZATION_NAME": "New", "PROGRAM_NAME": "New", "LOCATION_ADDRESS": "3 New St"}
    newer = toronto_row(OCCUPANCY_DATE="2024-01-20", SECTOR="Men", **renamed)
    await region.run(TORONTO, toronto_file(tmp_path / "b.csv", newer), open_pools=True)
    assert await region.all(f"SELECT {columns} FROM housing.{table}") == before


@pytest.mark.parametrize("opened_before", [True, False])
async def test_a_policy_that_staff_took_back_is_not_opened_again(
    region: Region,
    tmp_path: Path,
    opened_before: bool,
) -> None:
    path = toronto_file(tmp_path / "a.csv", toronto_row())
    await region.connection.execute("UPDATE housing.service_state SET purpose = 'exercise'")
    await region.run(TORONTO, path, open_pools=opened_before)
    await region.connection.execute(
        "WITH p AS (UPDATE housing.pool SET hold_policy = 'call_only' RETURNING id)"
        " INSERT INTO housing.policy_consent"
        " SELECT id, now(), 'shelter_staff', gen_random_uuid(), 'instant', 'call_only' FROM p"
    )
    for _ in range(2):
        _, said = await region.run(TORONTO, path, open_pools=True)
        assert said["nothing_changed"]
    assert await region.one("SELECT hold_policy FROM housing.pool") == "call_only"


async def test_no_file_moves_a_program_to_another_organization(
    region: Region,
    tmp_path: Path,
) -> None:
    await region.run(TORONTO, toronto_file(tmp_path / "a.csv", toronto_row()))
    moved = toronto_row(OCCUPANCY_DATE="2024-01-20", ORGANIZATION_ID="99")
    _, said = await region.run(TORONTO, toronto_file(tmp_path / "b.csv", moved))
    assert [p["code"] for p in said["problems"]] == ["organization_changed", "program_refused"]
    assert said["counts"]["programs"]["refused"] == 1
    assert await region.one(
        "SELECT o.source_key FROM housing.program g JOIN housing.organization o"
        " ON o.id = g.organization_id"
    ) == "24"  # fmt: skip
