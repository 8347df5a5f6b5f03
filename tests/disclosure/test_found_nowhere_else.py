"""What staff have entered is in the one answer to its holder, and nowhere else anybody can read."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

from prometheus_client import generate_latest

from housing_service.metrics import REGISTRY
from tests.desks.person import Person
from tests.disclosure.house import CANARY, PLACE, House
from tests.disclosure.test_handing_over import console
from tests.support.world import World

ROOT = Path(__file__).resolve().parents[2]
API = (
    "/v1/pools", "/v1/programs", "/v1/organizations", "/v1/regions", "/v1/holds", "/v1/me",
    "/v1/requests", "/v1/asks", "/v1/surges", "/v1/operations", "/metrics", "/openapi.json",
    "/v1/me/left", "/v1/me/colleagues", "/v1/reports/reasons", "/v1/reports/programs",
    "/v1/reports/turned-away.csv", "/asyncapi.json", "/readyz",
)  # fmt: skip
PAGES = (
    "/console", "/console/left", "/console/requests", "/shelter", "/shelter/wall", "/desks",
    "/operator", "/operator/record", "/offline",
)  # fmt: skip


async def _all_of(house: House, who: Person, hold: str) -> str:
    own = (
        f"/v1/pools/{house.pool}", f"/v1/holds/{hold}", f"/v1/programs/{house.program}",
        f"/v1/programs/{house.program}/arrival-place", f"/v1/pools/{house.pool}/eligibility",
        f"/console/where/{hold}", f"/console/pass-on/hold/{hold}",
        f"/shelter/programs/{house.program}/where-to-go",
        f"/shelter/pools/{house.pool}/settings",
    )  # fmt: skip
    texts = [str((await who.call("GET", path))[1]) for path in API]
    texts += [(await who.get(path))[1] for path in (*PAGES, *own)]
    texts.append(str((await who.call("POST", "/v1/pools/search", {}))[1]))
    texts.append(str(await who.call("POST", f"/v1/holds/{hold}/accept", {})))
    return "\n".join(texts)


async def test_the_canary_is_found_nowhere(house: House, world: World, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    # An import's address of a hidden house is told to nobody either.
    await world.owner.execute(
        "INSERT INTO housing.site (program_id, line, city) VALUES ($1, $2, $2)",
        house.program, f"1 {CANARY} Street",
    )  # fmt: skip
    await house.tells()
    await world.caller("operator", None, "olga")
    await world.caller("shelter_staff", await world.organization("Other"), "stranger")
    rosa = await house.sign_in("rosa", stepped_up=True)
    hold = await house.held_by(rosa)
    others = [
        await house.sign_in(login, stepped_up=True)
        for login in ("tomas", "mila", "olga", "stranger")
    ]
    found = {}
    async with console(house, rosa) as hers, console(house, others[1]) as inside:
        await hers.until(lambda c: hold in c.holds)
        assert await house.told(rosa, hold) == (200, PLACE)
        for who in (rosa, *others):
            found[who] = (await _all_of(house, who, hold)).count(CANARY)
        await house.staff.act(hold, "arrive")
        for page in (hers, inside):
            await page.until(lambda c: c.holds[hold]["state"] == "arrived")
            assert CANARY not in json.dumps(page.frames + page.ticks)
    assert list(found.values()) == [0] * 5
    assert CANARY not in generate_latest(REGISTRY).decode()
    assert CANARY not in caplog.text


def test_one_function_reads_what_staff_have_entered() -> None:
    """The text is selected in one place; elsewhere the table is written, or asked whether."""
    readers = []
    for path in sorted((ROOT / "sql").rglob("*.sql")):
        if path.name == "schema.sql" or "migrations" in path.parts:
            continue
        text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        readers += [
            (path.name, name) for name in re.findall(r"\ba\.(line|locality|way_in)\b", text)
        ]
        assert not re.search(r"arrival_place\.\*|\ba\.\*|SELECT a(?![.\w])", text) or (
            "arrival_place" not in text
        ), path.name
    assert readers == [("462_disclosure.sql", name) for name in ("line", "locality", "way_in")]


async def test_the_services_role_reads_the_table_by_no_other_way(
    house: House, world: World
) -> None:
    await house.tells()
    tables = "SELECT has_table_privilege('housing_service', $1, 'SELECT')"
    for table in ("housing.arrival_place", "housing.place_told"):
        assert await world.owner.fetchval(tables, table) is False
    may = await world.owner.fetchval(
        "SELECT has_function_privilege('housing_service', 'housing.told_place(uuid)', 'EXECUTE')"
        " AND has_schema_privilege('housing_service', 'housing', 'USAGE')"
    )
    assert may is False
