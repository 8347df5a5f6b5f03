"""Finding pools on the board: search, and what would have worked instead of a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from housing_service.domain.filters import PoolFilter, units_wanted
from housing_service.domain.party import Party
from housing_service.domain.sight import Sight
from housing_service.live.board import Board

ALTERNATIVES_MAX = 5
_FRESHNESS_RANK = {"fresh": 0, "aging": 1, "stale": 2, "unknown": 3}
_POLICY_RANK = {"instant": 0, "confirm": 1, "call_only": 2, "closed": 3}
JsonObject = dict[str, Any]


def visible_pools(board: Board, sight: Sight, pool_filter: PoolFilter) -> Iterator[JsonObject]:
    """Every pool this viewer may see and asked for, in their projection."""
    for entry in board.pools.values():
        facets = entry.facets
        projection = sight.projection(facets.organization_id, facets.confidential)
        if projection is None or not pool_filter.matches(facets):
            continue
        state = entry.state if projection == "insider" else entry.outsider_state
        if state is not None:
            yield state


def has_room(pool: JsonObject, units: int) -> bool:
    """Whether `units` may be promised, as far as this projection says."""
    if "availability" in pool:
        return bool(pool["availability"] == "may_have_room")
    available = pool["units_available"]
    return (
        available is not None
        and available >= units
        and pool["units_short"] in (0, None)
        and pool["state"] in ("open", "stale")
    )


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


def rank(pool: JsonObject, units: int) -> tuple[int, int, int, str]:
    """Room first, then what can be held at once, then the freshest; the id keeps it stable."""
    return (
        0 if has_room(pool, units) else 1,
        _POLICY_RANK[pool["hold_policy_effective"]],
        _FRESHNESS_RANK[pool["freshness"]],
        pool["id"],
    )


def search(board: Board, sight: Sight, pool_filter: PoolFilter, rows_max: int) -> list[JsonObject]:
    """Matching pools, best first, each with what this household would need there."""
    party = pool_filter.household
    found = [
        (rank(pool, units), units, pool)
        for pool in visible_pools(board, sight, pool_filter)
        for units in (units_wanted(pool, party, None),)
    ]
    found.sort(key=lambda item: item[0])
    return [
        {**pool, "units_needed": units, "has_room": has_room(pool, units)}
        for _, units, pool in found[:rows_max]
    ]


def alternatives(
    board: Board, sight: Sight, refused: UUID, party: Party | None, units: int | None
) -> list[JsonObject]:
    """The best other pools that would have worked for this request: visible to the caller, with
    room, to be held without a call; the same region and kind of unit before others."""
    entry = board.pools.get(refused)
    where = entry.facets if entry is not None else None
    if where is not None and sight.projection(where.organization_id, where.confidential) is None:
        where = None
    wanted = PoolFilter(household=party)
    found: list[tuple[tuple[Any, ...], JsonObject]] = []
    for pool in visible_pools(board, sight, wanted):
        need = units_wanted(pool, party, units if party is None else None)
        if pool["id"] == str(refused) or not has_room(pool, need):
            continue
        if pool["hold_policy_effective"] not in ("instant", "confirm"):
            continue
        nearness = (
            0 if where is None or pool["region"] == where.region else 1,
            0 if where is None or pool["kind"] == where.kind else 1,
        )
        found.append(((*nearness, *rank(pool, need)), pool))
    found.sort(key=lambda item: item[0])
    return [pool for _, pool in found[:ALTERNATIVES_MAX]]
