"""When nothing that fits can be held, there is a way on, and it is true."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from housing_service.domain.eligibility.changeable import left_open, to_leave_out
from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.eligibility.situation import Case, Situation
from housing_service.domain.filters import PoolFilter, units_wanted
from housing_service.domain.party import Party
from housing_service.domain.sight import Sight
from housing_service.live.board import Board
from housing_service.live.matching import FRESHNESS_ORDER, match
from housing_service.live.next_steps import Opens, Step, next_steps
from housing_service.live.pool_index import units_to_promise
from tests.fit.strategies import REGIONS, answers, cases
from tests.support.pools import NOT_STATED, insider_pool, outsider_pool

ROOT = UUID(int=1)
OWNER = UUID(int=10)
SIGHTS = [Sight(None, False), Sight(None, True), Sight(OWNER, True)]
KINDS = ["emergency_shelter", "detox"]
SCARCE = settings(max_examples=200, deadline=None)


def pool_id(number: int) -> UUID:
    return uuid5(ROOT, str(number))


def put(board: Board, number: int, answered: dict[str, Any], chance: random.Random) -> None:
    """A pool that seldom has room, in a state chosen by `chance`."""
    which, confidential = pool_id(number), number % 4 == 0
    place = {"region": chance.choice(REGIONS), "kind": chance.choice(KINDS)}
    said = {code: value for code, value in answered.items() if code != "people_max"}
    served = said.pop("households", None)
    households = None if served == "ask" else served
    inside = insider_pool(
        which, 1, **place, confidential=confidential,
        eligibility={**NOT_STATED, "households": households},
        people_per_unit=chance.choice([None, 2]), units_available=chance.choice([0, 0, 1, None]),
        hold_policy_effective=chance.choice(["instant", "confirm", "call_only", "closed"]),
        freshness=chance.choice(FRESHNESS_ORDER),
    )  # fmt: skip
    outside = None
    if confidential:
        outside = outsider_pool(
            which, 1, **place, availability=chance.choice(["may_have_room", "ask"]),
            hold_policy_effective=chance.choice(["confirm", "call_only", "closed"]),
        )  # fmt: skip
    board.put_answers(which, 1, said)
    board.put_pool(which, 1, OWNER, ROOT, inside, outside)


class Seen:
    """What one viewer could find out by looking at every pool alone."""

    def __init__(self, board: Board, sight: Sight) -> None:
        self.pools = []
        for entry in board.pools.values():
            projection = sight.projection(entry.facets.organization_id, entry.facets.confidential)
            if projection is not None:
                state = entry.state if projection == "insider" else entry.outsider_state
                assert state is not None
                self.pools.append((entry.facets, projection, state))

    def open_to(self, wanted: PoolFilter) -> dict[UUID, tuple[str, str, bool]]:
        """Pools that fit or may be asked, with region, kind, and whether they can be held."""
        found = {}
        for facets, projection, state in self.pools:
            if (
                wanted.wants(facets, projection)
                and wanted.fit(facets, projection) < Fit.DOES_NOT_FIT
            ):
                policy = state["hold_policy_effective"]
                room = units_to_promise(state) >= units_wanted(state, wanted.household, None)
                held = room and policy in ("instant", "confirm")
                if projection == "outsider":
                    asked = policy != "closed"
                else:
                    old = state["freshness"] in ("stale", "unknown")
                    asked = held or (policy == "call_only" and (room or old))
                if asked:
                    found[facets.pool_id] = (state["region"], state["kind"], held)
        return found

    def can_hold(self, wanted: PoolFilter) -> bool:
        held = [pool for pool, (_, _, held) in self.open_to(wanted).items() if held]
        return any(
            facets.pool_id in held and wanted.fit(facets, projection) is Fit.FITS
            for facets, projection, _ in self.pools
        )


def told(board: Board, sight: Sight, wanted: PoolFilter) -> list[Step]:
    return next_steps(match(board.indexes, sight, wanted, {}, 5), wanted)


def opened(step: Step, by: int, found: dict[UUID, tuple[str, str, bool]]) -> None:
    """A step's counts are those of what was found, by region (0) or kind (1)."""
    assert step.pools == len(found) and step.pools_to_hold == sum(one[2] for one in found.values())
    expected: dict[str, list[bool]] = {}
    for one in found.values():
        expected.setdefault(str(one[by]), []).append(one[2])
    assert {one.code: one for one in step.by} == {
        code: Opens(code, len(held), sum(held)) for code, held in expected.items()
    }


