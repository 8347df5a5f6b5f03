"""Holds are committed in groups; each member is judged, answered and failed for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import asyncpg

from housing_service.app import Running
from housing_service.service import holds as holds_service
from housing_service.store.sql import query
from tests.support.world import World

PLACE = query("place_holds")
RELEASE = query("release_holds")


async def place_together(
    world: World, members: Sequence[tuple[UUID, UUID, UUID, int]]
) -> list[str]:
    """Place (hold, caller, pool, units) in one call; the codes in order."""
    holds, callers, pools, units = (list(column) for column in zip(*members, strict=True))
    nothing = [None] * len(members)
    rows = await world.owner.fetch(
        PLACE, holds, callers, pools, units, nothing, nothing, nothing, nothing,
        [""] * len(members), ["amber-river-12"] * len(members),
    )  # fmt: skip
    return [row["code"] for row in rows]


async def test_members_of_one_call_are_judged_one_after_another(world: World, shelter) -> None:
    """Earlier members take what later ones would have had, pool by pool."""
    other = await world.pool(shelter.program, free=1)
    callers = [(await world.caller("responder")).account_id for _ in range(7)]
    asked = [
        (uuid4(), callers[0], shelter.instant, 3),
        (uuid4(), callers[1], other, 1),
        (uuid4(), callers[2], shelter.instant, 2),
        (uuid4(), callers[3], shelter.instant, 1),
        (uuid4(), callers[4], other, 1),
        (uuid4(), callers[5], uuid4(), 1),
        (uuid4(), callers[6], shelter.confirm, 4),
    ]
    assert await place_together(world, asked) == [
        "placed", "placed", "no_units_available", "placed", "no_units_available",
        "pool_not_found", "placed",
    ]  # fmt: skip
    assert await world.held(shelter.instant) == 4
    assert await world.held(other) == 1


async def test_caps_count_what_the_same_call_placed(world: World, shelter) -> None:
    agency = await world.organization("R", responder_hold_limit=2, organization_hold_limit=3)
    first, second = [(await world.caller("responder", agency)).account_id for _ in range(2)]
    pools = [await world.pool(shelter.program, free=5) for _ in range(6)]
    who = [first, first, first, second, second, second]
    codes = await place_together(
        world, [(uuid4(), caller, pool, 1) for caller, pool in zip(who, pools, strict=True)]
    )
    assert (
        codes == ["placed", "placed", "hold_limit_reached", "placed"] + ["hold_limit_reached"] * 2
    )


async def test_equal_ids_in_one_call_are_judged_once(world: World, shelter) -> None:
    responder = (await world.caller("responder")).account_id
    stranger = (await world.caller("responder")).account_id
    hold, full = uuid4(), await world.pool(shelter.program, free=0)
    assert await place_together(
        world,
        [
            (hold, responder, shelter.instant, 1),
            (hold, responder, shelter.instant, 1),
            (hold, responder, shelter.instant, 2),
            (hold, stranger, shelter.instant, 1),
            (hold, responder, full, 1),
        ],
    ) == ["placed", "exists", "hold_id_reused", "hold_id_reused", "hold_id_reused"]
    assert await world.held(shelter.instant) == 1


async def test_two_callers_in_one_call_see_each_their_own(world: World, shelter) -> None:
    """The caller travels with each member: a group over one connection mixes nobody's rights."""
    organization = await world.organization("Safe")
    hidden = await world.pool(await world.program(organization, confidential=True), free=3)
    inside = await world.caller("shelter_staff", organization)
    limited = await world.organization("New", stage="limited")
    outside = await world.caller("responder", limited)
    codes = await place_together(
        world,
        [
            (uuid4(), inside.account_id, hidden, 1),
            (uuid4(), outside.account_id, hidden, 1),
            (uuid4(), inside.account_id, shelter.instant, 1),
            (uuid4(), outside.account_id, shelter.instant, 1),
        ],
    )
    assert codes == ["placed", "pool_not_found", "not_allowed", "placed"]


