"""Finding pools on the board: search, and what would have worked instead of a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from housing_service.domain.eligibility.judge import Reason
from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.eligibility.situation import Case
from housing_service.domain.filters import Facets, PoolFilter, units_wanted
from housing_service.domain.party import Party
from housing_service.domain.sight import Sight
from housing_service.domain.vocabulary import BED_UNITS, SERVICE_UNITS
from housing_service.live.board import Board
from housing_service.live.distance import Regions, bands_for
from housing_service.live.matching import HELD_WHEN_ACCEPTED, Found, Match, match
from housing_service.live.pool_index import units_to_promise

ALTERNATIVES_MAX = 5
_APPOINTMENTS = frozenset({"slot"})
JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A pool of an answer, in the viewer's projection, with why it stands where it does."""

    pool: JsonObject
    facets: Facets
    fit: Fit
    reasons: list[Reason]
    units_needed: int
    has_room: bool


def visible_pools(board: Board, sight: Sight) -> Iterator[JsonObject]:
    """Every pool this viewer may see, in their projection."""
    for entry in board.pools.values():
        projection = sight.projection(entry.facets.organization_id, entry.facets.confidential)
        state = entry.state if projection == "insider" else entry.outsider_state
        if projection is not None and state is not None:
            yield sight.shown(state)


def has_room(pool: JsonObject, units: int) -> bool:
    """Whether `units` may be promised, as far as this projection says."""
    return units_to_promise(pool) >= units


def seems_refused(board: Board, sight: Sight, pool_id: UUID, units: int | None) -> bool:
    """Whether a request for a hold will probably be refused by what the board shows. What the
    caller may not see goes the way of what does not exist. Never so for a confidential program,
    where asking is not refused for want of room."""
    entry = board.pools.get(pool_id)
    if entry is None:
        return True
    facets = entry.facets
    if sight.projection(facets.organization_id, facets.confidential) is None:
        return True
    return not facets.confidential and (
        entry.state["hold_policy_effective"] not in ("instant", "confirm")
        or not has_room(entry.state, units or 1)
    )


def search(
    board: Board,
    sight: Sight,
    wanted: PoolFilter,
    regions: Regions,
    rows_max: int,
    worst: Fit = Fit.ASK,
) -> tuple[list[Row], Match]:
    """Matching pools, best first, each with what this household would need there and why it fits;
    and the whole match, with how many there are and what stands in the way."""
    situation = wanted.case.situation
    bands = bands_for(regions, situation.from_region, situation.distance)
    answer = match(board.indexes, sight, wanted, bands, rows_max, worst=worst)
    return [row_of(board, sight, wanted, found) for found in answer.found], answer


def state_in(board: Board, found: Found) -> JsonObject:
    """The pool as its projection shows it."""
    entry = board.pools[found.pool_id]
    pool = entry.state if found.projection == "insider" else entry.outsider_state
    assert pool is not None
    return pool


def row_of(board: Board, sight: Sight, wanted: PoolFilter, found: Found) -> Row:
    """A found pool, explained."""
    entry = board.pools[found.pool_id]
    pool = sight.shown(state_in(board, found))
    needed = units_wanted(pool, wanted.household, None)
    unseen = entry.facets.confidential and found.projection == "outsider"
    reasons = [] if unseen else wanted.judge.explain(entry.facets.facts)
    return Row(pool, entry.facets, found.fit, reasons, needed, has_room(pool, needed))


def alternatives(
    board: Board, sight: Sight, refused: UUID, party: Party | None, units: int | None
) -> list[JsonObject]:
    """The best other pools that would have worked for this request: visible to the caller, with
    room, to be held without a call; the same region and kind before others."""
    entry = board.pools.get(refused)
    where = entry.facets if entry is not None else None
    if where is not None and sight.projection(where.organization_id, where.confidential) is None:
        where = None
    # A bed is no answer to an appointment, nor the other way round.
    instead = _APPOINTMENTS if where is not None and where.unit in SERVICE_UNITS else BED_UNITS
    found: dict[UUID, JsonObject] = {}
    for regions, kinds in _ever_wider(where):
        wanted = PoolFilter(
            regions=regions,
            kinds=kinds,
            units=instead,
            not_pool_ids=frozenset({refused, *found}),
            case=Case(party),
        )
        asked = units if party is None else None
        rows_left = ALTERNATIVES_MAX - len(found)
        for one in match(
            board.indexes, sight, wanted, {}, rows_left, worst_had=HELD_WHEN_ACCEPTED, units=asked
        ).found:
            found[one.pool_id] = sight.shown(state_in(board, one))
        if len(found) >= ALTERNATIVES_MAX:
            break
    return list(found.values())


def _ever_wider(
    where: Facets | None,
) -> list[tuple[frozenset[str] | None, frozenset[str] | None]]:
    if where is None:
        return [(None, None)]
    region, kind = frozenset({where.region}), frozenset({where.kind})
    if where.unit in SERVICE_UNITS:
        return [(region, kind), (None, kind)]
    return [(region, kind), (region, None), (None, kind), (None, None)]
