"""What somebody sees and changes of their own signing in."""

from __future__ import annotations

from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_SHOW = query("own_sign_in")
_END = query("end_own_sessions")
_PASSWORD = query("change_password")


async def shown(database: Database, caller: UUID, credential: bytes) -> JsonObject:
    """The account's own factors and sessions. Raises Refusal `not_signed_in` when it is gone."""
    text = await database.fetchval(_SHOW, caller, credential)
    if text is None:
        raise Refusal("not_signed_in")
    return read_object(text)


async def end_sessions(
    database: Database, caller: UUID, credential: bytes, session_id: UUID | None
) -> list[bytes]:
    """End one session of one's own, or (null) all others; returns the hashes of those that were."""
    return list(await database.fetchval(_END, caller, credential, session_id, writes=True))


async def change_password(
    database: Database, caller: UUID, credential: bytes, password_hash: str
) -> list[bytes]:
    """Returns the hashes of the other sessions, which have ended. Raises `step_up_required`."""
    row = await database.fetchrow(_PASSWORD, caller, credential, password_hash, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return list(row["sessions"])