def is_true(step: Step, wanted: PoolFilter, seen: Seen) -> None:
    """Taking the step leads to what it says."""
    now = seen.open_to(wanted)

    def more(**changed: Any) -> dict[UUID, tuple[str, str, bool]]:
        found = seen.open_to(replace(wanted, **changed))
        return {pool: one for pool, one in found.items() if pool not in now}

    match step.code:
        case "ask_these":
            assert set(step.pool_ids) <= set(now)
            assert len(step.pool_ids) == min(5, len(now)) and step.pools == len(now)
        case "change_need":
            assert step.attribute is not None
            assert len(more(case=left_open(wanted.case, step.attribute))) >= step.pools
            assert step.leave_out == to_leave_out(wanted.case, step.attribute) != ()
        case "widen_regions":
            opened(step, 0, more(regions=None))
        case "widen_kinds":
            opened(step, 1, more(kinds=None))
        case "show_hidden":
            assert step.pools == len(more(not_pool_ids=frozenset()))
        case "watch_these":
            assert not set(step.pool_ids) & set(now)
        case other:
            pytest.fail(f"{other} is not among the ways on")


@SCARCE
@given(
    st.lists(answers(), min_size=1, max_size=12), cases(), st.sampled_from(SIGHTS),
    st.integers(0, 2**32),
)  # fmt: skip
def test_every_empty_answer_has_a_way_on_that_is_true(
    programs: list[dict[str, Any]], case: Case, sight: Sight, seed: int
) -> None:
    chance, board = random.Random(seed), Board()
    for number, answered in enumerate(programs):
        put(board, number, answered, chance)
    wanted = PoolFilter(
        regions=chance.choice([None, frozenset({"a"}), frozenset({"a", "b"})]),
        kinds=chance.choice([None, frozenset({"detox"})]),
        not_pool_ids=frozenset(chance.choice([[], [pool_id(1), pool_id(4)]])),
        case=case,
    )
    seen, steps = Seen(board, sight), told(board, sight, wanted)
    now = seen.open_to(wanted)
    assert (steps == []) == seen.can_hold(wanted)
    if not steps:
        return
    if wanted.household is not None and wanted.household.adults == 0:
        assert steps == [Step("call_young_peoples_line")]
        return
    assert steps[-1] == Step("call_operator_line")
    assert all(step.pools for step in steps[:-1])
    if now:
        assert steps[0].code == "ask_these"
    for step in steps[:-1]:
        is_true(step, wanted, seen)


@settings(max_examples=80, deadline=None)
@given(st.lists(answers(), min_size=4, max_size=4), cases(), st.integers(0, 2**32))
def test_the_ways_on_tell_nothing_of_a_confidential_program(
    four: list[dict[str, Any]], case: Case, seed: int
) -> None:
    """Two worlds that differ only in what one such program has answered and in its count."""
    answers_of_other_world, *rest = four
    steps = []
    for first, free in (({}, 0), (answers_of_other_world, 9)):
        chance, board = random.Random(seed), Board()
        for number, answered in enumerate([first, *rest]):
            put(board, number, answered, chance)
        entry = board.pools[pool_id(0)]
        inside = {**entry.state, "version": 2, "units_available": free}
        board.put_pool(pool_id(0), 2, OWNER, ROOT, inside, entry.outsider_state)
        steps.append(told(board, SIGHTS[1], PoolFilter(regions=frozenset({"a"}), case=case)))
    assert steps[0] == steps[1]


def test_who_they_are_is_never_named_as_something_to_change() -> None:
    board = Board()
    case = Case(
        Party(1, 1),
        Situation(needs=frozenset({"methadone"}), record="any", papers="none", sober_days=0,
                  oldest_boy_age=15, genders=frozenset({"women"})),
    )  # fmt: skip
    for number, answered in enumerate(
        [{"records": "excluded"}, {"id_required": "at_door"}, {"boys_age_max": 11},
         {"sober_days": 30}, {"genders": ["men"]}, {"methadone": "no"}], 1,
    ):  # fmt: skip
        which = pool_id(number * 4 + 1)
        board.put_answers(which, 1, answered)
        board.put_pool(which, 1, OWNER, ROOT, insider_pool(which), None)
    steps = told(board, SIGHTS[1], PoolFilter(case=case))
    changes = [(step.attribute, step.leave_out) for step in steps if step.code == "change_need"]
    assert changes == [("methadone", ("needs.methadone",))]
