"""What an operator switches off: an account, an organization, the new holds of a region."""

from __future__ import annotations

from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_STATEMENTS = {
    "account": query("suspend_account"),
    "organization": query("suspend_organization"),
    "region": query("stop_region"),
}
_STOPS = query("list_stops")
_ORGANIZATIONS = query("list_known_organizations")
_TO_LOOK_AFTER = query("list_holds_to_look_after")


async def stop(
    database: Database, caller: Identity, kind: str, target: UUID | str, reason: str | None
) -> None:
    """Switch off, or on again without a reason. Raises Refusal `not_allowed`, `step_up_required`,
    `not_yourself`, `account_not_found`, `organization_not_found`, `region_not_found`; nothing was
    written then."""
    code = await database.fetchval(
        _STATEMENTS[kind], caller.account_id, caller.credential, target, reason, writes=True
    )
    if code != "ok":
        raise Refusal(code)


async def list_stops(database: Database, caller: UUID) -> list[JsonObject]:
    """What is switched off now, the newest first; nothing for anybody but an operator."""
    return [read_object(row["stop"]) for row in await database.fetch(_STOPS, caller)]


async def list_organizations(database: Database, caller: UUID) -> list[JsonObject]:
    """Every organization as operators know it, by name."""
    rows = await database.fetch(_ORGANIZATIONS, caller)
    return [read_object(row["organization"]) for row in rows]


async def list_holds_to_look_after(database: Database, caller: UUID) -> list[JsonObject]:
    """Live holds whose holder may not act any more, the first deadline first."""
    return [read_object(row["hold"]) for row in await database.fetch(_TO_LOOK_AFTER, caller)]
