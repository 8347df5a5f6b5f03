"""Where to go: the one reading of it for a holder, and what a program's own staff have entered.

`credential` is the hash of the secret that a request came with; the database asks whether its
session has stepped up.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_DISCLOSE = query("disclose_place")
_GET = query("arrival_place")
_PUT = query("put_arrival_place")


@dataclass(frozen=True, slots=True, repr=False)
class ArrivalPlace:
    """What is told. It has no text of its own, so that no log or fault can quote it."""

    told: str
    line: str | None
    locality: str | None
    way_in: str | None
    call_line: str | None


async def disclose(
    database: Database, caller: UUID, credential: bytes, hold_id: UUID
) -> JsonObject:
    """Where to go, for the holder of an accepted hold that lives; noted in the same transaction.

    Raises Refusal `step_up_required`, `disclosure_by_call`, `hold_not_found`, the code that says
    what the hold is otherwise, `busy`, or `outcome_unknown` (it may have been noted; ask again).
    """
    row = await database.fetchrow(_DISCLOSE, caller, credential, hold_id, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return read_object(row["place"])


async def arrival_place(
    database: Database, caller: UUID, credential: bytes, program_id: UUID, *, with_text: bool
) -> JsonObject:
    """What a program's own staff see of it. Raises Refusal `program_not_found` for anybody else's,
    and with the text `step_up_required`."""
    row = await database.fetchrow(_GET, caller, credential, program_id, with_text, writes=with_text)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return read_object(row["place"])


async def put_arrival_place(
    database: Database, caller: UUID, credential: bytes, program_id: UUID, place: ArrivalPlace
) -> None:
    """From now on this is told. Raises Refusal as `arrival_place`."""
    code = await database.fetchval(
        _PUT,
        caller,
        credential,
        program_id,
        place.told,
        place.line,
        place.locality,
        place.way_in,
        place.call_line,
        writes=True,
    )
    if code != "ok":
        raise Refusal(code)
