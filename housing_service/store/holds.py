"""Holds: one SQL function and one round trip for each transition, or for a group of them.

Expected refusals come back as `Refusal` with the database's code; nothing was written then,
except expiries that were due anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from housing_service.domain.errors import Refusal
from housing_service.domain.party import Party
from housing_service.store.database import Database
from housing_service.store.json_object import read_object
from housing_service.store.sql import query

_PLACE = query("place_holds")
_PLACE_EMERGENCY = query("place_emergency_holds")
_RELEASE = query("release_holds")
_LIST = query("list_holds")
_GET = query("get_hold")
_LOOK = query("look_at_holds")
_LOCK_EXPECTED = query("lock_expected")
_ACTIONS = {
    action: query(f"{action}_hold")
    for action in (
        "accept",
        "decline",
        "see",
        "extend",
        "extend_lock",
        "milestone",
        "arrive",
        "no_show",
        "reinstate",
        "revoke",
        "undo",
    )
}
HoldObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """One member of a batch. The caller made `hold_id`; `units`, `minutes` and `party` are null
    where the caller left them to the pool's rules."""

    hold_id: UUID
    caller: UUID
    pool_id: UUID
    units: int | None
    minutes: int | None
    party: Party | None
    needs: tuple[str, ...]
    arrival_code: str


@dataclass(frozen=True, slots=True)
class Placed:
    """The answer to one member: `code` is placed, exists, or a refusal's."""

    code: str
    created: bool
    hold: HoldObject | None


async def place_holds(database: Database, requests: Sequence[HoldRequest]) -> list[Placed]:
    """Judge each request for itself and place those that may be, in one transaction.

    Waits at most the lock timeout for the pools' rows. The database's clock sets every deadline.
    Raises Refusal `busy` (nothing written) or `outcome_unknown` (ask again with the same ids).
    """
    codes = [request.arrival_code for request in requests]
    return _placed(await database.fetch(_PLACE, *request_columns(requests), codes, writes=True))


async def place_emergency_holds(
    database: Database, requests: Sequence[HoldRequest]
) -> list[Placed]:
    """The same for emergency admissions, which may have what a pool keeps for those."""
    codes = [request.arrival_code for request in requests]
    columns = request_columns(requests)
    return _placed(await database.fetch(_PLACE_EMERGENCY, *columns, codes, writes=True))


async def look_at_holds(database: Database, requests: Sequence[HoldRequest]) -> list[Placed]:
    """Judge each request as things stand, without locking or writing: `code` is that of a refusal,
    exists (with the hold), or placed, which says that asking in earnest would succeed now."""
    return _placed(await database.fetch(_LOOK, *request_columns(requests)))


def request_columns(requests: Sequence[HoldRequest]) -> list[list[Any]]:
    """The requests as columns, in the order in which the functions of the database take them."""
    parties = [request.party for request in requests]
    return [
        [request.hold_id for request in requests],
        [request.caller for request in requests],
        [request.pool_id for request in requests],
        [request.units for request in requests],
        [request.minutes for request in requests],
        [party.adults if party else None for party in parties],
        [party.children if party else None for party in parties],
        [party.infants if party else None for party in parties],
        [",".join(sorted(set(request.needs))) for request in requests],
    ]


async def lock_expected(database: Database, request: HoldRequest, vacancy_id: UUID) -> Placed:
    """Place a lock on a place that is expected, by the rules of every hold. Raises Refusal `busy`
    (nothing written) or `outcome_unknown` (ask again with the same id)."""
    hold_ids, callers, pool_ids, *rest = request_columns([request])
    return _placed(
        [
            await database.fetchrow(
                _LOCK_EXPECTED,
                hold_ids[0],
                callers[0],
                pool_ids[0],
                vacancy_id,
                *(column[0] for column in rest),
                request.arrival_code,
                writes=True,
            )
        ]
    )[0]


def _placed(rows: Sequence[Any]) -> list[Placed]:
    return [
        Placed(
            row["code"],
            row["created"],
            # A refusal never carries a hold, whatever else went wrong.
            orjson.loads(row["hold"])
            if row["hold"] and row["code"] in ("placed", "exists")
            else None,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """One member of a group that lets go. `reason` is from the closed list, or null."""

    hold_id: UUID
    caller: UUID
    reason: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """The answer to one transition: `code` is ok or a refusal's, `hold` as the caller sees it."""

    code: str
    hold: HoldObject | None

    def hold_or_refusal(self) -> HoldObject:
        """The hold after the transition. Raises Refusal with the code and, if it is the caller's
        to see, the hold."""
        if self.hold is None:
            raise Refusal("hold_not_found" if self.code == "ok" else self.code)
        if self.code != "ok":
            raise Refusal(self.code, hold=self.hold)
        return self.hold


async def release_holds(database: Database, requests: Sequence[ReleaseRequest]) -> list[Changed]:
    """Let go of each hold for itself, in one transaction; one answer for each, in order.

    Raises Refusal `busy` (nothing written) or `outcome_unknown` (repeat it).
    """
    rows = await database.fetch(
        _RELEASE,
        [request.caller for request in requests],
        [request.hold_id for request in requests],
        [request.reason for request in requests],
        writes=True,
    )
    return [_changed(row) for row in rows]


def _changed(row: Any) -> Changed:
    return Changed(row["code"], orjson.loads(row["hold"]) if row["hold"] else None)


async def act(
    database: Database, action: str, caller: UUID, hold_id: UUID, *arguments: Any
) -> HoldObject:
    """Carry out one transition and return the hold as the caller sees it.

    Raises Refusal with a code that says what already happened (with the hold), `not_allowed`,
    `hold_not_found`, `busy` or `outcome_unknown`.
    """
    row = await database.fetchrow(_ACTIONS[action], caller, hold_id, *arguments, writes=True)
    return _changed(row).hold_or_refusal()


async def list_holds(
    database: Database, caller: UUID, before: datetime | None, rows_max: int
) -> list[tuple[datetime, HoldObject]]:
    """Live holds the caller may see and those ended in the last 24 h, newest first."""
    rows = await database.fetch(_LIST, caller, before, rows_max)
    return [(row["placed_at"], orjson.loads(row["hold"])) for row in rows]


async def get_hold(database: Database, caller: UUID, hold_id: UUID) -> HoldObject:
    """One hold as the caller sees it. Raises Refusal `hold_not_found`."""
    hold = await database.fetchval(_GET, caller, hold_id)
    if hold is None:
        raise Refusal("hold_not_found")
    return read_object(hold)
