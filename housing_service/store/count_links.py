"""Addresses that report one pool's count. Only the hash of an address' token comes here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from housing_service.domain.errors import Refusal
from housing_service.store.accounts import secret_hash
from housing_service.store.counts import ReportRequest
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_LINK = query("count_link")
_REPORT = query("report_by_link")
_MAKE = query("make_count_link")
_LIST = query("list_count_links")
_REVOKE = query("revoke_count_link")


async def link_of(database: Database, token: str) -> JsonObject | None:
    """What a link shows; null for one that is unknown, over or taken back."""
    text = await database.fetchval(_LINK, secret_hash(token))
    return read_object(text) if text else None


@dataclass(frozen=True, slots=True)
class LinkReport:
    """How a report by link went, and what the link shows after it."""

    code: str
    pool_id: UUID
    link: JsonObject


async def report_by_link(
    database: Database, token: str, request: ReportRequest
) -> LinkReport | None:
    """Record a count; null for a link that is unknown, over or taken back."""
    try:
        row = await database.fetchrow(
            _REPORT,
            secret_hash(token),
            request.report_id,
            request.units_free,
            request.delta,
            request.unchanged,
            request.based_on_version,
            writes=True,
        )
    except asyncpg.PostgresError as error:
        # HS001: the id was taken through another pool in the same instant; all was rolled back.
        if error.sqlstate != "HS001":
            raise
        raise Refusal("report_id_reused") from None
    if row["code"] is None:
        return None
    return LinkReport(row["code"], row["pool_id"], read_object(row["link"]))


async def make_link(
    database: Database, caller: UUID, pool_id: UUID, token: str, days: int, credential: bytes
) -> None:
    """Raises Refusal `pool_not_found`, `pool_not_counted`, `count_link_limit_reached`,
    `step_up_required`."""
    code = await database.fetchval(
        _MAKE, caller, pool_id, secret_hash(token), days, credential, writes=True
    )
    if code != "ok":
        raise Refusal(code)


async def list_links(database: Database, caller: UUID) -> list[JsonObject]:
    rows = await database.fetch(_LIST, caller)
    return [read_object(row["link"]) for row in rows]


async def revoke_link(database: Database, caller: UUID, link_id: UUID) -> None:
    """Repeating changes nothing. Raises Refusal `count_link_not_found`."""
    code = await database.fetchval(_REVOKE, caller, link_id, writes=True)
    if code != "ok":
        raise Refusal(code)
