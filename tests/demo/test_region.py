"""The fictional region: made once, complete, and only where nothing real is."""

from __future__ import annotations

import asyncio
import re

import asyncpg
import pytest

from housing_service.config import Settings
from housing_service.demo.agencies import AGENCIES, PLACES, VISITORS
from housing_service.demo.extra_capacity import MAY_USE_RESERVE
from housing_service.demo.region import PROGRAMS
from housing_service.demo.run import run_demo
from housing_service.domain.vocabulary import KINDS, UNITS
from housing_service.store.demo_region import DemoImpossible
from tests.demo.region import POOLS, make_region
from tests.support.world import World

EVERYTHING = """
SELECT jsonb_build_object(
    'organizations', (SELECT jsonb_agg(to_jsonb(o) ORDER BY o.id) FROM housing.organization o),
    'accounts', (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM housing.account a),
    'programs', (SELECT jsonb_agg(to_jsonb(g) ORDER BY g.id) FROM housing.program g),
    'sites', (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.program_id) FROM housing.site s),
    'pools', (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.id) FROM housing.pool p),
    'reports', (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM housing.report r))::text
"""


async def test_making_it_twice_changes_nothing(database_url: str, world: World):
    assert await make_region(database_url)
    first = await world.owner.fetchval(EVERYTHING)
    assert not await make_region(database_url)
    assert await world.owner.fetchval(EVERYTHING) == first
    assert await world.owner.fetchval("SELECT purpose FROM housing.service_state") == "exercise"


async def test_two_demos_at_once_make_it_once(database_url: str, world: World):
    made = await asyncio.gather(make_region(database_url), make_region(database_url))
    assert sorted(made) == [False, True]
    assert await world.owner.fetchval("SELECT count(*) FROM housing.program") == len(PROGRAMS)


async def test_every_kind_unit_state_and_policy_is_there(database_url: str, world: World):
    await make_region(database_url)
    found = await world.owner.fetchrow(
        "SELECT array_agg(DISTINCT g.kind) AS kinds, array_agg(DISTINCT p.unit) AS units,"
        " array_agg(DISTINCT p.hold_policy) AS policies, count(DISTINCT g.id) AS programs"
        " FROM housing.program g JOIN housing.pool p ON p.program_id = g.id"
    )
    assert set(found["kinds"]) == set(KINDS)
    assert set(found["units"]) == set(UNITS)
    assert set(found["policies"]) == {"instant", "confirm", "call_only"}
    assert found["programs"] == 53
    pools = await world.owner.fetch(POOLS)
    assert {"open", "stale", "unknown", "paused", "closed"} <= {pool["state"] for pool in pools}
    assert {"fresh", "aging", "stale", "unknown"} == {pool["freshness"] for pool in pools}


async def test_a_cold_night_is_on(database_url: str, world: World):
    await make_region(database_url)
    kinds = await world.owner.fetch(
        "SELECT p.capacity_kind AS kind, p.reserve_units AS reserve, housing.is_out_of_season("
        " p, housing.service_clock()) AS shut FROM housing.pool p"
        " WHERE p.capacity_kind <> 'regular' OR p.reserve_units > 0"
    )
    assert [row["shut"] for row in kinds if row["kind"] == "surge"] == [False, False]
    assert sum(row["kind"] == "seasonal" for row in kinds) == 1
    assert sum(row["reserve"] > 0 for row in kinds) == 1
    assert await world.owner.fetchval(
        "SELECT count(*) FROM housing.organization WHERE may_use_reserve"
    ) == len(MAY_USE_RESERVE)


async def test_confidential_programs_are_never_instant_and_have_no_address(
    database_url: str, world: World
):
    await make_region(database_url)
    programs = await world.owner.fetch(
        "SELECT g.confidential, g.kind, o.victim_service_provider AS provider, r.population,"
        " g.disclosure, (SELECT count(*) FROM housing.site s WHERE s.program_id = g.id) AS sites,"
        " (SELECT bool_or(p.hold_policy = 'instant') FROM housing.pool p"
        "   WHERE p.program_id = g.id) AS instant"
        " FROM housing.program g JOIN housing.organization o ON o.id = g.organization_id"
        " JOIN housing.region r ON r.code = g.region_code"
    )
    hidden = [program for program in programs if program["confidential"]]
    assert len(hidden) == 8
    for program in programs:
        should_hide = program["kind"] == "safe_house" or program["provider"]
        assert program["confidential"] == should_hide
    for program in hidden:
        assert (program["sites"], program["instant"]) == (0, False)
        assert program["disclosure"] == "shelter_calls_you"
        assert program["population"] >= 50_000


