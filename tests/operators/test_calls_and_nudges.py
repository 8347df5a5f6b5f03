"""Whom an operator should call and why, and nudges: twice a shift, never while intake is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from housing_service.app import Running
from housing_service.domain.shifts import shift_began_at
from housing_service.service.call_list import call_list
from housing_service.store.operator import Nudges, Unanswered
from tests.support.api import Api
from tests.support.world import World, hold_id

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # 21:30 in Toronto, a shift that began at 15:00.
ZONE = "America/Toronto"


def pool(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "program_name": name, "unit": "bed", "state": "open",
        "freshness": "fresh", "reported_at": (NOW - timedelta(hours=1)).isoformat(),
        "units_short": 0, "stale_after_seconds": 21600, "time_zone": ZONE, "opening": None, **more,
    }  # fmt: skip


def test_the_most_urgent_reason_comes_first_and_of_equal_ones_the_longest() -> None:
    old = (NOW - timedelta(hours=9)).isoformat()
    older = (NOW - timedelta(hours=19)).isoformat()
    asked, held = pool("Asked"), pool("Held for")
    pools = [
        pool("Never", freshness="unknown", reported_at=None),
        pool("Old", freshness="stale", reported_at=old),
        pool("Older", freshness="stale", reported_at=older),
        pool("Since lunch", freshness="aging", reported_at=(NOW - timedelta(hours=7)).isoformat()),
        pool("Good"),
        held, asked,
        pool("Full house", units_short=2, state="over_held"),
        pool("Closed", state="closed", freshness="stale"),
        pool("Paused", state="paused", freshness="stale"),
        pool("Out of season", opening={"is_open": False}, freshness="unknown"),
        pool("A class", unit="service", freshness="stale"),
        pool("Hidden", availability="closed", freshness="stale"),
    ]  # fmt: skip
    waiting = {
        asked["id"]: Unanswered(0, None, 2, NOW - timedelta(minutes=6)),
        held["id"]: Unanswered(1, NOW - timedelta(minutes=20), 0, None),
    }
    calls = call_list(
        pools, {UUID(key): value for key, value in waiting.items()},
        {UUID(held["id"]): Nudges(1, NOW)}, NOW,
    )  # fmt: skip
    said = [(call.pool["program_name"], call.reasons[0].code) for call in calls]
    assert said == [
        ("Full house", "over_held"), ("Asked", "asks_waiting"), ("Held for", "holds_waiting"),
        ("Older", "stale"), ("Old", "stale"), ("Never", "unknown"),
        ("Since lunch", "not_since_shift"),
    ]  # fmt: skip
    assert [call.nudges for call in calls] == [0, 0, 1, 0, 0, 0, 0]


def test_what_has_just_come_needs_no_call() -> None:
    one = pool("Asked just now")
    waiting = {UUID(one["id"]): Unanswered(1, NOW - timedelta(minutes=4), 1, NOW)}
    assert call_list([one], waiting, {}, NOW) == []


async def test_shifts_begin_at_the_same_time_in_sql_and_python(world: World) -> None:
    start = datetime(2026, 10, 31, tzinfo=UTC)  # Over the night in which the clock is set back.
    for hours in range(60):
        at = start + timedelta(hours=hours, minutes=7)
        for zone in (ZONE, "UTC", "Asia/Kolkata"):
            told = await world.owner.fetchval("SELECT housing.shift_began_at($1, $2)", zone, at)
            assert told == shift_began_at(zone, at), (zone, at)


async def test_a_shelter_is_nudged_twice_a_shift_and_until_it_counts(
    shelter: SimpleNamespace, world: World, api: Callable[..., Api], service: Running
) -> None:
    path = f"/v1/pools/{shelter.instant}/nudges"
    first = {"nudge_id": str(uuid4())}
    elsewhere = api(await world.caller("shelter_staff", await world.organization("Mill")))
    async with (
        shelter.staff.live() as staff,
        shelter.responder.live() as responder,
        elsewhere.live() as other_staff,
    ):
        await staff.until(lambda c: c.frames)
        assert (await shelter.operator.post(path, first)).body == {"nudges_left": 1}
        # The same again asks once.
        assert (await shelter.operator.post(path, first)).body == {"nudges_left": 1}
        other = f"/v1/pools/{shelter.confirm}/nudges"
        assert (await shelter.operator.post(other, first)).code == "nudge_id_reused"
        second = await shelter.operator.post(path, {"nudge_id": str(uuid4())})
        assert second.body == {"nudges_left": 0}
        third = await shelter.operator.post(path, {"nudge_id": str(uuid4())})
        assert third.code == "nudge_limit_reached"
        asked = [str(shelter.instant)]
        await staff.until(lambda c: [one["pool_id"] for one in c.nudges] == asked)
        assert (await shelter.staff.report(shelter.instant, units_free=3)).status == 201
        await staff.until(lambda c: c.nudges == [])
        # Nobody else is told that a shelter was asked.
        for console in (responder, other_staff):
            assert {one["type"] for one in console.frames} <= {"snapshot", "changes"}
    assert (await shelter.staff.post(path, {"nudge_id": str(uuid4())})).code == "not_allowed"
    # A new shift may be asked again.
    await world.move_clock(8 * 3600)
    again = await shelter.operator.post(path, {"nudge_id": str(uuid4())})
    assert again.body == {"nudges_left": 1}


async def test_a_closed_shelter_is_not_asked(
    shelter: SimpleNamespace, world: World, api: Callable[..., Api]
) -> None:
    path = f"/v1/pools/{shelter.instant}/nudges"
    await shelter.staff.post(f"/v1/pools/{shelter.instant}/pause", {"reason": "cleaning"})
    refused = await shelter.operator.post(path, {"nudge_id": str(uuid4())})
    assert refused.code == "nudge_intake_closed"
    # Of a confidential program only what outsiders see is judged: pausing shows nothing at once.
    hidden = await world.pool(
        await world.program(shelter.organization, "Quiet House", "safe_house", confidential=True)
    )
    await shelter.staff.post(f"/v1/pools/{hidden}/pause", {"reason": "cleaning"})
    asked = await shelter.operator.post(f"/v1/pools/{hidden}/nudges", {"nudge_id": str(uuid4())})
    assert asked.status == 200
    await shelter.staff.put(
        f"/v1/pools/{shelter.confirm}/eligibility",
        {"answers": {"intake_hours": _closed_now()}, "based_on_version": 0},
    )
    # The board, by which hours are judged, has them a moment after they were written down.
    async with shelter.operator.live() as console:
        await console.until(
            lambda c: c.pools and c.pools[str(shelter.confirm)]["eligibility"]["version"] > 0
        )
    asked = await shelter.operator.post(
        f"/v1/pools/{shelter.confirm}/nudges", {"nudge_id": str(uuid4())}
    )
    assert asked.code == "nudge_intake_closed"


def _closed_now() -> list[dict[str, Any]]:
    """Hours of one minute, half a day away from now in Toronto."""
    local = datetime.now(ZoneInfo(ZONE)) + timedelta(hours=12)
    until = local + timedelta(minutes=1)
    return [{"days": ["mon"], "from": f"{local:%H:%M}", "until": f"{until:%H:%M}"}]


async def test_the_list_names_who_waits_and_nothing_of_confidential_programs(
    shelter: SimpleNamespace, world: World
) -> None:
    hidden = await world.pool(
        await world.program(shelter.organization, "Quiet House", "safe_house", confidential=True),
        2, "confirm",
    )  # fmt: skip
    await world.tell_outsiders_daily()
    await shelter.responder.place(shelter.confirm, hold_id())
    await shelter.responder.place(hidden, hold_id())
    never = await world.pool(shelter.program, free=None, name="Annex")
    before = await shelter.operator.get("/v1/operator/calls")
    by_pool = {one["pool_id"]: one["reasons"] for one in before["items"]}
    assert by_pool.keys() == {str(never), str(hidden)}
    # Outsiders have been told nothing of it so far.
    assert [one["code"] for one in by_pool[str(hidden)]] == ["unknown"]
    await world.owner.execute(
        "UPDATE housing.hold SET placed_at = placed_at - interval '6 minutes'"
    )
    told = await shelter.operator.get("/v1/operator/calls")
    codes = {one["pool_id"]: [reason["code"] for reason in one["reasons"]] for one in told["items"]}
    assert codes == {
        str(shelter.confirm): ["holds_waiting"], str(never): ["unknown"], str(hidden): ["unknown"],
    }  # fmt: skip
    assert told["items"][0]["pool_id"] == str(shelter.confirm)
    assert "Quiet" not in str(told.body)
    assert (await shelter.operator.get("/v1/operator/calls?region=elsewhere"))["items"] == []
    assert (await shelter.responder.get("/v1/operator/calls")).status == 403


async def test_regions_count_what_may_be_told(
    shelter: SimpleNamespace, world: World, service: Running, http: Any
) -> None:
    await world.region("hills", "Hill Towns")
    await world.pool(
        await world.program(shelter.organization, "Quiet House", "safe_house", confidential=True)
    )
    await world.pool(shelter.program, free=None, name="Annex")
    caller = await world.caller("operator")
    identity = await service.services.signin.by_token(caller.token)
    async with Api(http, service.url, caller.token).live() as console:
        await console.until(lambda c: len(c.pools) == 4)
    assert identity is not None
    night = await service.services.operator_room.night(identity)
    harbor, hills = sorted(night.regions, key=lambda one: one.code)
    assert (harbor.pools, harbor.free, harbor.stale, harbor.confidential) == (4, 8, 2, 1)
    assert (hills.pools, hills.free, hills.to_call) == (0, 0, 0)
