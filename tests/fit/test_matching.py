"""Searching by index finds what judging every pool by itself finds, in the stated order."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.eligibility.situation import Case, Situation
from housing_service.domain.filters import PoolFilter, units_wanted
from housing_service.domain.sight import Sight
from housing_service.live.board import Board
from housing_service.live.distance import bands_for
from housing_service.live.matching import FRESHNESS_ORDER, Found, match
from housing_service.live.pool_index import units_to_promise
from tests.fit.strategies import REGIONS, answers, cases
from tests.support.pools import NOT_STATED, insider_pool, outsider_pool

ROOT = UUID(int=1)
SHELTERS = [UUID(int=10), UUID(int=11)]
TILES = {"a": (0, 0), "b": (1, 1), "c": (5, 5)}
SIGHTS = [Sight(None, False), Sight(None, True), Sight(SHELTERS[0], True)]


def pool_id(number: int) -> UUID:
    return uuid5(ROOT, str(number))


def put(board: Board, number: int, answered: dict[str, Any], chance: random.Random) -> None:
    """Put a pool's next version on the board, in a state chosen by `chance`."""
    which = pool_id(number)
    version = board.version_of(which) + 2
    confidential = number % 4 == 0
    common = {"region": chance.choice(REGIONS), "unit": chance.choice(["bed", "room"])}
    said = dict(answered)
    eligibility = {
        **NOT_STATED,
        "version": version,
        "households": said.pop("households", None),
        "party_people_max": said.pop("people_max", None),
    }
    if eligibility["households"] == "ask":
        eligibility["households"] = None
    if eligibility["party_people_max"] == "ask":
        eligibility["party_people_max"] = None
    inside = insider_pool(
        which, version, **common, confidential=confidential, eligibility=eligibility,
        people_per_unit=chance.choice([None, 2, 4]), units_available=chance.choice([0, 1, 2, 9]),
        hold_policy_effective=chance.choice(["instant", "confirm", "call_only", "closed"]),
        freshness=chance.choice(FRESHNESS_ORDER), time_zone=chance.choice(["UTC", "Asia/Tokyo"]),
    )  # fmt: skip
    outside = None
    if confidential:
        outside = outsider_pool(
            which, version, **common, availability=chance.choice(["may_have_room", "ask"]),
            freshness=chance.choice(FRESHNESS_ORDER),
        )  # fmt: skip
    board.put_answers(which, version, said)
    board.put_pool(which, version, SHELTERS[number % 2], ROOT, inside, outside)


def one_by_one(
    board: Board, sight: Sight, wanted: PoolFilter, waited_for: frozenset[UUID]
) -> list[Found]:
    """The same answer, by asking each pool for itself."""
    situation = wanted.case.situation
    bands = bands_for(TILES, situation.from_region, situation.distance)
    found = []
    for entry in board.pools.values():
        projection = sight.projection(entry.facets.organization_id, entry.facets.confidential)
        if projection is None or not wanted.wants(entry.facets, projection):
            continue
        state = entry.state if projection == "insider" else entry.outsider_state
        assert state is not None
        room = units_to_promise(state) >= units_wanted(state, wanted.household, None)
        policies = ("instant", "confirm", "call_only")
        policy = state["hold_policy_effective"]
        if entry.facets.confidential and projection == "outsider":
            questions = 1 if wanted.judge.fit_unseen is Fit.ASK else 0
        else:
            questions = min(3, wanted.judge.questions(entry.facets.facts))
        found.append(
            Found(
                wanted.fit(entry.facets, projection),
                questions,
                policies.index(policy) if room and policy in policies else 3,
                FRESHNESS_ORDER.index(state["freshness"]),
                int(entry.pool_id in waited_for and projection == "insider"),
                bands.get(state["region"], 2),
                entry.pool_id,
                projection,
            )
        )
    return sorted(found, key=lambda one: one.order)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(answers(), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), answers()), max_size=8),
    st.lists(cases(), min_size=1, max_size=4),
    st.sampled_from(SIGHTS),
    st.integers(0, 2**32),
)
def test_the_index_agrees_with_each_pool_judged_by_itself(
    first: list[dict[str, Any]],
    later: list[tuple[int, dict[str, Any]]],
    asked: list[Case],
    sight: Sight,
    seed: int,
) -> None:
    """Also after pools have changed, which moves them from set to set."""
    chance, board = random.Random(seed), Board()
    for number, answered in enumerate(first):
        put(board, number, answered, chance)
    for case in asked:
        for number, answered in later:
            put(board, number, answered, chance)
        wanted = PoolFilter(
            regions=chance.choice([None, frozenset({"a", "b"})]),
            not_pool_ids=frozenset(chance.choice([[], [pool_id(1)]])),
            case=case,
        )
        situation = case.situation
        bands = bands_for(TILES, situation.from_region, situation.distance)
        waited_for = frozenset(
            chance.sample([pool_id(at) for at in range(14)], chance.randint(0, 5))
        )
        board.put_waited_for(waited_for)
        answer = match(board.indexes, sight, wanted, bands, 100, worst=Fit.DOES_NOT_FIT)
        expected = one_by_one(board, sight, wanted, waited_for)
        assert answer.found == expected
        assert answer.counts == {fit: sum(one.fit is fit for one in expected) for fit in Fit}
        few = match(board.indexes, sight, wanted, bands, 2)
        assert few.found == [one for one in expected if one.fit < Fit.DOES_NOT_FIT][:2]


@settings(max_examples=60, deadline=None)
@given(st.lists(answers(), min_size=4, max_size=4), cases(), st.integers(0, 2**32))
def test_matching_reveals_nothing_of_a_confidential_program(
    four: list[dict[str, Any]], case: Case, seed: int
) -> None:
    """Two worlds that differ only in what one such program has answered."""
    answers_of_other_world, *rest = four
    told = []
    for first in ({}, answers_of_other_world):
        chance, board = random.Random(seed), Board()
        for number, answered in enumerate([first, *rest]):
            put(board, number, answered, chance)
        answer = match(board.indexes, SIGHTS[1], PoolFilter(case=case), {}, 100)
        told.append((answer.found, answer.counts, answer.obstacles))
    assert told[0] == told[1]


def test_an_obstacle_names_what_alone_stands_in_the_way() -> None:
    board, chance = Board(), random.Random(3)
    for number, answered in enumerate(
        [{}, {"methadone": "no"}, {"methadone": "no", "wheelchair": "no"}, {"wheelchair": "yes"}], 1
    ):
        put(board, number * 4 + 1, answered, chance)
    case = Case(situation=Situation(needs=frozenset({"methadone", "wheelchair"})))
    answer = match(board.indexes, SIGHTS[1], PoolFilter(case=case), {}, 10)
    assert answer.counts == {Fit.FITS: 0, Fit.ASK: 2, Fit.DOES_NOT_FIT: 2}
    assert [(one.attribute, one.pools) for one in answer.obstacles] == [("methadone", 1)]
