"""Sessions that are proven anew. Only hashes of secrets come here."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.sql import query

_TAKE_TRY = query("take_step_up_try")
_BY_PASSWORD = query("step_up_by_password")
TRIES_MAX = 5
Kind = Literal["password", "code"]


async def take_try(database: Database, caller: UUID, credential: bytes, kind: Kind) -> str | None:
    """Count one try before it is compared; returns the account's password hash. Raises Refusal
    `too_many_tries` while this account has to wait."""
    row = await database.fetchrow(_TAKE_TRY, caller, credential, kind, TRIES_MAX, writes=True)
    if row["wait_seconds"]:
        raise Refusal("too_many_tries", retry_after_seconds=row["wait_seconds"])
    found: str | None = row["password_hash"]
    return found


async def by_password(
    database: Database, caller: UUID, credential: bytes, password_hash: str, renewed: bytes
) -> None:
    """The session is proven and has the hash `renewed` from now on. Raises Refusal
    `step_up_failed`, `second_factor_needed`."""
    code = await database.fetchval(
        _BY_PASSWORD, caller, credential, password_hash, renewed, writes=True
    )
    if code != "ok":
        raise Refusal(code)
