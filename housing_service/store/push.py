"""Which browsers are rung, and the key with which this service proves itself to push services."""

from __future__ import annotations

from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.store.accounts import secret_hash
from housing_service.store.database import Database
from housing_service.store.sql import query

_KEY = query("push_key")
_SUBSCRIBE = query("subscribe_push")
_UNSUBSCRIBE = query("unsubscribe_push")
_HAS = query("has_push")
_FORGET = query("forget_push")
_CLAIM = query("claim_pushes")


async def push_key(database: Database, candidate: bytes) -> bytes:
    """The private key of this service: this candidate, unless there was one before."""
    return bytes(await database.fetchval(_KEY, candidate, writes=True))


async def subscribe(database: Database, caller: UUID, session: str, endpoint: str) -> None:
    """Ring this browser for as long as the session lasts. Raises Refusal `not_allowed`."""
    code = await database.fetchval(_SUBSCRIBE, caller, secret_hash(session), endpoint, writes=True)
    if code != "ok":
        raise Refusal(code)


async def unsubscribe(database: Database, session: str) -> None:
    await database.fetch(_UNSUBSCRIBE, secret_hash(session), writes=True)


async def is_subscribed(database: Database, session: str) -> bool:
    return bool(await database.fetchval(_HAS, secret_hash(session)))


async def forget(database: Database, endpoint: str) -> None:
    """The push service says that there is no such browser any more."""
    await database.fetch(_FORGET, endpoint, writes=True)


async def claim(
    database: Database, kind: str, told_id: UUID, gap_seconds: float
) -> tuple[list[str], bool]:
    """Endpoints to ring now for this hold or ask, each once over all processes, and whether some
    are still to be rung later. None of either when it does not ring any more."""
    row = await database.fetchrow(_CLAIM, kind, told_id, gap_seconds, writes=True)
    return list(row["endpoints"]), row["later"]
