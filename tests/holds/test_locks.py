"""Locks: long holds whose deadline is the next step, on a clock of business hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.api import Answer, Api
from tests.support.homes import (
    STEP_HOURS,
    WEEK_CLOSES,
    WEEK_OPENS,
    ZONE,
    Home,
    at,
    make_home,
    working_due,
)
from tests.support.world import World

STEPS = ["acknowledged", "interview", "decision", "move_in"]


@pytest.fixture
async def home(world: World, api: Callable[..., Api]) -> Home:
    return await make_home(world, api)


def due(hold: Any, milestone: str) -> datetime:
    return at(next(s["due_at"] for s in hold["milestones"] if s["milestone"] == milestone))


def reached(hold: Any) -> list[str]:
    return [step["milestone"] for step in hold["milestones"] if step["reached_at"]]


async def lock(home: Home, **fields: Any) -> Answer:
    placed = await home.responder.place(home.pool, **fields)
    assert placed.status == 201, placed
    return placed


async def past(world: World, hold: Any, milestone: str, seconds: float = 1) -> None:
    """Move the service's clock just past the time by which a step is due."""
    ahead = (due(hold, milestone) - datetime.now(UTC)).total_seconds()
    await world.move_clock(ahead + seconds)


async def test_a_lock_has_four_steps_due_in_open_hours(home: Home) -> None:
    hold = await lock(home, party={"adults": 1, "children": 2})
    assert hold["state"] == "requested" and hold["units"] == 1
    assert [step["milestone"] for step in hold["milestones"]] == STEPS
    assert not reached(hold)
    assert hold["expires_at"] == hold["milestones"][0]["due_at"]
    placed = at(hold["placed_at"])
    whole = placed.replace(second=0, microsecond=0)
    for step, hours in zip(STEPS, STEP_HOURS, strict=True):
        expected = working_due(
            whole, hours * 60, ZONE, WEEK_OPENS, WEEK_CLOSES, [], placed + timedelta(days=14)
        )
        assert abs(due(hold, step) - expected) <= timedelta(minutes=1)
        local = due(hold, step).astimezone(ZoneInfo(ZONE))
        assert due(hold, step) == placed + timedelta(days=14) or (
            local.weekday() < 5 and 9 <= local.hour + local.minute / 60 <= 17
        )


async def test_holder_and_shelter_see_the_same_steps_and_ordinary_holds_none(
    home: Home, world: World
) -> None:
    hold = await lock(home)
    theirs = await home.staff.get(f"/v1/holds/{hold['id']}")
    assert theirs["milestones"] == hold["milestones"]
    assert "milestones" not in (await home.operator.get(f"/v1/holds/{hold['id']}")).body
    beds = await world.pool(await world.program(home.organization), free=1)
    assert (await home.responder.place(beds))["milestones"] is None


async def test_steps_are_reached_in_order_and_move_the_deadline(home: Home) -> None:
    hold = (await lock(home))["id"]
    first = await home.reach(hold, "acknowledged")
    assert first.status == 200 and reached(first) == ["acknowledged"]
    assert first["expires_at"] == first["milestones"][1]["due_at"]
    again = await home.reach(hold, "acknowledged")
    assert (again.status, again["version"]) == (200, first["version"])
    decided = await home.reach(hold, "decision")
    assert decided["state"] == "active" and reached(decided) == STEPS[:3]
    assert decided["expires_at"] == decided["milestones"][3]["due_at"]
    assert (await home.reach(hold, "interview"))["version"] == decided["version"]
    came = await home.reach(hold, "move_in")
    assert came["state"] == "arrived" and reached(came) == STEPS
    assert (await home.reach(hold, "move_in")).status == 200
    late = await home.reach(hold, "interview")
    assert (late.status, late["code"]) == (409, "hold_already_arrived")
    pool = await home.responder.pool(home.pool)
    assert (pool["units_free_reported"], pool["units_held"]) == (1, 0)


async def test_a_later_step_marks_the_earlier_ones_and_undo_takes_the_move_back(
    home: Home,
) -> None:
    hold = (await lock(home))["id"]
    came = await home.reach(hold, "move_in")
    assert came["state"] == "arrived" and reached(came) == STEPS
    assert (await home.responder.pool(home.pool))["units_free_reported"] == 1
    undone = await home.staff.act(hold, "undo")
    assert undone["state"] == "active" and reached(undone) == STEPS[:3]
    assert undone["expires_at"] == undone["milestones"][3]["due_at"]
    assert (await home.responder.pool(home.pool))["units_free_reported"] == 2


async def test_accepting_is_the_decision_and_arriving_the_move(home: Home) -> None:
    hold = (await lock(home))["id"]
    accepted = await home.staff.act(hold, "accept", minutes=30)
    assert reached(accepted) == STEPS[:3]
    assert accepted["expires_at"] == accepted["milestones"][3]["due_at"]
    arrived = await home.staff.act(hold, "arrive")
    assert reached(arrived) == STEPS and arrived["state"] == "arrived"


