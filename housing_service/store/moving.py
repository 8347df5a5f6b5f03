"""Passing holds and requests to a colleague, and taking over what was left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

What = Literal["hold", "request"]
_HAND_OVER = {what: query(f"hand_over_{what}") for what in ("hold", "request")}
_TAKE_OVER = {what: query(f"take_over_{what}") for what in ("hold", "request")}
_COLLEAGUES = query("list_colleagues")
_LEFT = query("list_left")


async def hand_over(
    database: Database, what: What, caller: UUID, id_: UUID, to: UUID
) -> Sequence[UUID]:
    """Give it to a colleague; returns the pools whose holds changed. Repeating it changes nothing.

    Raises Refusal `hold_not_found` or `request_not_found` (also for another one's),
    `colleague_not_found`, `colleague_not_on_shift`, `hold_limit_reached`, `request_limit_reached`,
    or what it is otherwise; nothing has moved then.
    """
    row = await database.fetchrow(_HAND_OVER[what], caller, id_, to, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return list(row["pools"])


async def take_over(
    database: Database, what: What, caller: UUID, id_: UUID
) -> tuple[Sequence[UUID], JsonObject]:
    """Take what a colleague has left; returns the pools whose holds changed, and the hold or
    request as the caller sees it now. Raises Refusal as `hand_over`."""
    row = await database.fetchrow(_TAKE_OVER[what], caller, id_, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    if row["hold"] is None:
        raise Refusal(f"{what}_not_found")
    return list(row["pools"]), read_object(row["hold"])


async def colleagues(database: Database, caller: UUID) -> list[JsonObject]:
    """Colleagues who are signed in, by the name they sign in with."""
    return [read_object(row["colleague"]) for row in await database.fetch(_COLLEAGUES, caller)]


async def left(database: Database, caller: UUID) -> list[JsonObject]:
    """What the organization holds and asks for while nobody is there who does."""
    return [read_object(row["item"]) for row in await database.fetch(_LEFT, caller)]
