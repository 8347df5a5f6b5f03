"""Several holds for one household in one transaction: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.holds import HoldObject, HoldRequest, request_columns
from housing_service.store.sql import query

_PLACE = query("place_hold_set")
_GET = query("get_hold_set")


@dataclass(frozen=True, slots=True)
class PlacedSet:
    """`codes` has one word for each part: placed or exists for all, or what stands in the way of
    some and could_be_placed for the others."""

    codes: list[str]
    holds: list[HoldObject]
    created: bool


async def place_hold_set(
    database: Database,
    set_id: UUID,
    caller: UUID,
    parts: Sequence[HoldRequest],
    emergency: bool = False,
) -> PlacedSet:
    """Place all parts or none. Raises Refusal with the set's own code (`hold_set_id_reused`,
    `hold_set_already_ended`), `busy` (nothing written) or `outcome_unknown` (ask again with the
    same ids)."""
    hold_ids, _, *rest = request_columns(parts)
    codes = [part.arrival_code for part in parts]
    rows = await database.fetch(
        _PLACE, set_id, caller, hold_ids, *rest, codes, emergency, writes=True
    )
    if rows[0]["member"] == 0:
        raise Refusal(rows[0]["code"])
    return PlacedSet(
        [row["code"] for row in rows],
        [orjson.loads(row["hold"]) for row in rows if row["hold"] is not None],
        all(row["created"] for row in rows),
    )


async def get_hold_set(database: Database, caller: UUID, set_id: UUID) -> list[HoldObject]:
    """The holds of a set, for who placed it. Raises `hold_set_not_found` for anybody else."""
    rows = await database.fetch(_GET, caller, set_id)
    if not rows:
        raise Refusal("hold_set_not_found")
    return [orjson.loads(row["hold"]) for row in rows]
