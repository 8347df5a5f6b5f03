"""What the region's programs say about whom they take, and that searches tell them apart."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest

from housing_service.app import Running
from housing_service.demo.agencies import AGENCIES, PLACES, TIME_ZONE
from housing_service.demo.records import PoolPlan, ProgramPlan
from housing_service.demo.region import ANSWERS, answers_of, pools, simulated
from housing_service.demo.responders import place_somewhere
from housing_service.domain.eligibility.answers import check_answers, read_answers, write_answers
from housing_service.domain.eligibility.vocabulary import VERSION, vocabulary
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import RESPONDER, Identity
from housing_service.live.distance import FAR, HERE, NEAR, steps
from tests.demo.region import make_region, people_of
from tests.support.world import World

EVERY_POOL = [pytest.param(*item, id=item[0].pool_key(item[1])) for item in pools()]
# Twenty to midnight on a Monday there.
LATE = datetime(2026, 11, 23, 23, 40, tzinfo=ZoneInfo(TIME_ZONE)).isoformat()


@pytest.mark.parametrize(("program", "pool"), EVERY_POOL)
def test_every_answer_is_one_of_the_vocabulary(program: ProgramPlan, pool: PoolPlan) -> None:
    answers = answers_of(program, pool)
    assert read_answers(answers) == check_answers(answers)
    # These two are columns of the pool, where the rules of holds look at them.
    assert not {"households", "people_max"} & set(answers)


def test_programs_answer_thoroughly_by_half_or_not_at_all() -> None:
    stated = {program.key: len(answers_of(program, pool)) for program, pool in pools()}
    thorough = [key for key, count in stated.items() if count >= 0.6 * len(vocabulary())]
    by_half = [key for key, count in stated.items() if 0 < count < 0.4 * len(vocabulary())]
    assert len(thorough) >= len(stated) / 2
    assert len(by_half) >= 5
    assert sum(count == 0 for count in stated.values()) == 2
    assert all(count for key, count in stated.items() if key.startswith(("willow", "serena")))
    known = {program.key for program, _ in pools()} | {g.pool_key(p) for g, p in pools()}
    assert set(ANSWERS) <= known


def test_every_attribute_is_answered_somewhere_and_the_great_gates_differ() -> None:
    every = [answers_of(program, pool) for program, pool in pools()]
    said = {code for answers in every for code in answers}
    assert set(vocabulary()) - said == {"households", "people_max"}
    for code in ("methadone", "wheelchair", "active_use", "test_at_entry", "late_arrival"):
        assert {"yes", "no"} <= {answers.get(code) for answers in every}, code
    for code in ("records", "id_required", "faith", "cost", "police_contact", "detox"):
        assert {answers[code] for answers in every if code in answers} == set(
            vocabulary()[code].values
        ), code


def test_every_place_has_a_tile_of_its_own() -> None:
    tiles = {place.code: place.tile for place in PLACES}
    assert len(set(tiles.values())) == len(PLACES)
    for place in PLACES:
        apart = {steps(tiles, place.code, other) for other in tiles}
        assert apart == {HERE, NEAR, FAR}, place


async def test_the_database_holds_what_was_said_for_insiders_only(
    database_url: str, world: World
) -> None:
    await make_region(database_url)
    stored = {
        row["pool_id"]: row
        for row in await world.owner.fetch(
            "SELECT e.*, p.version AS pool_version FROM housing.eligibility e"
            " JOIN housing.pool p ON p.id = e.pool_id AND p.unit NOT IN ('service', 'slot')"
        )
    }
    for program, pool in pools():
        answers = answers_of(program, pool)
        row = stored.pop(program.pool_id(pool), None)
        assert (row is None) == (not answers)
        if row is not None:
            assert orjson.loads(row["answers"]) == write_answers(check_answers(answers))
            assert (row["vocabulary_version"], row["changed_by_role"]) == (VERSION, "shelter_staff")
            assert 0 < row["version"] <= row["pool_version"]
    assert not stored
    tiles = await world.owner.fetch("SELECT code, tile_x, tile_y FROM housing.region")
    placed = {row["code"]: (row["tile_x"], row["tile_y"]) for row in tiles}
    assert placed == {place.code: place.tile for place in PLACES}


async def asked(running: Running, **question: object) -> dict[str, str]:
    """How pools fit, by program and name, as an outreach worker of the region reads it."""
    person = simulated(AGENCIES[0], RESPONDER)[0]
    body = {"show_all": True, "limit": 500, **question}
    names = {program.pool_id(pool): program.pool_key(pool) for program, pool in pools()}
    async with asyncio.timeout(20):
        while True:
            found = await running.services.finding.search(person, body)
            fits = {names[UUID(one["id"])]: one["fit"] for one in found["items"]}
            if "saltgrove-long/Beds" in fits or "regions" in question or "kinds" in question:
                return fits
            await asyncio.sleep(0.05)


async def test_searches_of_the_region_have_fits_asks_and_reasons(database_url: str, serve) -> None:
    await make_region(database_url)
    running = await serve()
    everybody = await asked(running, household={"adults": 1})
    assert min(Counter(everybody.values()).values()) >= 5, Counter(everybody.values())
    # A mother on methadone with a boy of fourteen and a small dog, late at night.
    fits = await asked(
        running,
        household={"adults": 1, "children": 1},
        needs=["methadone"],
        situation={"oldest_boy_age": 14, "pets": ["small_dog"], "arrival_at": LATE},
    )
    assert fits["alborada-centro/Habitaciones familiares"] == "fits"
    assert fits["velhaven-pier/Family rooms"] == "fits"
    assert fits["alder-rooms/Women and children, family rooms"] == "does_not_fit"
    assert fits["willow-house/Rooms"] == fits["serena-llano/Apartamentos"] == "ask"
    # Somebody of fifteen alone goes where they said yes, and nowhere else.
    alone = await asked(running, household={"adults": 0, "children": 1})
    taken = [key for key, fit in alone.items() if fit != "does_not_fit"]
    assert taken == ["northgate-house/Beds for 14 to 17"]
    # An exit program's gates: thirty days sober, no methadone, only women.
    leaving = {"populations": ["exit_sex_trade"], "proof": "referral_letter", "genders": ["women"]}
    for sober_days, needs, fit in ((45, [], "fits"), (2, [], "does_not_fit"),
                                   (45, ["methadone"], "does_not_fit")):  # fmt: skip
        found = await asked(
            running,
            household={"adults": 1},
            kinds=["transitional_housing"],
            needs=needs,
            situation={**leaving, "sober_days": sober_days},
        )
        assert found["trust-bridge/Rooms"] == fit


async def test_simulated_responders_ask_with_needs(database_url: str, serve, monkeypatch) -> None:
    await make_region(database_url)
    running = await serve()
    people = people_of(running)
    await asked(running)
    questions: list[dict[str, Any]] = []
    told: Counter[str] = Counter()
    search = running.services.finding.search

    async def listening(identity: Identity, body: dict[str, Any]) -> dict[str, Any]:
        answer = await search(identity, body)
        questions.append(body)
        told.update(one["fit"] for one in answer["items"])
        return answer

    monkeypatch.setattr(running.services.finding, "search", listening)
    person = simulated(AGENCIES[0], RESPONDER)[0]
    while len(questions) < 100:
        with contextlib.suppress(Refusal):
            await place_somewhere(people.scene, person)
    situations = [body["situation"] for body in questions]
    assert sum("needs" in body for body in questions) >= 10
    assert sum("arrival_at" in situation for situation in situations) >= 20
    assert sum(set(situation) > {"arrival_at"} for situation in situations) >= 10
    assert told["fits"] > 100 and told["ask"] > 100
