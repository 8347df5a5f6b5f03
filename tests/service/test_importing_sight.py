"""What an import may never do: show what is hidden, or make it public again."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from import_database import Region
from ingest_files import HMIS_FILES, NO_ADDRESS, hmis_directory, toronto_file, toronto_row

HMIS = "hmis-csv"
TORONTO = "toronto-occupancy"
PROGRAM = "SELECT {} FROM housing.program WHERE source_key = '{}'"
OUTSIDER = (
    "SELECT housing.pool_outsider(p, g)::text FROM housing.pool p"
    " JOIN housing.program g ON g.id = p.program_id WHERE p.source_key = $1"
)


def later(day: str, **changes: str) -> dict[str, str]:
    return {"Export": HMIS_FILES["Export.csv"].replace("2024-03-01", day), **changes}


def provider_organizations() -> str:
    return HMIS_FILES["Organization.csv"].replace("Harbour House,0", "Harbour House,1")


async def test_planned_stock_is_never_a_free_count(region: Region, tmp_path: Path) -> None:
    code, said = await region.run(HMIS, hmis_directory(tmp_path))
    assert code == 0
    assert said["counts"]["programs"]["added"] == 4
    assert await region.all(
        "SELECT source_key, unit, planned_units, units_total, units_free_reported, reported_at,"
        " hold_policy FROM housing.pool ORDER BY source_key"
    ) == [
        ("P1/1/bed", "bed", 25, None, None, None, "call_only"),
        ("P1/3/voucher", "voucher", 7, None, None, None, "call_only"),
        ("P3/3/bed", "bed", 12, None, None, None, "call_only"),
    ]
    assert await region.one("SELECT count(*) FROM housing.report") == 0
    before = await region.everything()
    _, said = await region.run(HMIS, tmp_path)
    assert said["nothing_changed"]
    assert await region.everything() == before


async def test_no_trace_of_a_hidden_address(
    region: Region,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        _, said = await region.run(HMIS, hmis_directory(tmp_path))
    stored = repr(await region.everything())
    assert "Quay St" in stored
    for text in (stored, repr(said), caplog.text):
        assert "Secret Lane" not in text
        assert "10002" not in text
    assert "Quiet" not in repr(said) + caplog.text
    assert "Quiet" not in await region.one(OUTSIDER, "P3/3/bed")


async def test_a_later_file_hides_a_program(region: Region, tmp_path: Path) -> None:
    await region.run(HMIS, hmis_directory(tmp_path), open_pools=True)
    assert await region.all("SELECT DISTINCT hold_policy FROM housing.pool ORDER BY 1") == [
        ("confirm",),
        ("instant",),
    ]
    insiders_version = await region.one(
        "SELECT version FROM housing.pool WHERE source_key = 'P1/1/bed'"
    )
    hmis_directory(tmp_path, **later("2024-04-01", Organization=provider_organizations()))
    _, said = await region.run(HMIS, tmp_path)
    assert said["counts"]["organizations"]["changed"] == 1
    assert await region.one("SELECT bool_and(confidential) FROM housing.program")
    assert await region.one("SELECT count(*) FROM housing.site") == 0
    assert await region.one(PROGRAM.format("disclosure", "P1")) == "shelter_calls_you"
    assert await region.one("SELECT count(*) FROM housing.pool WHERE hold_policy = 'instant'") == 0
    outsider = await region.connection.fetchrow(
        "SELECT outsider_version, version FROM housing.pool WHERE source_key = 'P1/1/bed'"
    )
    assert outsider["outsider_version"] > insiders_version
    assert outsider["version"] > insiders_version
    assert "Harbour" not in await region.one(OUTSIDER, "P1/1/bed")


async def test_a_later_file_never_makes_a_program_public(region: Region, tmp_path: Path) -> None:
    hmis_directory(tmp_path, Organization=provider_organizations())
    await region.run(HMIS, tmp_path)
    hmis_directory(tmp_path, **later("2024-04-01", Organization=HMIS_FILES["Organization.csv"]))
    _, said = await region.run(HMIS, tmp_path)
    assert said["nothing_changed"]
    assert await region.one("SELECT bool_and(confidential) FROM housing.program")
    assert await region.one("SELECT count(*) FROM housing.site") == 0


async def test_an_older_file_may_still_hide(region: Region, tmp_path: Path) -> None:
    await region.run(HMIS, hmis_directory(tmp_path))
    projects = HMIS_FILES["Project.csv"].replace("P1,O1,Harbour Nights", "P1,O1,Former Name")
    projects = projects.replace(",1,4,\n", ",1,1,\n")
    hmis_directory(tmp_path, **later("2023-01-01", Project=projects))
    await region.run(HMIS, tmp_path)
    assert await region.one(PROGRAM.format("confidential", "P1"))
    assert await region.one(PROGRAM.format("name", "P1")) == "Harbour Nights"
    assert await region.one(PROGRAM.format("disclosure", "P1")) == "shelter_calls_you"
    assert await region.one("SELECT count(*) FROM housing.site") == 0


async def test_what_the_operator_made_public_stays_public(region: Region, tmp_path: Path) -> None:
    await region.run(HMIS, hmis_directory(tmp_path))
    await region.connection.execute(
        "UPDATE housing.program SET confidential = false, public_by_operator_at = now()"
        " WHERE source_key = 'P3'"
    )
    hmis_directory(tmp_path, **later("2024-04-01"))
    _, said = await region.run(HMIS, tmp_path)
    assert said["nothing_changed"]
    assert not await region.one(PROGRAM.format("confidential", "P3"))
    assert "Secret Lane" not in repr(await region.everything())


async def test_the_operators_word_also_stands_when_the_organization_changes(
    region: Region,
    tmp_path: Path,
) -> None:
    await region.run(HMIS, hmis_directory(tmp_path))
    await region.connection.execute(
        "UPDATE housing.program SET public_by_operator_at = now() WHERE source_key = 'P1'"
    )
    hmis_directory(tmp_path, **later("2024-04-01", Organization=provider_organizations()))
    await region.run(HMIS, tmp_path)
    assert not await region.one(PROGRAM.format("confidential", "P1"))
    assert await region.one(PROGRAM.format("confidential", "P2"))


async def test_a_new_program_of_a_known_provider_is_hidden(region: Region, tmp_path: Path) -> None:
    await region.run(HMIS, hmis_directory(tmp_path, Organization=provider_organizations()))
    added = {
        "Organization": HMIS_FILES["Organization.csv"],
        "Project": HMIS_FILES["Project.csv"] + "P8,O1,Eighth House,2020-01-01,,1,4,\n",
        "ProjectCoC": HMIS_FILES["ProjectCoC.csv"]
        + "C8,P8,NY-600,1,8 Open St,,New York,NY,10008\n",
    }
    hmis_directory(tmp_path, **later("2024-04-01", **added))
    await region.run(HMIS, tmp_path)
    assert await region.one(PROGRAM.format("confidential", "P8"))
    assert "Open St" not in repr(await region.everything())


async def test_the_database_keeps_no_address_of_a_confidential_record(region: Region) -> None:
    organization = (
        '{"key": "O", "name": "O", "victim_service_provider": false, "as_of": "2024-01-01"}'
    )
    program = (
        '{"key": "P", "organization_key": "O", "name": "P", "kind": "emergency_shelter",'
        ' "confidential": true, "region": {"code": "r", "label": "R"}, "time_zone": "UTC",'
        ' "as_of": "2024-01-01", "site": {"line": "9 Secret Lane", "city": "", "postal_code": ""},'
        ' "pools": [], "pools_complete": false, "retired": false}'
    )
    await region.one(
        "SELECT housing_admin.import_organization_v1('s', $1::jsonb, false)", organization
    )
    for _ in range(2):
        await region.one(
            "SELECT housing_admin.import_program_v1('s', $1::jsonb, false, false)", program
        )
    assert await region.one("SELECT count(*) FROM housing.program") == 1
    assert "Secret Lane" not in repr(await region.everything())


async def test_a_later_record_that_hides_one_program_leaves_no_address(region: Region) -> None:
    """Its organization stays as it was; only this program says that it is confidential now."""
    organization = (
        '{"key": "O", "name": "O", "victim_service_provider": false, "as_of": "2024-01-01"}'
    )
    program = (
        '{"key": "P", "organization_key": "O", "name": "P", "kind": "emergency_shelter",'
        ' "confidential": %s, "region": {"code": "r", "label": "R"}, "time_zone": "UTC",'
        ' "as_of": "2024-01-0%d", "site": {"line": "9 Quay Lane", "city": "", "postal_code": ""},'
        ' "pools": [], "pools_complete": false, "retired": false}'
    )
    await region.one(
        "SELECT housing_admin.import_organization_v1('s', $1::jsonb, false)", organization
    )
    seen = []
    for day, confidential in ((1, "false"), (2, "true")):
        await region.one(
            "SELECT housing_admin.import_program_v1('s', $1::jsonb, false, false)",
            program % (confidential, day),
        )
        seen.append(await region.one("SELECT line FROM housing.site"))
    assert seen == ["9 Quay Lane", None]
    assert await region.one("SELECT disclosure FROM housing.program") == "shelter_calls_you"
    assert "9 Quay Lane" not in repr(await region.everything())


async def test_an_address_can_be_hidden_and_an_old_file_cannot_bring_it_back(
    region: Region,
    tmp_path: Path,
) -> None:
    with_address = toronto_file(tmp_path / "a.csv", toronto_row())
    hidden = toronto_file(
        tmp_path / "b.csv", toronto_row(OCCUPANCY_DATE="2024-01-16", **NO_ADDRESS)
    )
    same_day = toronto_file(tmp_path / "c.csv", toronto_row(OCCUPANCY_DATE="2024-01-16"))
    next_day = toronto_file(
        tmp_path / "d.csv", toronto_row(OCCUPANCY_DATE="2024-01-17", LOCATION_ADDRESS="2 Quay St")
    )
    seen = []
    for path in (with_address, hidden, with_address, same_day, next_day):
        await region.run(TORONTO, path)
        line = await region.one("SELECT line FROM housing.site")
        seen.append((line, await region.one("SELECT disclosure FROM housing.program")))
    assert seen == [
        ("1 Quay St", "come_to_address"),
        (None, "shelter_calls_you"),
        (None, "shelter_calls_you"),
        (None, "shelter_calls_you"),
        ("2 Quay St", "come_to_address"),
    ]
    assert "1 Quay St" not in repr(await region.everything())


async def test_stock_that_is_gone_is_planned_no_more_until_it_is_back(
    region: Region,
    tmp_path: Path,
) -> None:
    async def planned() -> Any:
        return await region.one(
            "SELECT planned_units FROM housing.pool WHERE source_key = 'P1/1/bed'"
        )

    await region.run(HMIS, hmis_directory(tmp_path))
    header = HMIS_FILES["Inventory.csv"].split("I1,")[0]
    hmis_directory(tmp_path, **later("2024-04-01", Inventory=header))
    await region.run(HMIS, tmp_path)
    assert await planned() == 0
    hmis_directory(tmp_path, **later("2024-05-01"))
    await region.run(HMIS, tmp_path)
    assert await planned() == 25


async def test_two_systems_with_the_same_ids_stay_apart(region: Region, tmp_path: Path) -> None:
    await region.run(HMIS, hmis_directory(tmp_path))
    other = HMIS_FILES["Export.csv"].replace("XX-500", "XX-600")
    await region.run(HMIS, hmis_directory(tmp_path, Export=other))
    assert await region.one("SELECT count(*) FROM housing.program WHERE source_key = 'P1'") == 2
