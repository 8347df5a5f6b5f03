"""Requests: opened, answered, taken, and what the clock and freed units do to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from housing_service.domain.errors import Refusal
from housing_service.domain.party import Party
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_OPEN = query("open_request")
_GET = query("get_request")
_LIST = query("list_requests")
_ASKS = query("list_asks")
_ACCEPT = query("accept_ask")
_TAKE = query("take_offer")
_ACTIONS = {
    name: query(name) for name in ("close_request", "keep_request", "see_ask", "refuse_ask")
}
_CLIMB = query("climb_requests")
_OFFER = query("offer_units")
_ROOM = query("note_room")
_PURGE = query("purge_requests")
_SET_OFFERS = query("set_automatic_offers")


@dataclass(frozen=True, slots=True)
class Place:
    """One place that may be asked: whether it fits as it is, and what of the things to be made
    ready it has not said it can."""

    pool_id: UUID
    fits: bool
    to_answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is kept of a need. `places` are best first."""

    request_id: UUID
    caller: UUID
    urgency: str
    party: Party
    needs: tuple[str, ...]
    line_id: UUID | None
    places: Sequence[Place]


async def open_request(database: Database, new: NewRequest) -> tuple[bool, JsonObject]:
    """Open a request and ask its first places; returns (newly opened, the request). Raises Refusal
    with the code that stands in the way (nothing written), `busy` or `outcome_unknown`."""
    row = await database.fetchrow(
        _OPEN,
        new.request_id,
        new.caller,
        new.urgency,
        new.party.adults,
        new.party.children,
        new.party.infants,
        sorted(set(new.needs)),
        new.line_id,
        [place.pool_id for place in new.places],
        [place.fits for place in new.places],
        [",".join(place.to_answer) for place in new.places],
        writes=True,
    )
    return row["created"], _object(row["code"], row["request"])


async def act(database: Database, action: str, caller: UUID, object_id: UUID) -> JsonObject:
    """close_request, keep_request, see_ask or refuse_ask: the object afterwards, as the caller sees
    it. Raises Refusal."""
    row = await database.fetchrow(_ACTIONS[action], caller, object_id, writes=True)
    return _object(row["code"], row["object"])


async def accept_ask(
    database: Database, caller: UUID, ask_id: UUID, minutes: int, arrival_code: str
) -> tuple[JsonObject, JsonObject, UUID]:
    """Keep what was asked for: the ask, the hold and its pool. Raises Refusal."""
    row = await database.fetchrow(_ACCEPT, caller, ask_id, minutes, arrival_code, writes=True)
    ask = _object(row["code"], row["ask"])
    return ask, orjson.loads(row["hold"]), row["pool_id"]


async def take_offer(database: Database, caller: UUID, hold_id: UUID) -> tuple[JsonObject, UUID]:
    """Take an offer and let the others go: the hold and its pool. Raises Refusal, with the hold
    where it is the caller's."""
    row = await database.fetchrow(_TAKE, caller, hold_id, writes=True)
    hold = orjson.loads(row["hold"]) if row["hold"] else None
    if row["code"] != "ok" or hold is None:
        extra = {"hold": hold} if hold is not None else {}
        raise Refusal(row["code"], **extra)
    return hold, row["pool_id"]


async def get_request(database: Database, caller: UUID, request_id: UUID) -> JsonObject:
    """One request as the caller sees it. Raises `request_not_found`."""
    text = await database.fetchval(_GET, caller, request_id)
    if text is None:
        raise Refusal("request_not_found")
    return read_object(text)


async def list_requests(
    database: Database, caller: UUID, rows_max: int, before: datetime | None
) -> list[tuple[datetime, JsonObject]]:
    """Requests the caller may see, newest first, with the time at which each was opened."""
    rows = await database.fetch(_LIST, caller, rows_max, before)
    return [(row["opened_at"], orjson.loads(row["request"])) for row in rows]


async def list_asks(database: Database, caller: UUID, rows_max: int) -> list[JsonObject]:
    """What the caller's shelter is asked, while the caller is on duty."""
    rows = await database.fetch(_ASKS, caller, rows_max)
    return [orjson.loads(row["ask"]) for row in rows]


async def climb(database: Database, requests_max: int) -> tuple[int, float | None]:
    """Take every step that is due; returns how many, and seconds until the next (null: none)."""
    row = await database.fetchrow(_CLIMB, requests_max, writes=True)
    return row["climbed"], row["next_due_in_seconds"]


async def offer_units(database: Database, pool_id: UUID, arrival_code: str) -> str:
    """Offer one free place of a pool to whoever is next: offered, again or none."""
    code: str = await database.fetchval(_OFFER, pool_id, arrival_code, writes=True)
    return code


async def note_room(database: Database, pool_ids: Sequence[UUID]) -> int:
    """Tell those who wait for these pools whether there is room; returns how many were told."""
    told: int = await database.fetchval(_ROOM, list(pool_ids), writes=True)
    return told


async def purge_requests(database: Database, requests_max: int) -> int:
    """Forget requests whose time has come; returns how many."""
    purged: int = await database.fetchval(_PURGE, requests_max, writes=True)
    return purged


async def set_automatic_offers(database: Database, caller: UUID, on: bool | None) -> bool:
    """Whether freed units are offered by themselves; null only asks. Raises `not_allowed`."""
    row = await database.fetchrow(_SET_OFFERS, caller, on, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return bool(row["automatic_offers"])


def _object(code: str, text: str | None) -> JsonObject:
    if code == "ok" and text is None:
        # It was forgotten while this waited for its lock.
        raise Refusal("request_not_found")
    if code != "ok" or text is None:
        raise Refusal(code)
    return read_object(text)
