"""The server and the browser say the same about the same pool, hold and moment."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from housing_service.domain.party import Party
from housing_service.web.language.current import speaking
from housing_service.web.pages import phrases
from housing_service.web.pages.count_view import count_view
from housing_service.web.pages.health_view import health_view
from housing_service.web.pages.hold_view import hold_view
from housing_service.web.pages.holder_view import holder_view
from housing_service.web.pages.household import as_wire
from housing_service.web.pages.pool_view import pool_view
from housing_service.web.pages.reserve_view import reserve_view
from housing_service.web.pages.set_line import set_line
from housing_service.web.static_files import static_files
from tests.browser.conftest import Visit
from tests.browser.night import RESPONDER, Night

NOW = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
PARTIES = (Party(1, 0), Party(2, 0), Party(1, 2, 1), Party(0, 1), Party(5, 4, 2))

_ASK = """
async ([base, name, call, cases]) => {
  const module = await import(`${base}/${name}.js`);
  return cases.map((given) => module[call](...given));
}
"""


def wire(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def pool(**fields: Any) -> dict[str, Any]:
    """An insider's pool as the wire carries it, with these fields changed."""
    return {
        "id": "7a3a2f6e-5b1c-4d2e-9f00-000000000001", "name": "Family rooms",
        "program_name": "Open Door Shelter", "kind": "emergency_shelter", "unit": "room",
        "people_per_unit": 4, "region": "harbor", "region_label": "Harbor District",
        "time_zone": "America/Toronto", "units_free_reported": 3, "units_held": 1,
        "units_available": 2, "units_short": 0, "state": "open", "freshness": "fresh",
        "hold_policy_effective": "instant", "reported_at": wire(NOW - timedelta(minutes=12)),
        "reported_by_role": "shelter_staff", "next_expiry_at": wire(NOW + timedelta(minutes=50)),
        "paused_until": None, "pause_reason": None, "unconfirmed_arrival": False,
        "eligibility": {"households": None, "party_people_max": None, "infants_need_unit": False},
        "version": 7, "counts_version": 5, "as_of": wire(NOW), **fields,
    }  # fmt: skip


OPENING = {
    "is_open": False, "opens_at": None, "closes_at": None, "season_from": None,
    "season_until": None, "surge_label": None,
}  # fmt: skip
POOLS = (
    pool(),
    pool(unit="bed", people_per_unit=None, units_available=1, hold_policy_effective="confirm"),
    pool(unit="crib", units_available=1),
    pool(unit="voucher", people_per_unit=None, units_available=0, state="full"),
    pool(state="all_held", units_available=0, unconfirmed_arrival=True),
    pool(state="stale", freshness="stale", hold_policy_effective="call_only",
         reported_at=wire(NOW - timedelta(days=3))),
    pool(state="unknown", freshness="unknown", reported_at=None, units_free_reported=None,
         units_available=None, hold_policy_effective="call_only", reported_by_role=None),
    pool(state="paused", paused_until=wire(NOW + timedelta(hours=4)), pause_reason="cleaning",
         hold_policy_effective="closed"),
    pool(state="over_held", units_short=2, units_available=0),
    pool(state="closed", hold_policy_effective="closed",
         reported_at=wire(NOW - timedelta(hours=30)), reported_by_role="feed"),
    pool(units_available=0, reserve_units=2, units_reserved=2),
    pool(capacity_kind="reserve", reserve_units=0, units_reserved=3, units_available=0),
    pool(capacity_kind="seasonal", state="closed", hold_policy_effective="closed",
         opening=OPENING | {"season_from": "11-01", "season_until": "03-31"}),
    pool(capacity_kind="surge", opening=OPENING | {"is_open": True, "opens_at": wire(NOW),
                                                   "surge_label": "cold"}),
    pool(capacity_kind="surge", state="closed", units_reserved=1, opening=OPENING | {
        "opens_at": wire(NOW + timedelta(hours=20)), "surge_label": "other"}),
    pool(capacity_kind="surge", state="closed", opening=OPENING),
    pool(unit="slot", people_per_unit=None, starts_at=wire(NOW + timedelta(days=3, hours=5))),
    pool(unit="slot", starts_at=wire(NOW + timedelta(days=38)), time_zone="Europe/Athens",
         units_available=1),
    pool(eligibility={"households": ["adult_with_children"], "party_people_max": 4,
                      "infants_need_unit": True}),
    pool(kind="transitional_housing", unit="apartment", lock_milestones=True, expected=[
        {"id": "v1", "units": 1, "units_held": 0, "expected_from": "2026-12-31",
         "confidence": "confirmed", "holdable_from": "2026-12-17"},
        {"id": "v2", "units": 3, "units_held": 1, "expected_from": "2027-02-28",
         "confidence": "possible", "holdable_from": None}]),
    pool(kind="residential_treatment", expected=[]),
    pool(kind="transitional_housing", state="all_held", units_available=0, lock_milestones=True,
         expected=[]),
)  # fmt: skip
OUTSIDER = {
    "id": "7a3a2f6e-5b1c-4d2e-9f00-000000000002", "program_name": "Confidential program 2F47",
    "kind": "safe_house", "unit": "room", "region": "harbor", "region_label": "Harbor District",
    "confidential": True, "availability": "may_have_room", "freshness": "aging",
    "hold_policy_effective": "confirm", "version": 2, "as_of": wire(NOW),
    "eligibility": {"households": None, "party_people_max": None, "infants_need_unit": True},
}  # fmt: skip


