"""What outsiders of a confidential program can learn: its region, roughly whether to ask."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

import pytest
from prometheus_client import generate_latest

from housing_service.metrics import REGISTRY
from tests.support.world import World

CANARY = "Canary House"


@pytest.fixture
async def refuge(world: World, api) -> SimpleNamespace:
    """A confidential safe house with every field marked, its staff, and people outside."""
    organization = await world.organization(f"{CANARY} Society", victim_service_provider=True)
    program = await world.program(organization, CANARY, "safe_house", confidential=True)
    await world.owner.execute(
        "INSERT INTO housing.site VALUES ($1, '77 Canary House Lane', 'Canary House City', 'C4N')",
        program,
    )
    pool = await world.pool(program, free=2, policy="confirm", name=f"{CANARY} rooms", unit="room")
    return SimpleNamespace(
        organization=organization,
        program=program,
        pool=pool,
        staff=api(await world.caller("shelter_staff", organization)),
        responder=api(await world.caller("responder", await world.organization("Outreach"))),
        operator=api(await world.caller("operator")),
        neighbour=api(await world.caller("shelter_staff", await world.organization("Other"))),
        limited=api(
            await world.caller("responder", await world.organization("New", stage="limited"))
        ),
    )


OUTSIDER_FIELDS = {
    "id", "program_id", "program_name", "organization_id", "kind", "unit", "region", "region_label",
    "confidential", "availability", "freshness", "hold_policy_effective",
    "hold_minutes_default", "eligibility", "version", "as_of",
}  # fmt: skip


async def everything(api) -> str:
    """All that a caller can read over HTTP, as one text."""
    texts = []
    for path in (
        "/v1/pools", "/v1/programs", "/v1/organizations", "/v1/regions", "/v1/holds", "/v1/me",
        "/v1/pools?kind=safe_house", "/v1/operations", "/metrics", "/openapi.json",
    ):  # fmt: skip
        answer = await api.get(path)
        texts.append(str(answer.body))
    texts.append(str((await api.post("/v1/pools/search", {})).body))
    return "\n".join(texts)


async def test_the_canary_is_found_nowhere(world: World, refuge, caplog) -> None:
    for caller in (refuge.responder, refuge.operator, refuge.neighbour, refuge.limited):
        text = await everything(caller)
        assert CANARY not in text
        for hidden in (refuge.program, refuge.organization):
            assert str(hidden) not in text
        async with caller.live() as console:
            await console.until(lambda c: c.ticks)
            assert CANARY not in json.dumps(console.frames)
    insider = await everything(refuge.staff)
    assert CANARY in insider
    assert CANARY not in generate_latest(REGISTRY).decode()
    assert CANARY not in caplog.text


async def test_the_outsider_projection_is_an_allow_list(refuge) -> None:
    for caller in (refuge.responder, refuge.operator, refuge.neighbour):
        pool = await caller.pool(refuge.pool)
        assert set(pool) == OUTSIDER_FIELDS
        listed = await caller.get("/v1/pools")
        assert [set(item) for item in listed["items"]] == [OUTSIDER_FIELDS]
        async with caller.live() as console:
            await console.until(lambda c: c.pools)
            assert set(console.pools[str(refuge.pool)]) == OUTSIDER_FIELDS
        program = await caller.get(f"/v1/programs/{pool['program_id']}")
        assert set(program.body) == {
            "id", "organization_id", "name", "kind", "region", "region_label", "confidential",
        }  # fmt: skip
        assert (await caller.get(f"/v1/programs/{refuge.program}")).status == 404
        assert (await caller.get(f"/v1/pools?program_id={refuge.program}"))["items"] == []
    staff = await refuge.staff.pool(refuge.pool)
    assert staff["units_free_reported"] == 2


async def test_a_limited_organization_sees_no_confidential_program(refuge) -> None:
    foreign = await refuge.limited.get(f"/v1/pools/{refuge.pool}")
    absent = await refuge.limited.get(f"/v1/pools/{refuge.program}")
    assert (foreign.status, foreign.code) == (404, "pool_not_found")
    strip = ("request_id",)
    assert {k: v for k, v in foreign.body.items() if k not in strip} == {
        k: v for k, v in absent.body.items() if k not in strip
    }
    assert (await refuge.limited.place(refuge.pool)).code == "pool_not_found"
    async with refuge.limited.live() as console:
        await console.until(lambda c: c.ticks)
        assert console.pools == {}


async def test_two_worlds_that_differ_inside_look_alike_outside(
    world: World, refuge, service
) -> None:
    """Counts, holds and reports inside change no byte outside until a grid time."""
    await world.tell_outsiders_daily()
    async with refuge.responder.live() as console, refuge.staff.live() as inside:
        await console.until(lambda c: c.pools)
        await inside.until(lambda c: c.pools)
        before, frames = json.dumps(console.pools, sort_keys=True), len(console.frames)
        body = (await refuge.responder.get(f"/v1/pools/{refuge.pool}")).body
        hold = await refuge.staff.place(refuge.pool)
        await refuge.staff.act(hold["id"], "arrive")
        await refuge.staff.report(refuge.pool, units_free=0)
        await inside.until(lambda c: c.pools[str(refuge.pool)]["units_free_reported"] == 0)
        ticks = len(console.ticks)
        await console.until(lambda c: len(c.ticks) > ticks + 2)
        assert json.dumps(console.pools, sort_keys=True) == before
        assert console.frames[frames:] == []
        assert (await refuge.responder.get(f"/v1/pools/{refuge.pool}")).body == body


async def test_outsiders_are_told_on_the_grid_only(world: World, refuge) -> None:
    await world.owner.execute(
        "CREATE OR REPLACE FUNCTION housing.outsider_grid() RETURNS interval"
        " LANGUAGE sql IMMUTABLE AS $$ SELECT interval '2 seconds' $$"
    )
    await world.owner.execute("UPDATE housing.pool SET outsider_due_at = NULL")
    async with refuge.responder.live() as console:
        await console.until(lambda c: c.pools)
        await refuge.staff.report(refuge.pool, units_free=2)
        pool = await console.until(
            lambda c: (
                c.pools[str(refuge.pool)]["availability"] == "may_have_room"
                and c.pools[str(refuge.pool)]
            ),
            6,
        )
        seconds = float(pool["as_of"][17:26])
        assert seconds % 2 == 0
        await refuge.staff.report(refuge.pool, units_free=0)
        await console.until(lambda c: c.pools[str(refuge.pool)]["availability"] == "ask", 6)


async def test_a_request_to_a_full_program_answers_like_any_other(
    world: World, refuge, api
) -> None:
    await world.tell_outsiders_daily()
    roomy = await refuge.responder.place(refuge.pool, party={"adults": 1})
    await refuge.staff.report(refuge.pool, units_free=0)
    other = api(await world.caller("responder"))
    full = await other.place(refuge.pool, party={"adults": 1})
    assert (roomy.status, full.status) == (201, 201)
    assert set(roomy.body) == set(full.body)
    assert (full["state"], full["at_risk"]) == ("requested", False)
    assert full["pool_version"] == roomy["pool_version"]
    assert await world.held(refuge.pool) == 1
    seen = await refuge.staff.get(f"/v1/holds/{full['id']}")
    assert seen["units_backed"] is False
    assert (await refuge.staff.act(full["id"], "accept")).code == "no_units_available"
    await refuge.staff.report(refuge.pool, units_free=2)
    assert (await refuge.staff.act(full["id"], "accept"))["state"] == "active"
    assert await world.held(refuge.pool) == 2


async def test_a_hidden_program_is_asked_for_no_more_than_is_needed(refuge) -> None:
    answer = await refuge.responder.place(refuge.pool, units=3, party={"adults": 1})
    assert (answer.status, answer.code) == (422, "units_exceed_party")
    assert (await refuge.responder.place(refuge.pool, units=2)).code == "units_exceed_party"


async def test_the_holder_of_a_hidden_programs_hold_learns_its_alias_only(refuge) -> None:
    hold = await refuge.responder.place(refuge.pool)
    assert CANARY not in json.dumps(hold.body)
    assert hold["pool_name"] is None
    await refuge.staff.act(hold["id"], "accept")
    async with refuge.responder.live() as console:
        await console.until(lambda c: hold["id"] in c.holds)
        assert CANARY not in json.dumps(console.frames)
    operator = await refuge.operator.get(f"/v1/holds/{hold['id']}")
    assert set(operator.body) == {"id", "pool_id", "state", "expires_at", "version", "pool_version"}


async def test_nobody_else_reads_the_reports(refuge) -> None:
    await refuge.staff.report(refuge.pool, units_free=1)
    path = f"/v1/pools/{refuge.pool}/reports"
    assert (await refuge.staff.get(path)).status == 200
    for caller in (refuge.responder, refuge.neighbour, refuge.operator):
        answer = await caller.get(path)
        assert answer.status == 403
        assert "items" not in answer.body


async def test_the_operator_learns_no_count_by_reporting(world: World, refuge) -> None:
    for fields in ({"units_free": 9}, {"delta": 0}, {"delta": -3}):
        answer = await refuge.operator.report(refuge.pool, **fields)
        assert (answer.status, answer.code) == (403, "not_allowed")
        assert "report" not in answer.body
    assert (await refuge.staff.pool(refuge.pool))["units_free_reported"] == 2


async def test_old_reports_keep_no_hold_and_no_hour(world: World, refuge) -> None:
    hold = await refuge.staff.place(refuge.pool)
    await refuge.staff.report(refuge.pool, units_free=1, arrived=[hold["id"]])
    await refuge.staff.report(refuge.pool, units_free=2)
    await world.move_clock(24 * 3600)
    await world.purge()
    rows = await world.owner.fetch("SELECT arrived, observed_at FROM housing.report")
    assert [row["arrived"] for row in rows] == [[], []]
    await world.move_clock(73 * 3600)
    await world.purge()
    kept = await world.owner.fetch("SELECT observed_at, account_id FROM housing.report")
    assert len(kept) == 1
    assert (kept[0]["observed_at"].hour, kept[0]["account_id"]) == (0, None)


async def test_a_confidential_program_is_never_instant(refuge) -> None:
    answer = await refuge.staff.post(f"/v1/pools/{refuge.pool}/policy", {"hold_policy": "instant"})
    assert (answer.status, answer.code) == (422, "confidential_never_instant")


async def test_ended_holds_are_forgotten_and_their_ids_stay_used(
    world: World, shelter, refuge
) -> None:
    public = await shelter.responder.place(shelter.instant, party={"adults": 1}, needs=["crib"])
    hidden = await refuge.responder.place(refuge.pool, party={"adults": 1})
    await shelter.responder.act(public["id"], "release")
    await refuge.responder.act(hidden["id"], "release")
    await world.move_clock(24 * 3600)
    await world.purge()
    left = {str(row["id"]) for row in await world.owner.fetch("SELECT id FROM housing.hold")}
    assert left == {public["id"]}
    await world.move_clock(72 * 3600)
    await world.purge()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.hold") == 0
    assert await world.owner.fetchval("SELECT count(*) FROM housing.hold_event") == 0
    counted = await world.owner.fetch(
        "SELECT outcome, holds, period_start FROM housing.hold_outcome"
    )
    assert sorted(row["holds"] for row in counted) == [1, 1]
    again = await shelter.responder.place(shelter.instant, public["id"], party={"adults": 1})
    assert (again.status, again.code) == (409, "hold_already_ended")
    assert (await shelter.responder.get(f"/v1/holds/{public['id']}")).status == 404


async def test_a_running_service_forgets_by_itself(world: World, shelter, serve) -> None:
    hold = await shelter.responder.place(shelter.instant, party={"adults": 1})
    await shelter.responder.act(hold["id"], "release")
    await world.move_clock(72 * 3600)
    # The service that ran before looks again minutes later; a started one looks at once.
    await serve()
    async with asyncio.timeout(20):
        while await world.owner.fetchval("SELECT count(*) FROM housing.hold"):
            await asyncio.sleep(0.05)


async def test_staff_who_watched_before_their_first_hidden_pool_see_it_whole(
    world: World, api, service
) -> None:
    organization = await world.organization("Late Society")
    staff = api(await world.caller("shelter_staff", organization))
    async with staff.live() as console:
        await console.until(lambda c: c.frames)
        program = await world.program(organization, "Late House", "safe_house", confidential=True)
        pool = await world.pool(program, free=2, policy="confirm")
        await console.until(lambda c: c.pools.get(str(pool), {}).get("units_free_reported") == 2)


async def test_a_small_region_is_not_shown_to_outsiders(world: World, api, service) -> None:
    await world.owner.execute("INSERT INTO housing.region VALUES ('dell', 'Tiny Dell', 900)")
    organization = await world.organization("Dell Society")
    program = await world.program(
        organization, "Dell House", "safe_house", confidential=True, region="dell"
    )
    pool = await world.pool(program, free=1, policy="confirm")
    responder = api(await world.caller("responder"))
    assert (await responder.pool(pool))["region"] == "withheld"
    assert (await responder.get("/v1/pools?region=dell"))["items"] == []
    listed = (await responder.get("/v1/programs"))["items"]
    assert [program["region_label"] for program in listed] == ["Region not shown"]
    async with responder.live(pool_filter={"region": "dell"}) as console:
        await console.until(lambda c: c.ticks)
        assert console.pools == {}


async def test_a_taken_back_request_does_not_tell_whether_there_is_room(
    world: World, refuge
) -> None:
    hold = await refuge.responder.place(refuge.pool)
    await refuge.responder.act(hold["id"], "release")
    await refuge.staff.report(refuge.pool, units_free=0)
    back = await refuge.responder.act(hold["id"], "undo")
    assert (back.status, back["state"]) == (200, "requested")
    assert await world.held(refuge.pool) == 0


async def test_staff_of_a_hidden_program_can_be_made_by_its_alias(
    world: World, refuge, api
) -> None:
    """The operator's command line takes the id that the operator can see."""
    alias = (await refuge.operator.pool(refuge.pool))["organization_id"]
    made = await world.caller("shelter_staff", alias)
    assert (await api(made).pool(refuge.pool))["units_free_reported"] == 2
