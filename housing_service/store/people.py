"""Organizations and their people: invitations, joining, changing and ending accounts. Only the
hash of a link's token comes here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.store.accounts import secret_hash
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_PUT_ORGANIZATION = query("put_organization")
_INVITE = query("make_invitation")
_INVITATION = query("invitation")
_JOIN = query("join")
_REVOKE = query("revoke_invitation")
_INVITATIONS = query("list_invitations")
_PEOPLE = query("list_people")
_END = query("end_account")
_CHANGE = query("change_role")


async def put_organization(
    database: Database, caller: Identity, organization_id: UUID, name: str, vsp: bool
) -> tuple[bool, JsonObject]:
    """(newly made, the organization as operators know it). Raises Refusal `not_allowed`,
    `step_up_required`, `organization_id_reused`."""
    row = await database.fetchrow(
        _PUT_ORGANIZATION,
        caller.account_id,
        caller.credential,
        organization_id,
        name,
        vsp,
        writes=True,
    )
    if row["code"] not in ("created", "exists"):
        raise Refusal(row["code"])
    return row["code"] == "created", read_object(row["organization"])


async def invite(
    database: Database,
    caller: Identity,
    organization_id: UUID | None,
    role: str,
    coordinator: bool,
    token: str,
    seconds: int,
) -> UUID:
    """The invitation's id. Raises Refusal `not_allowed`, `step_up_required`,
    `organization_not_found`, `invitation_limit_reached`."""
    row = await database.fetchrow(
        _INVITE,
        caller.account_id,
        caller.credential,
        organization_id,
        role,
        coordinator,
        secret_hash(token),
        seconds,
        writes=True,
    )
    if row["code"] != "ok":
        raise Refusal(row["code"])
    made: UUID = row["invitation_id"]
    return made


async def invitation_of(database: Database, token: str) -> JsonObject | None:
    """What a link shows; null for one that is unknown, over, used or taken back."""
    text = await database.fetchval(_INVITATION, secret_hash(token))
    return read_object(text) if text else None


async def join(database: Database, token: str, login: str, password_hash: str) -> UUID | None:
    """Make the account a link is for; null for a link that opens nothing. Raises Refusal
    `sign_in_name_taken`, with the link as good as before."""
    row = await database.fetchrow(_JOIN, secret_hash(token), login, password_hash, writes=True)
    if row["code"] is None:
        return None
    if row["code"] != "ok":
        raise Refusal(row["code"])
    account: UUID = row["account_id"]
    return account


async def revoke_invitation(database: Database, caller: Identity, invitation_id: UUID) -> None:
    """Raises Refusal `not_allowed`, `step_up_required`, `invitation_not_found`."""
    await _ok(database, _REVOKE, caller, invitation_id)


async def list_invitations(
    database: Database, caller: UUID, organization_id: UUID | None
) -> list[JsonObject]:
    rows = await database.fetch(_INVITATIONS, caller, organization_id)
    return [read_object(row["invitation"]) for row in rows]


async def list_people(
    database: Database, caller: UUID, organization_id: UUID | None
) -> list[JsonObject]:
    rows = await database.fetch(_PEOPLE, caller, organization_id)
    return [read_object(row["person"]) for row in rows]


async def end_account(database: Database, caller: Identity, account_id: UUID) -> None:
    """Raises Refusal `not_allowed`, `step_up_required`, `account_not_found`, `not_yourself`."""
    await _ok(database, _END, caller, account_id)


async def change_role(
    database: Database, caller: Identity, account_id: UUID, role: str, coordinator: bool
) -> None:
    """Raises Refusal as `end_account`; `not_allowed` also for a role that a coordinator's
    organization has not."""
    await _ok(database, _CHANGE, caller, account_id, role, coordinator)


async def _ok(database: Database, statement: str, caller: Identity, *arguments: Any) -> None:
    code = await database.fetchval(
        statement, caller.account_id, caller.credential, *arguments, writes=True
    )
    if code != "ok":
        raise Refusal(code)
