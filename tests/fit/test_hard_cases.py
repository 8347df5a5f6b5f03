"""Odd times and zones, young people alone, hidden programs: what must not break or be betrayed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from housing_service.domain.eligibility.answers import check_answers, read_answers, write_answers
from housing_service.domain.eligibility.judge import Judge
from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.eligibility.situation import Case, Situation
from housing_service.domain.filters import PoolFilter
from housing_service.domain.sight import Sight
from housing_service.live.board import Board
from housing_service.live.search import search
from tests.fit.test_eligibility import answer
from tests.support.pools import insider_pool, outsider_pool
from tests.support.world import World

POOL = UUID(int=5)
HOURS = [{"days": ["mon"], "from": "08:00", "until": "17:00"}]


def fit(answers: dict[str, Any], **situation: Any) -> Fit:
    facts = {**check_answers(answers), "region": "a", "time_zone": "America/Toronto"}
    return Judge(Case(situation=Situation(**situation))).fit(facts)


@pytest.mark.parametrize("year", [1, 9999])
def test_a_time_that_no_clock_shows_is_asked_about(year: int) -> None:
    at = datetime(year, 1, 1, tzinfo=UTC)
    assert fit({"intake_hours": HOURS}, arrival_at=at) is Fit.ASK


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc", "x" * 300])
def test_a_zone_that_nobody_knows_is_asked_about(zone: str) -> None:
    facts = {**check_answers({"intake_hours": HOURS}), "time_zone": zone}
    case = Case(situation=Situation(arrival_at=datetime(2026, 1, 5, 12, tzinfo=UTC)))
    assert Judge(case).fit(facts) is Fit.ASK


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "soon"])
async def test_a_time_out_of_reach_is_refused(shelter, at: str) -> None:
    asked = {"household": {"adults": 1}, "situation": {"arrival_at": at}}
    refused = await shelter.responder.post("/v1/pools/search", asked)
    assert (refused.status, refused["code"]) == (422, "invalid_request")


async def test_one_odd_subscription_delays_nobody(shelter) -> None:
    """Whatever somebody asks for, everybody else goes on being told."""
    odd = {"household": {"adults": 1}, "situation": {"arrival_at": "2199-12-30T23:59:59-12:00"}}
    async with (
        shelter.responder.live(pool_filter=odd) as watching,
        shelter.operator.live() as other,
    ):
        await asyncio.gather(*(c.until(lambda c: c.pools) for c in (watching, other)))
        written = await answer(shelter.staff, shelter.instant, intake_hours=HOURS)
        key = str(shelter.instant)
        for console in (watching, other):
            await console.until(lambda c: c.pools[key]["version"] >= written["version"])


@pytest.mark.parametrize(
    ("answers", "situation", "expected"),
    [
        ({"age": {"min": 18, "max": 24}}, {"youngest_adult_age": 70}, Fit.DOES_NOT_FIT),
        ({"age": {"min": 25, "max": 60}}, {"oldest_adult_age": 19}, Fit.DOES_NOT_FIT),
        ({"pregnant": "no"}, {"pregnancy_weeks": 30}, Fit.DOES_NOT_FIT),
        ({"pregnant": "yes"}, {"pregnancy_weeks": 40}, Fit.ASK),
        ({"pregnancy_weeks_max": 36}, {"pregnancy_weeks": 30}, Fit.FITS),
        ({"proof_required": "self_report"}, {"proof": "none"}, Fit.FITS),
        ({"proof_required": "referral_letter"}, {"proof": "none"}, Fit.DOES_NOT_FIT),
        ({"pets": []}, {"pets": frozenset({"cat"})}, Fit.ASK),
        ({"pets": [], "pet_foster": "no"}, {"pets": frozenset({"cat"})}, Fit.DOES_NOT_FIT),
        ({"residency": "county"}, {"home": "county"}, Fit.ASK),
        ({"residency": "county"}, {"home": "county", "from_region": "a"}, Fit.FITS),
        ({"residency": "county"}, {"home": "elsewhere"}, Fit.DOES_NOT_FIT),
        ({"room_type": ["private", "dormitory"]}, {"avoid": frozenset({"shared_room"})}, Fit.ASK),
        (
            {"records": "excluded", "prostitution_record_ignored": "ask"},
            {"record": "selling_sex_only"},
            Fit.ASK,
        ),
        (
            {"records": "excluded", "prostitution_record_ignored": "no"},
            {"record": "selling_sex_only"},
            Fit.DOES_NOT_FIT,
        ),
    ],
)
def test_rules_promise_nothing_that_was_not_said(
    answers: dict[str, Any], situation: dict[str, Any], expected: Fit
) -> None:
    assert fit(answers, **situation) is expected


def test_hours_that_were_taken_are_read_again() -> None:
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    spans = [{"days": days, "from": f"{h:02d}:30", "until": f"{h + 1:02d}:00"} for h in (1, 5, 9)]
    spans += [{"days": [day], "from": "22:00", "until": "01:00"} for day in days]
    checked = check_answers({"intake_hours": spans})
    written = write_answers(checked)
    assert read_answers(written) == checked and check_answers(written) == checked
    with pytest.raises(ValueError, match="24:00"):
        check_answers({"intake_hours": [{"days": ["mon"], "from": "24:00", "until": "24:00"}]})


def test_a_program_that_stops_being_confidential_is_found_once() -> None:
    board, sight = Board(), Sight(None, True)
    inside = insider_pool(POOL, confidential=True)
    board.put_pool(POOL, 1, UUID(int=9), POOL, inside, outsider_pool(POOL))
    assert len(search(board, sight, PoolFilter(), {}, 9)[0]) == 1
    board.put_pool(POOL, 2, UUID(int=9), POOL, insider_pool(POOL, 2), None)
    rows, answer = search(board, sight, PoolFilter(), {}, 9)
    assert [row.pool["version"] for row in rows] == [2] and sum(answer.counts.values()) == 1


async def test_nobody_young_and_alone_is_held_where_nobody_said_yes(
    world: World, shelter, api
) -> None:
    alone = {"adults": 0, "children": 1}
    refused = await shelter.responder.place(shelter.instant, party=alone)
    assert (refused.status, refused["code"]) == (409, "pool_not_for_young_alone")
    assert "young people" in refused["next_step"]
    part = {"hold_id": str(uuid4()), "pool_id": str(shelter.instant), "party": alone}
    other = {"hold_id": str(uuid4()), "pool_id": str(shelter.confirm)}
    in_set = await shelter.responder.put(f"/v1/hold-sets/{uuid4()}", {"parts": [part, other]})
    assert in_set["parts"][0]["code"] == "pool_not_for_young_alone"
    for said, status in (("ask", 409), ("no", 409), ("yes", 201)):
        version = (await shelter.staff.pool(shelter.instant))["eligibility"]["version"]
        told = await answer(
            shelter.staff, shelter.instant, version,
            unaccompanied_minors=said, households=["youth_alone"],
        )  # fmt: skip
        assert told.status == 200
        assert (await shelter.responder.place(shelter.instant, party=alone)).status == status
    # What a hidden program has said is nobody's to find out by asking.
    organization = await world.organization("Hidden")
    hidden = await world.program(organization, "Hidden", "safe_house", confidential=True)
    pool = await world.pool(hidden, free=2, policy="confirm")
    staff = api(await world.caller("shelter_staff", organization))
    for said in ("no", "yes"):
        version = (await staff.pool(pool))["eligibility"]["version"]
        await answer(staff, pool, version, unaccompanied_minors=said)
        hidden_refusal = await shelter.responder.place(pool, party=alone)
        assert hidden_refusal["code"] == "pool_not_for_young_alone"
    # Its own staff decide by themselves.
    assert (await staff.place(pool, party=alone)).status == 201


async def test_a_hidden_programs_rooms_are_not_counted_by_small_parts(
    world: World, shelter
) -> None:
    hidden = await world.program(
        await world.organization("Hidden"), "Hidden", "safe_house", confidential=True
    )
    pool = await world.pool(hidden, free=9, policy="confirm")
    parts = [
        {"hold_id": str(uuid4()), "pool_id": str(pool), "party": {"adults": 1}} for _ in range(2)
    ]
    refused = await shelter.responder.put(f"/v1/hold-sets/{uuid4()}", {"parts": parts})
    assert [one["code"] for one in refused["parts"]] == ["could_be_placed", "units_exceed_party"]


async def test_one_household_is_not_a_crowd(shelter) -> None:
    parts = [
        {"hold_id": str(uuid4()), "pool_id": str(shelter.instant), "party": {"adults": 16}}
        for _ in range(2)
    ]
    refused = await shelter.responder.put(f"/v1/hold-sets/{uuid4()}", {"parts": parts})
    assert (refused.status, refused["code"]) == (422, "invalid_request")


async def test_a_version_no_database_holds_is_refused(shelter) -> None:
    refused = await answer(shelter.staff, shelter.instant, 2**63, wheelchair="yes")
    assert (refused.status, refused["code"]) == (422, "invalid_request")