async def test_letting_go_together_answers_each(world: World, shelter) -> None:
    responder, stranger = await world.caller("responder"), await world.caller("responder")
    kept, gone = uuid4(), uuid4()
    await place_together(
        world,
        [(hold, responder.account_id, shelter.instant, 1) for hold in (kept, gone)],
    )
    rows = await world.owner.fetch(
        RELEASE,
        [responder.account_id, responder.account_id, stranger.account_id, responder.account_id],
        [gone, gone, kept, uuid4()],
        [None, "changed_mind", None, None],
    )
    assert [row["code"] for row in rows] == ["ok", "ok", "hold_not_found", "hold_not_found"]
    assert [row["hold"] is None for row in rows] == [False, False, True, True]
    assert await world.state(gone) == "released"
    assert await world.state(kept) == "active"
    assert (
        await world.owner.fetchval(
            "SELECT count(*) FROM housing.hold_event WHERE transition = 'released'"
        )
        == 1
    )


async def test_one_hold_is_let_go_of_as_before(world: World, shelter) -> None:
    responder, hold = (await world.caller("responder")).account_id, uuid4()
    await place_together(world, [(hold, responder, shelter.instant, 1)])
    row = await world.owner.fetchrow(
        "SELECT code, hold FROM housing_api.release_hold_v1($1, $2, NULL)", responder, hold
    )
    assert row["code"] == "ok"
    assert await world.state(hold) == "released"


async def test_a_locked_pool_delays_only_those_who_want_it(
    world: World, shelter, database_url, service
) -> None:
    """While one row is locked for long, holds of other pools go on; the locked ones read busy
    after their own patience, and nothing of theirs was written."""
    others = [await world.pool(shelter.program, free=50) for _ in range(4)]
    blocker = await asyncpg.connect(database_url)
    done = asyncio.Event()

    async def keep_asking() -> list[float]:
        took, loop = [], asyncio.get_running_loop()
        while not done.is_set():
            started = loop.time()
            answer = await shelter.staff.place(others[len(took) % 4], minutes=15)
            assert answer.status == 201, answer
            took.append(loop.time() - started)
            assert (await shelter.staff.act(answer["id"], "release")).status == 200
        return took

    try:
        async with blocker.transaction():
            await blocker.execute(
                "SELECT FROM housing.pool WHERE id = $1 FOR UPDATE", shelter.instant
            )
            going_on = asyncio.create_task(keep_asking())
            answers = await asyncio.gather(
                *(shelter.responder.place(shelter.instant) for _ in range(6))
            )
            done.set()
            took = await going_on
    finally:
        done.set()
        await blocker.close()
    assert {answer.code for answer in answers} == {"busy"}
    assert await world.held(shelter.instant) == 0
    # One group may have been caught behind the row, and its parts; all later ones went round it.
    assert len(took) > 5
    assert sum(seconds > 0.4 for seconds in took) <= 2, took


async def test_a_refusal_waits_for_no_row_lock(
    world: World, shelter, database_url, service
) -> None:
    """Full pool, row locked for long: whoever asks reads no at once, and whoever has a hold there
    reads it again."""
    held = await shelter.responder.place(shelter.instant, units=4)
    assert held.status == 201
    await until_shown_full(service, shelter.instant)
    blocker = await asyncpg.connect(database_url)
    loop = asyncio.get_running_loop()
    try:
        async with blocker.transaction():
            await blocker.execute(
                "SELECT FROM housing.pool WHERE id = $1 FOR UPDATE", shelter.instant
            )
            started = loop.time()
            refused = await asyncio.gather(
                *(shelter.staff.place(shelter.instant) for _ in range(20))
            )
            again = await shelter.responder.place(shelter.instant, held["id"], units=4)
            took = loop.time() - started
    finally:
        await blocker.close()
    assert {answer.code for answer in refused} == {"no_units_available"}
    assert again.status == 200
    # Whoever waited for the row would have read busy, after three seconds.
    assert took < 3, took


async def until_shown_full(service: Running, pool: UUID) -> None:
    async with asyncio.timeout(10):
        while service.board.pools[pool].state["units_available"]:
            await asyncio.sleep(0.01)


async def test_a_board_that_is_behind_refuses_nobody(
    world: World, shelter, service, monkeypatch
) -> None:
    """What the board shows only chooses the way: the database's answer counts."""
    monkeypatch.setattr(holds_service, "seems_refused", lambda *_: True)
    placed = await shelter.responder.place(shelter.instant)
    assert placed.status == 201
    assert await world.held(shelter.instant) == 1
