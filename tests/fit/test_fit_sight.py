"""What is found through the index, and by one pool alone: regions, exclusions, changed answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.eligibility.situation import Case, Situation
from housing_service.domain.filters import PoolFilter, fit_summary
from housing_service.domain.party import Party
from housing_service.domain.sight import Sight
from housing_service.live.board import Board
from housing_service.live.matching import Match, match
from tests.support.pools import NOT_STATED, insider_pool, outsider_pool

OWNER, POOL, OTHER, HIDDEN = (UUID(int=number) for number in (1, 10, 11, 12))
OUTSIDER, STAFF = Sight(None, True), Sight(OWNER, True)
ON_METHADONE = Case(Party(1, 0), Situation(needs=frozenset({"methadone"})))


def put(board: Board, pool_id: UUID, answers: dict[str, Any], **fields: Any) -> None:
    """The pool's next version, which says so."""
    version = board.version_of(pool_id) + 2
    said = {**NOT_STATED, "version": version, "households": ["single_adult"]}
    confidential = pool_id == HIDDEN
    inside = insider_pool(
        pool_id, version, **fields, eligibility=said, confidential=confidential
    )  # fmt: skip
    outside = outsider_pool(pool_id, version, **fields) if confidential else None
    board.put_answers(pool_id, version, answers)
    board.put_pool(pool_id, version, OWNER, OWNER, inside, outside)


@pytest.fixture
def board() -> Board:
    made = Board()
    put(made, POOL, {"methadone": "yes"}, region="a")
    put(made, OTHER, {}, region="b")
    put(made, HIDDEN, {"methadone": "no"}, region="b")
    return made


def found(board: Board, sight: Sight = OUTSIDER, **asked: Any) -> dict[UUID, Fit]:
    """By the index, which must say the same as each pool by itself."""
    wanted = PoolFilter(**{"case": ON_METHADONE, **asked})
    answer: Match = match(board.indexes, sight, wanted, {}, 10, worst=Fit.DOES_NOT_FIT)
    by_index = {one.pool_id: one.fit for one in answer.found}
    one_by_one = {}
    for entry in board.pools.values():
        projection = sight.projection(entry.facets.organization_id, entry.facets.confidential)
        if projection is not None and wanted.wants(entry.facets, projection):
            one_by_one[entry.pool_id] = wanted.fit(entry.facets, projection)
    assert by_index == one_by_one
    return by_index


def test_only_the_regions_asked_for(board: Board) -> None:
    assert set(found(board)) == {POOL, OTHER, HIDDEN}
    assert set(found(board, regions=frozenset({"b"}))) == {OTHER, HIDDEN}
    assert found(board, regions=frozenset()) == {}


def test_what_is_never_to_be_asked_is_not_found(board: Board) -> None:
    assert set(found(board, not_pool_ids=frozenset({OTHER}))) == {POOL, HIDDEN}


def test_a_changed_answer_counts_at_once(board: Board) -> None:
    assert found(board)[POOL] is Fit.FITS
    put(board, POOL, {"methadone": "no"}, region="a")
    assert found(board)[POOL] is Fit.DOES_NOT_FIT
    put(board, POOL, {}, region="a")
    assert found(board)[POOL] is Fit.ASK


def test_outsiders_learn_nothing_of_a_confidential_programs_fit(board: Board) -> None:
    facets = board.pools[HIDDEN].facets
    wanted = PoolFilter(case=ON_METHADONE)
    assert found(board)[HIDDEN] is Fit.ASK
    assert fit_summary(wanted, facets, "outsider")["questions"] == 1
    assert "methadone" not in str(fit_summary(wanted, facets, "outsider"))
    assert found(board, STAFF)[HIDDEN] is Fit.DOES_NOT_FIT
    # Nor is it said to be the one thing in the way, or not to be.
    answer = match(board.indexes, OUTSIDER, wanted, {}, 10)
    assert answer.obstacles == []


def test_fewer_open_questions_come_first(board: Board) -> None:
    board = Board()
    put(board, POOL, {})
    put(board, OTHER, {"wheelchair": "yes"})
    needs = frozenset({"methadone", "wheelchair"})
    case = Case(Party(1, 0), Situation(needs=needs))
    assert list(found(board, case=case)) == [OTHER, POOL]
