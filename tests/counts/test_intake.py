"""How services take people on: reported, confirmed, dated and pushed like a count, never held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.support.world import World

WEEK = 7 * 24 * 3600


@pytest.fixture
async def desk(world: World, shelter: SimpleNamespace) -> SimpleNamespace:
    """The shelter's legal desk, a service, beside its beds."""
    shelter.program = await world.program(shelter.organization, "Legal desk", "legal_aid")
    await world.owner.execute(
        "UPDATE housing.program SET intake_line = '555-0142' WHERE id = $1", shelter.program
    )
    shelter.service = await world.pool(
        shelter.program, None, "call_only", "service", "Legal help", stale_after_seconds=WEEK
    )
    return shelter


async def test_what_is_said_is_shown_with_its_day_and_its_line(desk) -> None:
    before = await desk.responder.pool(desk.service)
    assert (before["state"], before["intake"], before["freshness"]) == ("unknown", None, "unknown")
    said = await desk.staff.report(desk.service, intake="waitlist", intake_from="2026-12-01")
    assert said.status == 201
    assert (said["report"]["kind"], said["report"]["intake"]) == ("intake", "waitlist")
    pool = await desk.responder.pool(desk.service)
    assert (pool["intake"], pool["intake_from"]) == ("waitlist", "2026-12-01")
    assert (pool["intake_line"], pool["reported_by_role"]) == ("555-0142", "shelter_staff")
    assert (pool["freshness"], pool["hold_policy_effective"]) == ("fresh", "call_only")
    assert pool["units_free_reported"] is None and "starts_at" not in pool
    listed = await desk.staff.get(f"/v1/pools/{desk.service}/reports")
    assert [one["intake_from"] for one in listed["items"]] == ["2026-12-01"]


@pytest.mark.parametrize(
    ("intake", "state"),
    [("taking", "open"), ("waitlist", "full"), ("closed", "closed"), ("ask", "unknown")],
)
async def test_each_word_has_its_state_until_it_is_old(world: World, desk, intake, state) -> None:
    await desk.staff.report(desk.service, intake=intake)
    pool = await desk.responder.pool(desk.service)
    assert (pool["intake"], pool["state"]) == (intake, state)
    await world.move_clock(WEEK + 60)
    old = await desk.responder.pool(desk.service)
    assert (old["intake"], old["state"], old["freshness"]) == (intake, "stale", "stale")


async def test_the_same_report_once_and_other_fields_never(desk) -> None:
    report_id = str(uuid4())
    fields = {"intake": "taking", "intake_from": "2026-12-01", "report_id": report_id}
    first = await desk.staff.report(desk.service, **fields)
    again = await desk.staff.report(desk.service, **fields)
    assert (first.status, again.status) == (201, 200)
    assert first["report"] == again["report"]
    for other in ({"intake": "closed"}, {"intake_from": "2026-12-02"}):
        refused = await desk.staff.report(desk.service, **{**fields, **other})
        assert (refused.status, refused.code) == (409, "report_id_reused")
    # An id of a bed's count is no other pool's either.
    await desk.staff.report(desk.instant, units_free=3, report_id=(taken := str(uuid4())))
    stolen = await desk.staff.report(desk.service, intake="ask", report_id=taken)
    assert stolen.code == "report_id_reused"
    assert (await desk.staff.pool(desk.service))["intake"] == "taking"


async def test_still_so_means_what_was_read(world: World, desk) -> None:
    nothing = await desk.staff.report(desk.service, unchanged=True, based_on_version=1_000)
    assert (nothing.status, nothing.code) == (409, "report_needs_intake")
    await desk.staff.report(desk.service, intake="waitlist", intake_from="2026-12-01")
    seen = await desk.staff.pool(desk.service)
    await world.move_clock(3 * 24 * 3600)
    based = {"unchanged": True, "based_on_version": seen["counts_version"]}
    confirmed = await desk.staff.report(desk.service, **based)
    assert (confirmed["report"]["kind"], confirmed["report"]["intake"]) == ("unchanged", "waitlist")
    pool = confirmed["pool"]
    assert pool["counts_version"] == seen["counts_version"]
    assert pool["reported_at"] > seen["reported_at"]
    assert (pool["intake"], pool["intake_from"]) == ("waitlist", "2026-12-01")

    await desk.staff.report(desk.service, intake="closed")
    for late in (based, {"intake": "taking", "based_on_version": seen["counts_version"]}):
        refused = await desk.staff.report(desk.service, **late)
        assert (refused.status, refused.code) == (409, "report_out_of_date")
        assert refused["pool"]["intake"] == "closed"