async def test_outsiders_may_ask_confidential_programs_from_the_start(
    database_url: str, world: World
):
    await make_region(database_url)
    shown = await world.owner.fetch(
        "SELECT p.outsider_availability, p.outsider_policy FROM housing.pool p"
        " JOIN housing.program g ON g.id = p.program_id WHERE g.confidential"
    )
    assert ("may_have_room", "confirm") in {tuple(row) for row in shown}


async def test_every_open_pool_says_who_opened_it(database_url: str, world: World):
    await make_region(database_url)
    without = await world.owner.fetchval(
        "SELECT count(*) FROM housing.pool p WHERE p.hold_policy <> 'call_only' AND NOT EXISTS ("
        " SELECT 1 FROM housing.policy_consent c WHERE c.pool_id = p.id"
        " AND c.actor_role = 'exercise')"
    )
    assert without == 0


def test_the_lists_are_fictional_and_complete():
    assert len(AGENCIES) == 17
    assert {place.code for place in PLACES} == {program.place for program in PROGRAMS}
    assert all(place.population >= 50_000 for place in PLACES)
    lines = [program.line for program in PROGRAMS]
    lines += [agency.line for agency in AGENCIES if agency.line]
    assert all(100 <= line <= 199 for line in lines) and len(set(lines)) == len(lines)
    hotline = next(agency for agency in AGENCIES if agency.key == "ninth-bell")
    assert (hotline.responder_hold_limit, hotline.organization_hold_limit) == (4, 30)
    assert {visitor.role for visitor in VISITORS} == {"responder", "shelter_staff", "operator"}


async def test_a_real_database_is_refused_and_untouched(database_url: str, world: World):
    await world.program(await world.organization("Real Agency"))
    before = await world.owner.fetchval(EVERYTHING)
    said: list[str] = []
    with pytest.raises(DemoImpossible) as refusal:
        await run_demo(Settings(database_url=database_url, port=0), said.append, asyncio.Event())
    assert refusal.value.code == "demo_not_possible"
    assert await world.owner.fetchval(EVERYTHING) == before
    assert await world.owner.fetchval("SELECT purpose FROM housing.service_state") == "live"
    assert not any("ready" in sentence for sentence in said)


async def test_the_database_itself_refuses_the_region_in_a_live_one(database_url: str):
    owner = await asyncpg.connect(database_url)
    try:
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await owner.execute("SELECT housing_admin.demo_make_region_v1('{}')")
        assert refusal.value.sqlstate == "HS002"
    finally:
        await owner.close()


async def test_the_demo_serves_signs_in_and_stops(database_url: str, http, world: World):
    stop, said = asyncio.Event(), []
    ready = asyncio.Event()

    def say(sentence: str) -> None:
        said.append(sentence)
        if "ready" in sentence:
            ready.set()

    settings = Settings(database_url=database_url, port=0, demo_speed=20.0)
    running = asyncio.create_task(run_demo(settings, say, stop))
    try:
        await asyncio.wait_for(ready.wait(), 30)
        text = said[-1]
        url = re.search(r"ready at (\S+)", text).group(1)  # type: ignore[union-attr]
        for visitor in VISITORS:
            assert visitor.password in text
            token = re.search(rf"{visitor.login} +(hs_\S+)", text).group(1)  # type: ignore[union-attr]
            headers = {"Authorization": f"Bearer {token}"}
            async with http.get(f"{url}/v1/me", headers=headers) as answer:
                assert (answer.status, (await answer.json())["role"]) == (200, visitor.role)
            form = {"login": visitor.login, "password": visitor.password}
            async with http.post(f"{url}/sign-in", data=form, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (303, visitor.page)
    finally:
        stop.set()
        assert await asyncio.wait_for(running, 20) == 0
