"""The simulated people keep the region plausible, and leave alone what is a visitor's."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import asyncpg

from housing_service.demo.agencies import AGENCIES
from housing_service.demo.fates import fate_of, is_simulated, new_hold_id
from housing_service.demo.people import People
from housing_service.demo.records import demo_id
from housing_service.demo.region import quiet_pools, simulated
from housing_service.demo.responders import responder_turn
from housing_service.domain.identity import RESPONDER, Identity
from tests.demo.region import POOLS, AheadClock, make_region, people_of
from tests.support.world import World

EXPECTED_REFUSALS = {
    "refused no_units_available", "refused hold_limit_reached", "refused pool_over_held",
    "refused pool_paused", "refused pool_closed", "refused pool_call_only",
    "refused pool_count_too_old", "refused report_out_of_date",
    "refused request_fits_nobody", "refused request_limit_reached", "refused ask_closed",
    "refused ask_already_answered", "refused count_first", "refused request_already_placed",
}  # fmt: skip
EVERY_DOING = ("report", "placed", "accept", "arrive", "holder arrive", "holder release")


async def test_an_evening_and_a_night_stay_plausible(database_url: str, world: World, serve):
    await make_region(database_url)
    people = people_of(await serve(), demo_quiet_pools="0")
    clock = AheadClock(world.owner, people)
    over_held_seen: set[UUID] = set()
    tally = people.scene.tally
    # Four hours at least; who comes and who lets go is drawn from ids that nobody chooses, so it
    # goes on until every kind of ending was seen.
    for quarter in range(96):
        if quarter >= 16 and all(tally[done] for done in EVERY_DOING):
            break
        for _ in range(20):
            await people.step()
        for pool in await world.owner.fetch(POOLS):
            assert pool["free"] is None or 0 <= pool["free"] <= pool["units_total"]
            if pool["free"] is not None and pool["held"] > pool["free"]:
                assert pool["state"] == "over_held"
                over_held_seen.add(pool["id"])
        await clock.advance(15 * 60)
    assert tally["failed"] == 0
    assert {name for name in tally if name.startswith("refused")} <= EXPECTED_REFUSALS
    for done in EVERY_DOING:
        assert tally[done] > 0, (done, tally)
    pools = await world.owner.fetch(POOLS)
    states = Counter(pool["state"] for pool in pools)
    assert states["open"] > len(pools) / 2, states
    assert len(over_held_seen) < len(pools) / 4
    fresh = sum(pool["freshness"] == "fresh" for pool in pools)
    assert len(pools) / 2 < fresh < len(pools)


async def test_an_arrival_in_the_simulation_takes_its_units_off(
    database_url: str, world: World, serve
):
    await make_region(database_url)
    people = people_of(await serve())
    clock = AheadClock(world.owner, people)
    while not people.scene.tally["arrive"]:
        await clock.advance(120)
        await people.step()
    arrived = await world.owner.fetchrow(
        "SELECT h.units_arrived, h.kept_by FROM housing.hold h WHERE h.state = 'arrived'"
    )
    assert arrived["units_arrived"] >= 1


async def test_quiet_pools_are_left_alone(database_url: str, world: World, serve):
    await make_region(database_url)
    people = people_of(await serve(), demo_quiet_pools="6")
    clock = AheadClock(world.owner, people)
    before = await versions(world.owner)
    await clock.advance(3600)
    await people.settle_in(asyncio.Event())
    for _ in range(150):
        await people.step()
    after = await versions(world.owner)
    assert len(people.scene.quiet) == 6
    assert all(after[pool] == before[pool] for pool in people.scene.quiet)
    assert sum(after[pool] != before[pool] for pool in after) > 20


async def versions(owner: asyncpg.Connection) -> dict[UUID, tuple[int, int]]:
    """Counts' versions and numbers of holds: what people change, not what the clock does."""
    rows = await owner.fetch(
        "SELECT p.id, p.counts_version, p.reported_at,"
        " (SELECT count(*) FROM housing.hold h WHERE h.pool_id = p.id) AS holds"
        " FROM housing.pool p"
    )
    return {row["id"]: tuple(row)[1:] for row in rows}