async def test_seeing_a_lock_leaves_its_deadline(home: Home) -> None:
    hold = await lock(home)
    seen = await home.staff.act(hold["id"], "seen")
    assert seen["seen_at"] and seen["expires_at"] == hold["expires_at"]


async def test_a_decline_opens_the_place_again(home: Home) -> None:
    one, two = await lock(home), await lock(home)
    third = await home.responder.place(home.pool)
    assert third["code"] == "hold_limit_reached"
    assert (await home.responder.pool(home.pool))["units_available"] == 0
    await home.reach(one["id"], "interview")
    assert (await home.staff.act(one["id"], "decline"))["state"] == "declined"
    assert (await home.responder.pool(home.pool))["units_available"] == 1
    late = await home.reach(one["id"], "decision")
    assert (late.status, late["code"]) == (409, "hold_already_declined")
    assert (await home.responder.get(f"/v1/holds/{two['id']}"))["state"] == "requested"


async def test_one_referral_for_each_place(home: Home, world: World, api: Any) -> None:
    """Of many who ask for two apartments, two hold one each."""
    callers = [api(await world.caller("responder")) for _ in range(4)]
    answers = [await caller.place(home.pool) for caller in callers]
    assert sorted(a.status for a in answers) == [201, 201, 409, 409]
    assert await world.held(home.pool) == 2


@pytest.mark.parametrize("step", range(4), ids=STEPS)
async def test_the_clock_ends_a_lock_nobody_works_on(home: Home, world: World, step: int) -> None:
    hold = (await lock(home)).body
    if step:
        hold = (await home.reach(hold["id"], STEPS[step - 1])).body
    await past(world, hold, STEPS[step], -60)
    assert await world.held(home.pool) == 1
    await past(world, hold, STEPS[step])
    ended = await home.responder.get(f"/v1/holds/{hold['id']}")
    assert ended["state"] == ("timed_out" if step < 3 else "expired")
    assert at(ended["ended_at"]) == due(hold, STEPS[step])
    assert await world.held(home.pool) == 0
    assert (await home.responder.pool(home.pool))["units_available"] == 2
    late = await home.reach(hold["id"], STEPS[step])
    assert late["code"] == ("hold_timed_out" if step < 3 else "hold_expired")


async def test_no_lock_outlasts_a_fortnight_however_slow_the_office(
    world: World, api: Callable[..., Api]
) -> None:
    home = await make_home(
        world, api, opens_minute=[600] + [None] * 6, closes_minute=[660] + [None] * 6,
        acknowledged_working_hours=1, interview_working_hours=2, decision_working_hours=30,
        move_in_working_hours=300,
    )  # fmt: skip
    hold = await lock(home)
    longest = at(hold["placed_at"]) + timedelta(days=14)
    assert due(hold, "decision") == due(hold, "move_in") == longest


async def test_holidays_are_not_working_days(world: World, api: Callable[..., Api]) -> None:
    today = datetime.now(ZoneInfo(ZONE)).date()
    closed = [(today + timedelta(days=n)).isoformat() for n in range(10)]
    home = await make_home(world, api, holidays=closed)
    hold = await lock(home)
    assert due(hold, "acknowledged").astimezone(ZoneInfo(ZONE)).date() > today + timedelta(days=9)


async def test_more_time_needs_a_reason_that_both_sides_read(home: Home) -> None:
    hold = await lock(home)
    plain = await home.staff.act(hold["id"], "extend", number=1)
    assert (plain.status, plain["code"]) == (422, "extension_reason_required")
    more = await home.staff.act(
        hold["id"], "extend", number=1, working_hours=16, reason="waiting_for_documents"
    )
    assert more.status == 200 and more["extensions"] == 1
    assert at(more["expires_at"]) > at(hold["expires_at"])
    assert more["expires_at"] == more["milestones"][0]["due_at"]
    theirs = await home.responder.get(f"/v1/holds/{hold['id']}")
    assert [step["extended_for"] for step in theirs["milestones"]] == [
        "waiting_for_documents", None, None, None,
    ]  # fmt: skip
    for before, after in zip(hold["milestones"], theirs["milestones"], strict=True):
        assert at(after["due_at"]) > at(before["due_at"])
    again = await home.staff.act(
        hold["id"], "extend", number=1, working_hours=16, reason="waiting_for_documents"
    )
    assert again["version"] == more["version"]


async def test_the_holder_extends_a_lock_once_by_a_day(home: Home) -> None:
    hold = (await lock(home))["id"]
    ask = {"number": 1, "reason": "interview_moved"}
    far = await home.responder.act(hold, "extend", **ask, working_hours=9)
    assert far["code"] == "working_hours_out_of_range"
    assert (await home.responder.act(hold, "extend", **ask)).status == 200
    twice = await home.responder.act(hold, "extend", number=2, reason="other_agency")
    assert twice["code"] == "extension_limit_reached"


async def test_extensions_of_a_lock_have_an_end(home: Home) -> None:
    hold = await lock(home)
    answer = hold
    for number in range(1, 10):
        answer = await home.staff.act(
            hold["id"], "extend", number=number, working_hours=40, reason="unit_being_prepared"
        )
        if answer.status != 200:
            break
    assert answer["code"] == "lock_extension_limit_reached"
    kept = await home.staff.get(f"/v1/holds/{hold['id']}")
    assert at(kept["expires_at"]) == at(hold["placed_at"]) + timedelta(days=28)


