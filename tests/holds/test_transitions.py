"""Every way a hold leaves a state: who may, what it does to the count, and that it repeats."""

from __future__ import annotations

import asyncio

from tests.support.world import World


async def free(world: World, pool) -> int:
    return int(
        await world.owner.fetchval(
            "SELECT units_free_reported FROM housing.pool WHERE id = $1", pool
        )
    )


async def test_accept_starts_the_clock_anew(world: World, shelter) -> None:
    asked = await shelter.responder.place(shelter.confirm, minutes=90)
    assert asked["state"] == "requested"
    accepted = await shelter.staff.act(asked["id"], "accept")
    assert (accepted.status, accepted["state"]) == (200, "active")
    assert accepted["expires_at"] > asked["expires_at"]
    again = await shelter.staff.act(asked["id"], "accept", minutes=600)
    assert (again.status, again["expires_at"]) == (200, accepted["expires_at"])
    assert (await shelter.responder.act(asked["id"], "accept")).status == 403


async def test_decline_and_its_undo(world: World, shelter) -> None:
    asked = await shelter.responder.place(shelter.confirm)
    declined = await shelter.staff.act(asked["id"], "decline", reason="no_fit_age")
    assert declined["state"] == "declined"
    assert await world.held(shelter.confirm) == 0
    assert "reason" not in (await shelter.responder.get(f"/v1/holds/{asked['id']}")).body
    assert (await shelter.staff.act(asked["id"], "decline")).status == 200
    assert (await shelter.staff.act(asked["id"], "accept")).code == "hold_already_declined"
    assert (await shelter.responder.act(asked["id"], "undo")).code == "nothing_to_undo"
    undone = await shelter.staff.act(asked["id"], "undo")
    assert (undone.status, undone["state"]) == (200, "requested")
    assert (await shelter.staff.act(asked["id"], "undo")).status == 200
    assert await world.held(shelter.confirm) == 1


async def test_a_request_times_out_and_seen_gives_twenty_minutes_once(
    world: World, shelter
) -> None:
    asked = await shelter.responder.place(shelter.confirm)
    seen = await shelter.staff.act(asked["id"], "seen")
    again = await shelter.staff.act(asked["id"], "seen")
    assert seen["expires_at"] == again["expires_at"] > asked["expires_at"]
    await world.move_clock(49 * 60)
    assert (await shelter.responder.get(f"/v1/holds/{asked['id']}"))["state"] == "requested"
    await world.move_clock(51 * 60)
    assert (await shelter.responder.get(f"/v1/holds/{asked['id']}"))["state"] == "timed_out"
    assert (await shelter.staff.act(asked["id"], "accept")).code == "hold_timed_out"


async def test_arriving_lowers_the_count_and_leaves_available_alone(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant, units=3)
    before = (await shelter.responder.pool(shelter.instant))["units_available"]
    arrived = await shelter.staff.act(hold["id"], "arrive")
    assert arrived["state"] == "arrived"
    after = await shelter.responder.pool(shelter.instant)
    assert (after["units_free_reported"], after["units_held"]) == (1, 0)
    assert after["units_available"] == before
    assert (await shelter.staff.act(hold["id"], "arrive")).status == 200
    assert await free(world, shelter.instant) == 1
    undone = await shelter.staff.act(hold["id"], "undo")
    assert undone["state"] == "active"
    assert (await free(world, shelter.instant), await world.held(shelter.instant)) == (4, 3)


async def test_fewer_came_than_were_kept(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant, units=3)
    assert (await shelter.staff.act(hold["id"], "arrive", units=4)).code == "units_exceed_hold"
    await shelter.staff.act(hold["id"], "arrive", units=2)
    pool = await shelter.staff.pool(shelter.instant)
    assert (pool["units_free_reported"], pool["units_held"]) == (2, 0)


async def test_the_holder_says_arrived_and_staff_confirm(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant)
    said = await shelter.responder.act(hold["id"], "arrive")
    assert (said["state"], bool(said["arrival_said_at"])) == ("active", True)
    assert (await shelter.responder.act(hold["id"], "arrive"))["version"] == said["version"]
    assert await free(world, shelter.instant) == 4
    await shelter.staff.act(hold["id"], "arrive")
    assert await free(world, shelter.instant) == 3


async def test_extensions_are_numbered_and_the_holder_has_one(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant)
    first = await shelter.responder.act(hold["id"], "extend", number=1)
    same = await shelter.responder.act(hold["id"], "extend", number=1)
    assert first["expires_at"] == same["expires_at"] > hold["expires_at"]
    assert first["extensions_left"] == 0
    more = await shelter.responder.act(hold["id"], "extend", number=2)
    assert more.code == "extension_limit_reached"
    assert (await shelter.staff.act(hold["id"], "extend", number=3)).code == (
        "extension_out_of_order"
    )
    for number in (2, 3):
        answer = await shelter.staff.act(hold["id"], "extend", number=number, minutes=60)
        assert answer.status == 200


