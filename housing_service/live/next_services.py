"""Finding what comes next: services and appointments that fit a household, beside the beds.

They are judged by the rules that judge beds. Order of the answer: what is closed comes last; then
fit, who takes new people before who has a list or asks for a call, fewer open questions, freshness,
distance as the caller wishes it, the earlier appointment, and the id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.filters import PoolFilter
from housing_service.domain.sight import Sight
from housing_service.live.board import Board
from housing_service.live.distance import Regions, bands_for
from housing_service.live.matching import Found, match
from housing_service.live.pool_index import units_to_promise
from housing_service.live.search import Row, row_of, state_in

SERVICES_MAX = 60
# A program's next few appointments say as much as all of them.
SLOTS_OF_A_PROGRAM_MAX = 5
# Of more than this many that match, those that can be had are looked at first.
JUDGED_MAX = 1_000
TAKING, ASK_FIRST, NOT_NOW = range(3)
JsonObject = dict[str, Any]


def find_services(
    board: Board,
    sight: Sight,
    wanted: PoolFilter,
    kinds: frozenset[str],
    regions: Regions,
    worst: Fit = Fit.ASK,
) -> list[Row]:
    """Services and appointments of these kinds for the household of a search, best first."""
    situation = wanted.case.situation
    bands = bands_for(regions, situation.from_region, situation.distance)
    asked = replace(wanted, kinds=kinds, pool_ids=None)
    found = [
        (asked_unit, one)
        for asked_unit in (replace(asked, units=frozenset({unit})) for unit in ("service", "slot"))
        for one in match(board.indexes, sight, asked_unit, bands, JUDGED_MAX, worst=worst).found
    ]
    found.sort(key=lambda pair: _order(board, pair[1]))
    return [row_of(board, sight, asked_unit, one) for asked_unit, one in _few_of_each(board, found)]


def intake_of(pool: JsonObject) -> int:
    """Whether new people are taken now, may ask, or are not taken, in either projection."""
    if "availability" in pool:
        return {"may_have_room": TAKING, "ask": ASK_FIRST}.get(pool["availability"], NOT_NOW)
    if pool["hold_policy_effective"] == "closed":
        return NOT_NOW
    if pool["unit"] == "slot":
        return TAKING if units_to_promise(pool) else NOT_NOW
    return {"taking": TAKING, "closed": NOT_NOW}.get(pool["intake"], ASK_FIRST)


def _order(board: Board, found: Found) -> tuple[Any, ...]:
    pool = state_in(board, found)
    intake = intake_of(pool)
    return (
        intake == NOT_NOW,
        found.fit,
        intake,
        found.questions,
        found.freshness,
        found.band,
        pool.get("starts_at") or "",
        found.pool_id.int,
    )


def _few_of_each(
    board: Board, found: list[tuple[PoolFilter, Found]]
) -> Iterator[tuple[PoolFilter, Found]]:
    slots: Counter[str] = Counter()
    left = SERVICES_MAX
    for asked, one in found:
        pool = state_in(board, one)
        if pool["unit"] == "slot":
            slots[pool["program_id"]] += 1
            if slots[pool["program_id"]] > SLOTS_OF_A_PROGRAM_MAX:
                continue
        yield asked, one
        left -= 1
        if not left:
            return