async def test_staff_accept_a_visitors_request_but_do_not_end_their_hold(
    database_url: str, world: World, serve
):
    await make_region(database_url)
    running = await serve()
    people = people_of(running)
    clock = AheadClock(world.owner, people)
    visitor = Identity(
        demo_id("account", "visitor/responder"), "responder", demo_id("organization", "lantern"),
        "Lantern Walk Outreach", True,
    )  # fmt: skip
    pool = demo_id("pool", "northgate-house/Beds for 14 to 17")
    # The id of a household that, were it simulated, would simply come.
    ids = (uuid4() for _ in range(1000))
    hold = next(i for i in ids if fate_of(i).end == "comes" and not fate_of(i).says_so)
    await running.services.holds.place(visitor, hold, {"pool_id": str(pool)})
    await steps_until(people, clock, world, hold, "active", 15)
    await clock.advance(40 * 60)
    for _ in range(150):
        await people.step()
    assert await world.state(hold) == "active"
    await running.services.holds.act(visitor, hold, "arrive", {})
    await steps_until(people, clock, world, hold, "arrived", 30)


async def steps_until(
    people: People, clock: AheadClock, world: World, hold: UUID, state: str, seconds: float
) -> None:
    """Let people act, once this many seconds have gone by, until the hold is in that state."""
    await clock.advance(seconds)
    for _ in range(400):
        if await world.state(hold) == state:
            return
        await people.step()
    raise AssertionError(f"the hold is {await world.state(hold)}, not {state}")


async def test_a_place_locked_for_days_is_given_up_rather_than_left(
    database_url: str, world: World, serve
):
    await make_region(database_url)
    running = await serve()
    people = people_of(running)
    clock = AheadClock(world.owner, people)
    responder = simulated(AGENCIES[0], RESPONDER)[0]
    hold = next(i for i in (new_hold_id() for _ in range(1000)) if fate_of(i).end == "lapses")
    pool = demo_id("pool", "pardo-veredas/Cuartos")
    await running.services.holds.place(responder, hold, {"pool_id": str(pool)})
    await responder_turn(people.scene, responder, 1)
    # A lock is agreed to by the home's staff, who may take days.
    assert await world.state(hold) == "requested"
    await clock.advance(30 * 60)
    await responder_turn(people.scene, responder, 1)
    assert await world.state(hold) == "released"


async def test_after_a_long_sleep_staff_report_soon(database_url: str, world: World, serve):
    await make_region(database_url)
    people = people_of(await serve(), demo_quiet_pools="0", demo_speed=50.0)
    clock = AheadClock(world.owner, people)
    await clock.advance(3 * 24 * 3600)
    await people.settle_in(asyncio.Event())
    pools = await world.owner.fetch(POOLS)
    stale = [pool["name"] for pool in pools if pool["state"] == "stale"]
    assert len(stale) <= 5, stale
    assert people.scene.tally["failed"] == 0
    assert people.scene.tally["placed"] > 5


async def test_switched_off_nothing_happens(database_url: str, world: World, serve):
    await make_region(database_url)
    people = people_of(await serve(), demo_speed=0.0)
    before = await versions(world.owner)
    await asyncio.wait_for(people.run(asyncio.Event()), 5)
    assert await versions(world.owner) == before
    assert not people.scene.tally


async def test_the_people_stop_when_told(database_url: str, serve):
    await make_region(database_url)
    people = people_of(await serve(), demo_speed=100.0)
    stop = asyncio.Event()
    acting = asyncio.create_task(people.run(stop))
    async with asyncio.timeout(30):
        while people.scene.tally.total() < 40:
            await asyncio.sleep(0.02)
        stop.set()
        await acting
    assert people.scene.tally["failed"] == 0


async def test_a_stumble_is_counted_and_ends_nothing(database_url: str, serve, monkeypatch):
    await make_region(database_url)
    people = people_of(await serve())

    async def stumble(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("housing_service.demo.people.staff_round", stumble)
    monkeypatch.setattr("housing_service.demo.people.responder_turn", stumble)
    await people.step()
    assert people.scene.tally == {"failed": 1}


def test_fates_are_drawn_from_the_id_alone():
    holds = [new_hold_id() for _ in range(300)]
    assert len(set(holds)) == 300
    assert all(is_simulated(hold) and not is_simulated(uuid4()) for hold in holds)
    assert [fate_of(hold) for hold in holds] == [fate_of(hold) for hold in holds]
    ends = Counter(fate_of(hold).end for hold in holds)
    assert set(ends) == {"comes", "released", "let_go", "lapses"}


def test_which_pools_are_quiet():
    mine = demo_id("pool", "alder-rooms/Cribs")
    other = demo_id("pool", "pardo-detox/Camas")
    assert mine in quiet_pools("4") and len(quiet_pools("4")) == 4
    assert quiet_pools("0") == frozenset()
    assert quiet_pools(f"{other},{mine}") == {other, mine}