async def test_reasons_and_steps_are_for_locks_only(home: Home, world: World) -> None:
    beds = await world.pool(await world.program(home.organization), free=1)
    hold = (await home.responder.place(beds))["id"]
    assert (await home.reach(hold, "decision"))["code"] == "hold_without_milestones"
    more = await home.staff.act(hold, "extend", number=1, reason="other_agency")
    assert more["code"] == "hold_without_milestones"
    odd = await home.staff.act(hold, "extend", number=1, reason="she is ill")
    assert odd["code"] == "invalid_request"


async def test_other_shelters_find_no_lock_and_the_holder_can_reach_nothing(
    home: Home, world: World, api: Callable[..., Api]
) -> None:
    hold = (await lock(home))["id"]
    other = api(await world.caller("shelter_staff", await world.organization("Other")))
    for action, body in (
        ("milestones", {"milestone": "decision"}),
        ("extend", {"number": 1, "reason": "other_agency"}),
    ):
        answer = await other.act(hold, action, **body)
        assert (answer.status, answer["code"]) == (404, "hold_not_found")
    mine = await home.responder.act(hold, "milestones", milestone="decision")
    assert mine.status == 403
    schedule = await other.get(f"/v1/pools/{home.pool}/lock-schedule")
    assert schedule.status == 404
    told = await other.put(f"/v1/pools/{home.pool}/lock-schedule", {"lock_milestones": False})
    assert told.status == 403


async def test_a_lock_brought_back_is_due_in_half_an_hour(home: Home, world: World) -> None:
    hold = (await home.reach((await lock(home))["id"], "decision")).body
    await past(world, hold, "move_in")
    back = await home.responder.act(hold["id"], "reinstate")
    assert back["state"] == "active"
    assert back["expires_at"] == back["milestones"][3]["due_at"]
    assert at(back["expires_at"]) - due(hold, "move_in") < timedelta(minutes=31)


async def test_staffs_own_lock_is_acknowledged_from_the_start(home: Home) -> None:
    kept = await home.staff.place(home.pool)
    assert kept["state"] == "active" and reached(kept) == ["acknowledged"]
    assert kept["expires_at"] == kept["milestones"][1]["due_at"]


async def test_a_lock_is_always_asked_for(home: Home, world: World) -> None:
    await world.owner.execute("UPDATE housing.pool SET hold_policy = 'instant'")
    pool = await home.responder.pool(home.pool)
    assert pool["hold_policy_effective"] == "confirm" and pool["lock_milestones"] is True
    assert (await lock(home))["state"] == "requested"


async def test_only_longer_stays_have_locks_and_turning_off_leaves_those_that_exist(
    home: Home, world: World
) -> None:
    beds = await world.pool(await world.program(home.organization))
    refused = await home.staff.put(f"/v1/pools/{beds}/lock-schedule", {"lock_milestones": True})
    assert (refused.status, refused["code"]) == (409, "pool_not_for_locks")
    hold = await lock(home)
    off = await home.staff.put(f"/v1/pools/{home.pool}/lock-schedule", {"lock_milestones": False})
    assert off["lock_milestones"] is False
    again = await home.responder.get(f"/v1/holds/{hold['id']}")
    assert again["milestones"] == hold["milestones"]
    assert (await home.responder.place(home.pool))["milestones"] is None


async def test_a_schedule_must_make_sense(home: Home) -> None:
    address = f"/v1/pools/{home.pool}/lock-schedule"
    wrong: list[dict[str, Any]] = [
        {"opens_minute": [None] * 7, "closes_minute": [None] * 7},
        {"opens_minute": [600] * 7, "closes_minute": [540] * 7},
        {"opens_minute": [600] * 6},
        {"closes_minute": [1_020] * 7},
        {"decision_working_hours": 10},
        {"move_in_working_hours": 337},
        {"holidays": ["2026-12-24"] * 61},
    ]
    for fields in wrong:
        answer = await home.staff.put(address, {"lock_milestones": True, **fields})
        assert (answer.status, answer["code"]) == (422, "invalid_request"), fields


async def test_steps_are_forgotten_with_their_lock(home: Home, world: World) -> None:
    hold = (await lock(home))["id"]
    await home.reach(hold, "interview")
    await home.staff.act(hold, "extend", number=1, reason="other_agency")
    await home.staff.act(hold, "decline")
    await world.move_clock(3 * 86_400)
    assert await world.purge() == 1
    for table, column in (("hold", "id"), ("hold_event", "hold_id")):
        assert not await world.owner.fetchval(
            f"SELECT count(*) FROM housing.{table} WHERE {column} = $1::text::uuid", hold
        )
    # Nothing that said what happened is left anywhere but the bare id and a count.
    left = await world.owner.fetchval("SELECT array_agg(outcome) FROM housing.hold_outcome")
    assert left == ["declined"]
