"""What the operator's room reads and does: nudges, announcements, decisions, the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_NUDGE = query("nudge_pool")
_NUDGES = query("list_nudges")
_UNANSWERED = query("unanswered")
_PUT_ANNOUNCEMENT = query("put_announcement")
_END_ANNOUNCEMENT = query("end_announcement")
_NOTICES = query("notices")
_VETTING = query("list_vetting")
_SET_STAGE = query("set_stage")
_VET_PROGRAM = query("vet_program")
_DECIDE_POLICY = query("decide_policy")
_BEGIN_EXPORT = query("begin_export")
_AUDIT = query("audit")
_FUNNEL = query("hold_funnel")
_LAST_IMPORT = query("last_import")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What a shelter has not answered yet, and since when; of pools that are not confidential."""

    holds: int
    hold_since: datetime | None
    asks: int
    ask_since: datetime | None


@dataclass(frozen=True, slots=True)
class Nudges:
    """How often a pool was nudged in this shift, and when last."""

    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class NewAnnouncement:
    announcement_id: UUID
    audience: str
    region: str | None
    text: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which part of the record: a time, the sources, and a region or all."""

    since: datetime
    until: datetime
    sources: tuple[str, ...]
    region: str | None
    rows_max: int


async def nudge_pool(database: Database, caller: UUID, pool_id: UUID, nudge_id: UUID) -> int:
    """Ask a shelter for its count; returns how many nudges are left in this shift. Raises Refusal
    `nudge_limit_reached`, `nudge_intake_closed`, `nudge_id_reused`, `pool_not_found`; nothing was
    written then."""
    row = await database.fetchrow(_NUDGE, caller, pool_id, nudge_id, writes=True)
    if row["code"] not in ("ok", "exists"):
        raise Refusal(row["code"])
    return int(row["nudges_left"])


async def list_nudges(database: Database, caller: UUID) -> dict[UUID, Nudges]:
    rows = await database.fetch(_NUDGES, caller)
    return {row["pool_id"]: Nudges(row["nudges"], row["last_at"]) for row in rows}


async def unanswered(database: Database, caller: UUID) -> dict[UUID, Unanswered]:
    return {
        row["pool_id"]: Unanswered(
            row["holds"], row["hold_since"], row["asks"], row["ask_since"]
        )
        for row in await database.fetch(_UNANSWERED, caller)
    }  # fmt: skip


async def put_announcement(
    database: Database, caller: UUID, new: NewAnnouncement
) -> tuple[bool, JsonObject]:
    """Announce; returns (newly announced, the announcement). Raises Refusal
    `announcement_id_reused`, `announcement_limit_reached`, `announcement_period_invalid`,
    `region_not_found`; nothing was written then."""
    row = await database.fetchrow(
        _PUT_ANNOUNCEMENT,
        caller,
        new.announcement_id,
        new.audience,
        new.region,
        new.text,
        new.ends_at,
        writes=True,
    )
    if row["code"] not in ("recorded", "exists"):
        raise Refusal(row["code"])
    return row["code"] == "recorded", read_object(row["announcement"])


async def end_announcement(database: Database, caller: UUID, announcement_id: UUID) -> None:
    """Take an announcement back. Raises Refusal `announcement_not_found`."""
    await _ok(database, _END_ANNOUNCEMENT, caller, announcement_id)


async def notices(database: Database) -> list[tuple[str, str, UUID | None, JsonObject]]:
    """All that stands on pages now: (kind, audience, organization or null, what it says)."""
    return [
        (row["kind"], row["audience"], row["organization_id"], orjson.loads(row["view"]))
        for row in await database.fetch(_NOTICES)
    ]


async def list_vetting(
    database: Database, caller: UUID, kind: str, region: str | None, rows_max: int
) -> list[JsonObject]:
    rows = await database.fetch(_VETTING, caller, kind, region, rows_max)
    return [orjson.loads(row["item"]) for row in rows]


async def set_stage(
    database: Database, caller: Identity, organization_id: UUID, stage: str
) -> JsonObject:
    """Say what an organization may see; returns it. Raises Refusal `not_allowed`,
    `step_up_required`, `organization_not_found`."""
    row = await database.fetchrow(
        _SET_STAGE, caller.account_id, caller.credential, organization_id, stage, writes=True
    )
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return read_object(row["organization"])


async def vet_program(
    database: Database, identity: Identity, program_id: UUID, confidential: bool, name: str | None
) -> None:
    """Say whether a program is confidential; that it is not, with a proof of the last minutes.
    Raises Refusal `step_up_required`, `program_not_found`, `program_name_not_matched`,
    `confidential_no_slots`, `rate_limited`."""
    caller, credential = identity.account_id, identity.credential
    await _ok(database, _VET_PROGRAM, caller, credential, program_id, confidential, name)


async def decide_policy(
    database: Database,
    caller: UUID,
    pool_id: UUID,
    policy: str | None,
    consent_by: str | None,
    consent_how: str | None,
) -> None:
    """Decide how a pool may be held; null leaves it as it is. Raises Refusal `pool_not_found`,
    `consent_required`, `confidential_never_instant`, `pool_not_counted`."""
    await _ok(database, _DECIDE_POLICY, caller, pool_id, policy, consent_by, consent_how)


async def begin_export(database: Database, identity: Identity) -> None:
    """Note that a table is saved as a file. Raises Refusal `step_up_required`, `not_allowed`."""
    await _ok(database, _BEGIN_EXPORT, identity.account_id, identity.credential)


async def audit(database: Database, caller: UUID, which: AuditQuery) -> list[JsonObject]:
    """The record, newest first."""
    rows = await database.fetch(
        _AUDIT,
        caller,
        which.since,
        which.until,
        list(which.sources),
        which.region,
        which.rows_max,
    )
    return [dict(row) for row in rows]


async def hold_funnel(database: Database, caller: UUID) -> dict[int, dict[str, int]]:
    """Holds by state, for the last day and the last seven."""
    found: dict[int, dict[str, int]] = {1: {}, 7: {}}
    for row in await database.fetch(_FUNNEL, caller):
        found[row["days"]][row["state"]] = row["holds"]
    return found


async def last_import(database: Database, caller: UUID) -> date | None:
    """The day that the newest imported file spoke of."""
    rows = await database.fetch(_LAST_IMPORT, caller)
    day: date | None = rows[0]["last_import"]
    return day


async def _ok(database: Database, statement: str, *arguments: Any) -> None:
    code = await database.fetchval(statement, *arguments, writes=True)
    if code != "ok":
        raise Refusal(code)
