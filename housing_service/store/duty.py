"""Who is at work, and the lines on which an organization is called back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.sql import query

_SET_DUTY = query("set_duty")
_PUT_LINE = query("put_line")
_LIST_LINES = query("list_lines")


async def set_duty(database: Database, caller: UUID, minutes: int) -> datetime | None:
    """Be at work for so many minutes (0: no longer); returns until when. Raises `not_allowed`."""
    row = await database.fetchrow(_SET_DUTY, caller, minutes, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    until: datetime | None = row["until"]
    return until


async def put_line(
    database: Database, caller: UUID, organization_id: UUID, line_id: UUID, line: str | None
) -> None:
    """Enter a call-back line of an organization; null retires it. Raises Refusal."""
    code = await database.fetchval(_PUT_LINE, caller, organization_id, line_id, line, writes=True)
    if code != "ok":
        raise Refusal(code)


async def list_lines(
    database: Database, caller: UUID, organization_id: UUID | None
) -> list[tuple[UUID, str]]:
    """The lines of the caller's organization; of any one for the operator."""
    rows = await database.fetch(_LIST_LINES, caller, organization_id)
    return [(row["id"], row["line"]) for row in rows]