async def test_extending_many_times_at_once_extends_once(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant)
    answers = await asyncio.gather(
        *(shelter.staff.act(hold["id"], "extend", number=1) for _ in range(16))
    )
    assert {answer["expires_at"] for answer in answers} == {answers[0]["expires_at"]}
    assert answers[0]["extensions"] == 1


async def test_an_expired_hold_cannot_arrive_but_can_be_reinstated_once(
    world: World, shelter
) -> None:
    hold = await shelter.responder.place(shelter.instant)
    await world.move_clock(61 * 60)
    assert (await shelter.staff.act(hold["id"], "arrive")).code == "hold_expired"
    assert (await shelter.responder.act(hold["id"], "arrive")).code == "hold_expired"
    back = await shelter.responder.act(hold["id"], "reinstate")
    assert (back.status, back["state"]) == (200, "active")
    assert (await shelter.responder.act(hold["id"], "reinstate")).status == 200
    await world.move_clock(61 * 60 + 31 * 60)
    again = await shelter.staff.act(hold["id"], "reinstate")
    assert again.code == "hold_already_reinstated"


async def test_reinstating_needs_units_and_the_holder_has_ten_minutes(
    world: World, shelter, api
) -> None:
    hold = await shelter.responder.place(shelter.instant, units=4)
    await world.move_clock(61 * 60)
    other = api(await world.caller("responder"))
    assert (await other.place(shelter.instant)).status == 201
    assert (await shelter.responder.act(hold["id"], "reinstate")).code == "no_units_available"
    await world.move_clock(60 * 60 + 11 * 60)
    assert (await shelter.responder.act(hold["id"], "reinstate")).code == "hold_expired"


async def test_did_they_come_yes_lowers_the_count_even_into_over_held(
    world: World, shelter, api
) -> None:
    hold = await shelter.responder.place(shelter.instant, units=2)
    await world.move_clock(61 * 60)
    pool = await shelter.staff.pool(shelter.instant)
    assert pool["unconfirmed_arrival"] is True
    other = api(await world.caller("responder"))
    assert (await other.place(shelter.instant, units=4)).status == 201
    late = await shelter.staff.act(hold["id"], "arrive", late=True)
    assert (late.status, late["state"], late["late"]) == (200, "arrived", True)
    pool = await shelter.staff.pool(shelter.instant)
    assert (pool["units_free_reported"], pool["units_held"], pool["units_short"]) == (2, 4, 2)
    assert pool["state"] == "over_held"
    assert pool["unconfirmed_arrival"] is False


async def test_did_they_come_no_changes_no_count(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant)
    assert (await shelter.staff.act(hold["id"], "no-show")).code == "hold_still_live"
    await world.move_clock(61 * 60)
    assert (await shelter.staff.act(hold["id"], "no-show"))["state"] == "no_show"
    assert (await shelter.staff.act(hold["id"], "no-show")).status == 200
    assert await free(world, shelter.instant) == 4
    assert (await shelter.staff.act(hold["id"], "arrive", late=True)).code == "hold_no_show"


async def test_the_question_stands_for_four_hours(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant)
    await world.move_clock(60 * 60 + 4 * 3600 + 60)
    assert (await shelter.staff.pool(shelter.instant))["unconfirmed_arrival"] is False
    assert (await shelter.staff.act(hold["id"], "arrive", late=True)).code == "hold_expired"


async def test_release_by_holder_and_by_staff(world: World, shelter) -> None:
    for who in (shelter.responder, shelter.staff):
        hold = await shelter.responder.place(shelter.instant)
        assert (await who.act(hold["id"], "release"))["state"] == "released"
        assert (await who.act(hold["id"], "release")).status == 200
        assert (await shelter.staff.act(hold["id"], "arrive")).code == "hold_already_released"
    assert await world.held(shelter.instant) == 0


async def test_undo_is_for_thirty_seconds_and_for_free_units(world: World, shelter, api) -> None:
    hold = await shelter.responder.place(shelter.instant, units=4)
    await shelter.responder.act(hold["id"], "release")
    other = api(await world.caller("responder"))
    taken = await other.place(shelter.instant)
    assert (await shelter.responder.act(hold["id"], "undo")).code == "no_units_available"
    await other.act(taken["id"], "release")
    await world.move_clock(31)
    assert (await shelter.responder.act(hold["id"], "undo")).code == "undo_too_late"


async def test_undoing_an_arrival_after_a_new_count_keeps_the_count(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant, units=1)
    await shelter.staff.act(hold["id"], "arrive")
    await shelter.staff.report(shelter.instant, units_free=2)
    undone = await shelter.staff.act(hold["id"], "undo")
    assert undone["state"] == "active"
    assert await free(world, shelter.instant) == 2