async def test_what_was_seen_earlier_is_history_only(desk) -> None:
    await desk.staff.report(desk.service, intake="taking")
    earlier = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    told = await desk.staff.report(desk.service, intake="closed", observed_at=earlier)
    assert (told.status, told["report"]["applied"]) == (201, False)
    assert (await desk.staff.pool(desk.service))["intake"] == "taking"
    ahead = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    refused = await desk.staff.report(desk.service, intake="closed", observed_at=ahead)
    assert refused.code == "observed_in_future"


async def test_a_number_is_for_beds_and_a_word_for_services(desk) -> None:
    for fields in ({"units_free": 3}, {"delta": 1}):
        refused = await desk.staff.report(desk.service, **fields)
        assert (refused.status, refused.code) == (422, "pool_not_counted")
    refused = await desk.staff.report(desk.instant, intake="taking")
    assert (refused.status, refused.code) == (422, "pool_is_counted")
    assert (await desk.staff.pool(desk.instant))["units_free_reported"] == 4
    for fields in (
        {"intake": "maybe"},
        {"intake": "taking", "units_free": 1},
        {"intake": "taking", "arrived": [str(uuid4())]},
        {"intake_from": "2026-12-01", "units_free": 1},
        {"intake": "taking", "intake_from": "2026-13-01"},
    ):
        assert (await desk.staff.report(desk.service, **fields)).code == "invalid_request", fields


async def test_only_its_own_staff_and_the_operator_speak_for_it(world: World, desk, api) -> None:
    stranger = api(await world.caller("shelter_staff", await world.organization("Other")))
    assert (await stranger.report(desk.service, intake="taking")).code == "not_allowed"
    assert (await desk.responder.report(desk.service, intake="taking")).code == "not_allowed"
    assert (await desk.operator.report(desk.service, intake="ask")).status == 201
    absent = await desk.staff.report(uuid4(), intake="ask")
    assert (absent.status, absent.code) == (404, "pool_not_found")


async def test_a_service_is_never_held(world: World, desk) -> None:
    await desk.staff.report(desk.service, intake="taking")
    # What takes its place is read from the board, which follows a moment later.
    async with desk.responder.live(pool_filter={"units": ["service"]}) as console:
        await console.until(lambda c: str(desk.service) in c.pools)
    for caller in (desk.responder, desk.staff):
        refused = await caller.place(desk.service)
        assert (refused.status, refused.code) == (409, "pool_call_only")
    assert refused["alternatives"] == []
    for policy in ("instant", "confirm"):
        answer = await desk.staff.post(f"/v1/pools/{desk.service}/policy", {"hold_policy": policy})
        assert (answer.status, answer.code) == (422, "pool_not_counted")
    assert await world.held(desk.service) == 0


async def test_it_is_pushed_to_who_asks_for_its_kind(desk) -> None:
    watching = desk.responder.live(pool_filter={"kinds": ["legal_aid"]})
    async with (
        watching as console,
        desk.responder.live() as beds,
        desk.staff.live(pool_filter={"own": True}) as own,
    ):
        await console.until(lambda c: str(desk.service) in c.pools)
        await own.until(lambda c: {str(desk.service), str(desk.instant)} <= set(c.pools))
        await desk.staff.report(desk.service, intake="taking")
        await console.until(lambda c: c.pools[str(desk.service)]["intake"] == "taking")
        await own.until(lambda c: c.pools[str(desk.service)]["intake"] == "taking")
        await beds.until(lambda c: str(desk.instant) in c.pools)
        assert str(desk.service) not in beds.pools


async def test_the_region_at_a_glance_counts_beds_only(desk, world: World, api) -> None:
    facts = await desk.operator.get("/v1/operations")
    assert sum(facts["pools_by_state"].values()) == 2
    assert facts["stale"] == []
    metrics = (await desk.operator.get("/metrics")).body
    text = metrics.decode() if isinstance(metrics, bytes) else str(metrics)
    counted = [line for line in text.splitlines() if line.startswith("housing_pools{")]
    assert sum(float(line.rsplit(" ", 1)[1]) for line in counted) <= 2