def hold(**fields: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "pool_id": POOLS[0]["id"], "program_name": "Open Door Shelter",
        "pool_name": "Family rooms", "unit": "room", "units": 1, "needs": ["crib", "step_free"],
        "party": {"adults": 1, "children": 2, "infants": 1}, "state": "active",
        "placed_at": wire(NOW - timedelta(minutes=20)), "accepted_at": None,
        "expires_at": wire(NOW + timedelta(minutes=40, seconds=30)), "ended_at": None,
        "minutes": 60, "extensions": 0, "extensions_left": 1, "arrival_code": "maple-harbor-47",
        "at_risk": False, "seen_at": None, "arrival_said_at": None, "late": False,
        "reinstated": False, "undo_until": None, "mine": True, "kept_by": "responder",
        "responder_organization_name": "Night Line", "units_backed": True,
        "did_they_come": False, "counted_since": True, "version": 1, "pool_version": 3, **fields,
    }  # fmt: skip


def steps(reached: int, **first_ahead: Any) -> list[dict[str, Any]]:
    """A lock with so many steps done; those due fall on both sides of a change of the clock."""
    days = (-5, -1, 30, 130)
    made: list[dict[str, Any]] = [
        {"milestone": name, "due_at": wire(NOW + timedelta(days=day)), "extended_for": None,
         "reached_at": wire(NOW - timedelta(days=9 - n)) if n < reached else None}
        for n, (name, day) in enumerate(
            zip(("acknowledged", "interview", "decision", "move_in"), days, strict=True))
    ]  # fmt: skip
    if reached < len(made):
        made[reached] |= first_ahead
    return made


def expected(state: str) -> dict[str, Any]:
    return {
        "id": "v1", "promised_from": "2026-12-03", "expected_from": "2026-12-09", "state": state,
    }  # fmt: skip


ENDED = {"ended_at": wire(NOW - timedelta(minutes=3))}
HOLDS = (
    hold(),
    hold(state="requested", units=2, seen_at=wire(NOW)),
    hold(state="requested", units_backed=False, needs=[]),
    hold(arrival_said_at=wire(NOW), at_risk=True, reinstated=True, extensions_left=0),
    hold(kept_by="shelter", responder_organization_name=None, party=None),
    hold(state="expired", did_they_come=True, **ENDED),
    hold(state="declined", undo_until=wire(NOW + timedelta(seconds=9)), **ENDED),
    hold(state="arrived", ended_at=wire(NOW - timedelta(hours=2))),
    hold(state="no_show", **ENDED),
    hold(state="timed_out", **ENDED),
    hold(state="requested", milestones=steps(0), expected=None),
    hold(state="requested", milestones=steps(1, extended_for="unit_being_prepared"),
         extensions_left=0),
    hold(milestones=steps(3), expected=expected("open"), units_backed=False, at_risk=True),
    hold(milestones=steps(3), expected=expected("vacant")),
    hold(state="arrived", milestones=steps(4), **ENDED),
)  # fmt: skip


HEALTH: tuple[dict[str, Any], ...] = tuple(
    {
        "process": "0a1b2c3d", "live": live, "listening": True, "connections": 3,
        "at": "2026-11-22T13:28:18.500000Z",
        "database_seen_at": "2026-11-22T13:28:17.000000Z", "frames_a_minute": 40,
        "push_seconds": push, "expiry_seconds": expiry, "expiry_written": written,
    }
    for live, push, expiry, written in (
        (True, 0.1, 0.025, True), (False, None, None, False), (True, 2.5, 10.0, True),
    )
)  # fmt: skip