async def test_undo_gives_back_exactly_what_the_arrival_took(world: World, shelter) -> None:
    first = await shelter.responder.place(shelter.instant)
    second = await shelter.responder.place(shelter.instant)
    await shelter.staff.act(first["id"], "arrive")
    await shelter.staff.act(second["id"], "arrive")
    assert (await shelter.staff.act(first["id"], "undo")).status == 200
    pool = await shelter.staff.pool(shelter.instant)
    assert (pool["units_free_reported"], pool["units_held"], pool["units_available"]) == (3, 1, 2)


async def test_undo_after_the_same_number_was_counted_adds_nothing(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant)
    await shelter.staff.act(hold["id"], "arrive")
    await shelter.staff.report(shelter.instant, units_free=3)
    await shelter.staff.act(hold["id"], "undo")
    pool = await shelter.staff.pool(shelter.instant)
    assert (pool["units_free_reported"], pool["units_held"], pool["units_available"]) == (3, 1, 2)


async def test_taking_back_and_bringing_back_need_room_within_the_caps(
    world: World, shelter, api
) -> None:
    agency = await world.organization("Outreach", responder_hold_limit=1)
    responder = api(await world.caller("responder", agency))
    released = await responder.place(shelter.instant)
    assert (await responder.act(released["id"], "release")).status == 200
    instead = await responder.place(shelter.instant, minutes=15)
    assert instead.status == 201
    assert (await responder.act(released["id"], "undo")).code == "hold_limit_reached"
    await world.move_clock(16 * 60)
    assert (await responder.place(shelter.instant)).status == 201
    assert (await responder.act(instead["id"], "reinstate")).code == "hold_limit_reached"
    assert await world.held(shelter.instant) == 1


async def test_the_operator_revokes_and_sees_little(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant, party={"adults": 2})
    seen = await shelter.operator.get(f"/v1/holds/{hold['id']}")
    assert set(seen.body) == {"id", "pool_id", "state", "expires_at", "version", "pool_version"}
    assert (await shelter.operator.act(hold["id"], "revoke")).status == 422
    assert (await shelter.operator.act(hold["id"], "revoke", reason="misuse")).status == 200
    assert (await shelter.responder.act(hold["id"], "release")).code == "hold_revoked"


async def test_a_stranger_finds_no_hold(world: World, shelter, api) -> None:
    hold = await shelter.responder.place(shelter.instant)
    stranger = api(await world.caller("responder"))
    other_staff = api(await world.caller("shelter_staff", await world.organization("Other")))
    for caller in (stranger, other_staff):
        assert (await caller.get(f"/v1/holds/{hold['id']}")).code == "hold_not_found"
        assert (await caller.act(hold["id"], "release")).code == "hold_not_found"


async def test_only_one_of_many_endings_wins(world: World, shelter) -> None:
    for _ in range(5):
        hold = await shelter.responder.place(shelter.instant)
        before = await free(world, shelter.instant)
        answers = await asyncio.gather(
            shelter.staff.act(hold["id"], "arrive"),
            shelter.responder.act(hold["id"], "release"),
            shelter.staff.act(hold["id"], "release"),
            shelter.operator.act(hold["id"], "revoke", reason="misuse"),
        )
        state = await world.state(hold["id"])
        assert state in ("arrived", "released", "revoked")
        refused = {a.code for a in answers if a.status == 409}
        assert all(code.startswith(("hold_already_", "hold_revoked")) for code in refused)
        taken = before - await free(world, shelter.instant)
        assert taken == (1 if state == "arrived" else 0)
        endings = await world.owner.fetchval(
            "SELECT count(*) FROM housing.hold_event WHERE hold_id::text = $1"
            " AND transition IN ('arrived', 'released', 'revoked')", hold["id"],
        )  # fmt: skip
        assert endings == 1
        await world.owner.execute(
            "UPDATE housing.pool SET units_free_reported = 4 WHERE id = $1", shelter.instant
        )


async def test_held_never_drifts_from_the_rows(world: World, shelter) -> None:
    """A busy hour of everything at once; the shown number equals a recount from the rows."""
    holds = []
    for _ in range(2):
        holds.append(await shelter.responder.place(shelter.instant))
    calls = []
    for hold in holds:
        for action in ("arrive", "extend", "release", "undo", "arrive"):
            fields = {"number": 1} if action == "extend" else {}
            calls.append(shelter.staff.act(hold["id"], action, **fields))
        calls.append(shelter.staff.report(shelter.instant, units_free=3))
    await asyncio.gather(*calls)
    pool = await shelter.staff.pool(shelter.instant)
    assert pool["units_held"] == await world.held(shelter.instant)
    assert pool["units_available"] == max(0, pool["units_free_reported"] - pool["units_held"])
