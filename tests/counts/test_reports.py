"""Reports: what people say is free, exactly as they said it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.support.world import World


@pytest.fixture
def desk(shelter: SimpleNamespace) -> SimpleNamespace:
    """The shelter, with its instant pool at hand."""
    shelter.pool = shelter.instant
    return shelter


async def test_a_number_and_its_repetition(desk) -> None:
    report_id = str(uuid4())
    first = await desk.staff.report(desk.pool, units_free=3, report_id=report_id)
    again = await desk.staff.report(desk.pool, units_free=3, report_id=report_id)
    assert (first.status, again.status) == (201, 200)
    assert first["report"] == again["report"]
    assert first["pool"]["units_free_reported"] == 3
    assert first["pool"]["reported_by_role"] == "shelter_staff"
    other = await desk.staff.report(desk.pool, units_free=2, report_id=report_id)
    assert other.code == "report_id_reused"
    assert (await desk.staff.pool(desk.pool))["units_free_reported"] == 3


async def test_a_delta_repeats_without_effect_and_never_goes_below_zero(desk) -> None:
    report_id = str(uuid4())
    for _ in range(3):
        await desk.staff.report(desk.pool, delta=-1, report_id=report_id)
    assert (await desk.staff.pool(desk.pool))["units_free_reported"] == 3
    assert (await desk.staff.report(desk.pool, delta=-4)).code == "report_below_zero"
    without_id = await desk.staff.post(f"/v1/pools/{desk.pool}/reports", {"delta": -1})
    assert without_id.code == "invalid_request"


async def test_many_deltas_at_once_all_count(desk) -> None:
    answers = await asyncio.gather(*(desk.staff.report(desk.pool, delta=1) for _ in range(20)))
    assert all(answer.status == 201 for answer in answers)
    assert (await desk.staff.pool(desk.pool))["units_free_reported"] == 24


async def test_a_delta_on_an_unknown_count_needs_a_number(world: World, desk) -> None:
    pool = await world.pool(desk.program, free=None)
    assert (await desk.staff.report(pool, delta=1)).code == "report_needs_number"


async def test_out_of_date_exactly_when_the_count_changed_since(desk) -> None:
    seen = await desk.staff.pool(desk.pool)
    # A hold changes the pool's version, but not the count.
    assert (await desk.responder.place(desk.pool)).status == 201
    held = await desk.staff.pool(desk.pool)
    assert held["version"] > seen["version"]
    assert held["counts_version"] == seen["counts_version"]
    ok = await desk.staff.report(desk.pool, unchanged=True, based_on_version=seen["counts_version"])
    assert ok.status == 201
    assert (await desk.staff.report(desk.pool, units_free=2)).status == 201
    late = await desk.staff.report(desk.pool, units_free=4, based_on_version=seen["counts_version"])
    assert (late.status, late.code) == (409, "report_out_of_date")
    assert late["pool"]["units_free_reported"] == 2
    needs = await desk.staff.report(desk.pool, unchanged=True)
    assert needs.code == "invalid_request"


async def test_reality_wins_and_nobodys_hold_is_cancelled(desk) -> None:
    hold = await desk.responder.place(desk.pool, units=3)
    answer = await desk.staff.report(desk.pool, units_free=1)
    pool = answer["pool"]
    assert (pool["units_free_reported"], pool["units_held"]) == (1, 3)
    assert (pool["state"], pool["units_short"], pool["units_available"]) == ("over_held", 2, 0)
    mine = await desk.responder.get(f"/v1/holds/{hold['id']}")
    assert (mine["state"], mine["at_risk"]) == ("active", True)
    assert (await desk.responder.place(desk.pool)).code == "pool_over_held"
    await desk.staff.report(desk.pool, units_free=3)
    assert (await desk.responder.get(f"/v1/holds/{hold['id']}"))["at_risk"] is False


async def test_over_capacity_is_shown_not_clamped(world: World, desk) -> None:
    pool = await world.pool(desk.program, free=1, units_total=4)
    answer = await desk.staff.report(pool, units_free=9)
    assert (answer["pool"]["units_free_reported"], answer["pool"]["units_total"]) == (9, 4)


async def test_only_reports_move_freshness(world: World, desk) -> None:
    reported = (await desk.staff.pool(desk.pool))["reported_at"]
    hold = await desk.responder.place(desk.pool, minutes=15)
    await desk.staff.act(hold["id"], "arrive")
    await desk.staff.post(f"/v1/pools/{desk.pool}/pause", {"reason": "cleaning"})
    await desk.staff.post(f"/v1/pools/{desk.pool}/resume")
    await desk.responder.place(desk.pool, minutes=15)
    await world.move_clock(20 * 60)
    await world.owner.execute("SELECT housing_api.sweep_due_v1(100)")
    assert (await desk.staff.pool(desk.pool))["reported_at"] == reported
    refreshed = await desk.staff.report(
        desk.pool,
        unchanged=True,
        based_on_version=(await desk.staff.pool(desk.pool))["counts_version"],
    )
    assert refreshed["pool"]["reported_at"] > reported


async def test_freshness_changes_what_may_be_held(world: World, desk) -> None:
    seen = []
    for hours in (4.4, 4.6, 6.1, 12.1):
        await world.move_clock(hours * 3600)
        pool = await desk.responder.pool(desk.pool)
        seen.append((pool["freshness"], pool["hold_policy_effective"], pool["state"]))
    assert seen == [
        ("fresh", "instant", "open"),
        ("aging", "instant", "open"),
        ("stale", "confirm", "stale"),
        ("stale", "call_only", "stale"),
    ]
    assert (await desk.responder.place(desk.pool)).code == "pool_count_too_old"


async def test_a_stale_count_is_asked_for_and_not_held_at_once(world: World, desk) -> None:
    await world.move_clock(6.1 * 3600)
    assert (await desk.responder.place(desk.pool))["state"] == "requested"
    assert (await desk.staff.place(desk.pool))["state"] == "active"


async def test_the_database_itself_asks_which_count_is_unchanged(world: World, desk) -> None:
    caller = await world.caller("shelter_staff", desk.organization)
    for version, code in ((None, "based_on_version_required"), (1_000, "recorded")):
        row = await world.owner.fetchrow(
            "SELECT code FROM housing_api.record_report_v1("
            "$1, $2, $3, NULL, NULL, true, $4, NULL, NULL, '{}')",
            caller.account_id, desk.pool, uuid4(), version,
        )  # fmt: skip
        assert row["code"] == code


async def test_an_older_observation_is_kept_but_not_applied(desk) -> None:
    now = datetime.now(UTC)
    older = await desk.staff.report(
        desk.pool, units_free=9, observed_at=(now - timedelta(hours=1)).isoformat()
    )
    assert (older.status, older["report"]["applied"]) == (201, False)
    assert older["pool"]["units_free_reported"] == 4
    history = await desk.staff.get(f"/v1/pools/{desk.pool}/reports")
    assert [report["units_free"] for report in history["items"]] == [9]
    future = await desk.staff.report(
        desk.pool, units_free=9, observed_at=(now + timedelta(minutes=5)).isoformat()
    )
    assert (future.status, future.code) == (422, "observed_in_future")


async def test_arrived_holds_named_in_a_report_do_not_lower_it_twice(desk) -> None:
    hold = await desk.responder.place(desk.pool, units=2)
    answer = await desk.staff.report(desk.pool, units_free=2, arrived=[hold["id"]])
    pool = answer["pool"]
    assert (pool["units_free_reported"], pool["units_held"], pool["units_available"]) == (2, 0, 2)
    assert (await desk.responder.get(f"/v1/holds/{hold['id']}"))["state"] == "arrived"
    unknown = await desk.staff.report(desk.pool, units_free=1, arrived=[str(uuid4())])
    assert unknown.code == "arrived_hold_not_found"
    assert (await desk.staff.pool(desk.pool))["units_free_reported"] == 2


async def test_the_worker_who_taps_arrived_after_counting(desk) -> None:
    hold = await desk.responder.place(desk.pool, units=1)
    early = await desk.staff.act(hold["id"], "arrive", already_counted=True)
    assert early.code == "count_not_reported_since"
    # They walk in, staff count three empty beds, and only then tap "arrived".
    await desk.staff.report(desk.pool, units_free=3)
    assert (await desk.staff.get(f"/v1/holds/{hold['id']}"))["counted_since"] is True
    await desk.staff.act(hold["id"], "arrive", already_counted=True)
    assert (await desk.staff.pool(desk.pool))["units_free_reported"] == 3


async def test_others_may_not_report(world: World, desk, api) -> None:
    stranger = api(await world.caller("shelter_staff", await world.organization("Other")))
    assert (await stranger.report(desk.pool, units_free=0)).status == 403
    assert (await desk.responder.report(desk.pool, units_free=0)).status == 403
    operator = api(await world.caller("operator"))
    assert (await operator.report(desk.pool, units_free=1)).status == 201


async def test_pausing_ends_no_hold_and_ends_by_itself(world: World, desk) -> None:
    hold = await desk.responder.place(desk.pool)
    until = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
    paused = await desk.staff.post(
        f"/v1/pools/{desk.pool}/pause", {"reason": "staffing", "until": until}
    )
    assert (paused["state"], paused["hold_policy_effective"]) == ("paused", "closed")
    assert (await desk.responder.place(desk.pool)).code == "pool_paused"
    assert (await desk.responder.get(f"/v1/holds/{hold['id']}"))["state"] == "active"
    await world.move_clock(31 * 60)
    assert (await desk.responder.pool(desk.pool))["state"] == "open"
    closed = await desk.staff.post(f"/v1/pools/{desk.pool}/close", {})
    assert closed["state"] == "closed"
    assert (await desk.responder.place(desk.pool)).code == "pool_closed"
    resumed = await desk.staff.post(f"/v1/pools/{desk.pool}/resume")
    assert resumed["state"] == "open"


async def test_only_the_shelter_consents_to_being_held(world: World, desk, api) -> None:
    pool = await world.pool(desk.program, free=1, policy="call_only")
    operator = api(await world.caller("operator"))
    path = f"/v1/pools/{pool}/policy"
    assert (await operator.post(path, {"hold_policy": "instant"})).code == "consent_required"
    assert (await desk.staff.post(path, {"hold_policy": "instant"}))["hold_policy"] == "instant"
    assert (await desk.responder.place(pool)).status == 201
    assert (await operator.post(path, {"hold_policy": "call_only"})).status == 200
    kept = await world.owner.fetch("SELECT actor_role, policy_to FROM housing.policy_consent")
    assert [tuple(row) for row in kept] == [
        ("shelter_staff", "instant"), ("operator", "call_only"),
    ]  # fmt: skip


async def test_garbage_reports_change_nothing(desk) -> None:
    version = (await desk.staff.pool(desk.pool))["version"]
    for body in (
        {}, {"units_free": -1}, {"units_free": 1e9}, {"units_free": 3.5}, {"units_free": "3"},
        {"units_free": True}, {"units_free": None}, {"units_free": 1, "delta": 1},
        {"units_free": 2, "note": "call me"}, {"units_free": 2, "observed_at": "yesterday"},
        {"units_free": 2, "observed_at": "9999-12-31T23:59:59Z"},
        {"units_free": 2, "observed_at": "2026-01-01T00:00:00"},
        {"units_free": 2, "based_on_version": -1}, {"units_free": 2, "arrived": ["x"]},
        {"units_free": 2, "report_id": "x"}, {"units_free": 10**30},
    ):  # fmt: skip
        answer = await desk.staff.post(f"/v1/pools/{desk.pool}/reports", body)
        assert answer.status == 422, (body, answer)
    assert (await desk.staff.pool(desk.pool))["version"] == version


async def test_a_count_since_the_hold_began_is_told_to_open_pages(desk) -> None:
    hold = await desk.responder.place(desk.pool)
    async with desk.staff.live() as page:
        await page.until(lambda c: c.holds.get(hold["id"], {}).get("counted_since") is False)
        await desk.staff.report(desk.pool, units_free=3)
        await page.until(lambda c: c.holds[hold["id"]]["counted_since"] is True)


async def test_an_observation_from_before_an_arrival_does_not_undo_it(desk) -> None:
    seen_at = datetime.now(UTC)
    hold = await desk.responder.place(desk.pool)
    await desk.staff.act(hold["id"], "arrive")
    late = await desk.staff.report(desk.pool, units_free=4, observed_at=seen_at.isoformat())
    assert (late["report"]["applied"], late["pool"]["units_free_reported"]) == (True, 3)