async def test_pools_holds_and_counts_read_alike(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console")
    base = static_files().url("js/words.js").rpartition("/")[0]
    now_ms = NOW.timestamp() * 1000

    async def browser_says(name: str, call: str, cases: list[list[Any]]) -> list[Any]:
        answer: list[Any] = await page.evaluate(_ASK, [base, name, call, cases])
        return answer

    pools = [*POOLS, OUTSIDER]
    pairs = [(p, party) for p in pools for party in PARTIES]
    cases = [[p, as_wire(party), now_ms] for p, party in pairs]
    assert await browser_says("pool_view", "poolView", cases) == [
        asdict(pool_view(p, party, NOW)) for p, party in pairs
    ]
    assert await browser_says("count_view", "countView", [[p, now_ms] for p in POOLS]) == [
        asdict(count_view(p, NOW)) for p in POOLS
    ]
    assert await browser_says("health_strip", "healthView", [[one] for one in HEALTH]) == [
        health_view(one) for one in HEALTH
    ]
    for staff in (False, True):
        assert await browser_says(
            "hold_view", "holdView", [[h, POOLS[0], now_ms, staff] for h in HOLDS]
        ) == [asdict(hold_view(h, POOLS[0], NOW, staff=staff)) for h in HOLDS]
    placed = [*HOLDS, hold(placed_at=wire(NOW)), hold(pool_name=None), hold(party=None)]
    assert await browser_says("holder_view", "holderView", [[h, now_ms] for h in placed]) == [
        asdict(holder_view(h, NOW)) for h in placed
    ]
    kept = [{**p, "units_reserved": 2, "reserve_units": 2, "units_available": 0} for p in pools]
    reserves = [(p, party, yes) for p, party in [*pairs, (kept[0], PARTIES[0])]
                for yes in (True, False)]  # fmt: skip
    assert await browser_says(
        "reserve_view", "reserveView", [[p, as_wire(party), yes] for p, party, yes in reserves]
    ) == [reserve_view(p, party, allowed=yes) for p, party, yes in reserves]
    # Of a pool that is not in sight, or does not say where it is, the page knows the zone.
    unseen = [[h, seen, now_ms, False, "Asia/Tokyo"] for h in HOLDS for seen in (None, OUTSIDER)]
    assert await browser_says("hold_view", "holdView", unseen) == [
        asdict(hold_view(h, seen, NOW, staff=False, zone="Asia/Tokyo"))
        for h in HOLDS for seen in (None, OUTSIDER)
    ]  # fmt: skip


async def test_what_is_kept_together_reads_alike(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console")
    base = static_files().url("js/words.js").rpartition("/")[0]
    one, other, third = (hold(set_id="s") for _ in range(3))
    reached = hold(set_id="s", arrival_said_at=wire(NOW))
    ended = [hold(set_id="s", state=state, **ENDED) for state in ("released", "declined")]
    stories = [
        [hold()], [hold(set_id=None), hold(set_id=None)], [one], [one, other], [one, other, third],
        [one, ended[0]], [one, other, ended[0]], ended, [one, reached], [reached, hold(set_id="t")],
    ]  # fmt: skip
    cases = [[h, holds] for holds in stories for h in holds]
    said = await page.evaluate(_ASK, [base, "set_line", "setLine", cases])
    assert said == [set_line(h, holds) for h, holds in cases]
    assert len({line["set_said"] for line in said}) == 6


async def test_ages_and_times_left_read_alike(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console")
    base = static_files().url("js/words.js").rpartition("/")[0]
    seconds = [0, 59, 60, 119 * 60, 120 * 60, 47 * 3600, 48 * 3600, 9 * 86400]
    cases = [[s] for s in seconds]
    assert await page.evaluate(_ASK, [base, "phrases", "ago", cases]) == [
        phrases.ago(s) for s in seconds
    ]
    assert await page.evaluate(_ASK, [base, "phrases", "timeLeft", cases]) == [
        phrases.time_left(s) for s in seconds
    ]


async def test_a_countdown_speaks_three_times_and_never_decides(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console")
    base = static_files().url("js/words.js").rpartition("/")[0]
    said, shown = await page.evaluate(
        """
        async ([base]) => {
          const { startCountdowns } = await import(`${base}/../components/countdown/countdown.js`);
          const digits = document.createElement("p");
          Object.assign(digits.dataset, {
            expires: new Date(30 * 60e3).toISOString(), hold: "h", place: "Open Door",
          });
          document.body.append(digits);
          const said = [];
          const shown = [];
          let now = 0;
          const show = startCountdowns({ now: () => now }, { say: (text) => said.push(text) });
          for (const minute of [0, 9.9, 10.1, 24, 25.5, 29.9, 30.1, 31]) {
            now = minute * 60e3;
            show();
            shown.push(digits.textContent);
          }
          digits.remove();
          return [said, shown];
        }
        """,
        [base],
    )
    assert said == [
        "Open Door: 20 minutes left.",
        "Open Door: 5 minutes left.",
        "Open Door: time is up, checking.",
    ]
    assert shown == ["30:00", "20:06", "19:54", "6:00", "4:30", "0:06", "checking…", "checking…"]


async def test_messages_are_filled_alike_in_every_language(night: Night, visit: Visit) -> None:
    page = await visit(RESPONDER, "/console")
    await page.context.set_extra_http_headers({"Accept-Language": "fr"})
    await page.reload()
    assert await page.locator("html").get_attribute("lang") == "fr"
    units = [[unit, n] for unit in ("bed", "room", "slot") for n in (0, 1, 2, 11)]
    told = await page.evaluate(
        _ASK, [static_files().url("js/phrases.js").rpartition("/")[0], "phrases", "units",
               [[n, unit] for unit, n in units]],
    )  # fmt: skip
    with speaking("fr"):
        assert told == [phrases.units(int(n), str(unit)) for unit, n in units]
