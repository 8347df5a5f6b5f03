"""Tokens of programs, with the owner's rights; only their SHA-256 hashes are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from housing_service.store.accounts import secret_hash
from housing_service.store.sql import query

_CREATE = query("create_token")
_ROTATE = query("rotate_token")
_LIST = query("list_tokens")
_REVOKE = query("revoke_tokens")


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is good now, without anything that opens something."""

    account_id: UUID
    role: str
    organization_id: UUID | None
    scopes: tuple[str, ...] | None
    created_at: datetime
    expires_at: datetime


async def create_token(
    owner: asyncpg.Connection,
    account_id: UUID,
    token: str,
    lifetime_seconds: int | None,
    scopes: Sequence[str] | None = None,
) -> datetime:
    """Another token of this account, good for so long and a year at most; returns its end."""
    end: datetime = await owner.fetchval(
        _CREATE, account_id, secret_hash(token), lifetime_seconds, scopes
    )
    return end


async def rotate_token(
    owner: asyncpg.Connection,
    account_id: UUID,
    token: str,
    lifetime_seconds: int | None,
    overlap_seconds: int,
) -> str | None:
    """Another token with the scopes of the account's newest; those before end after the overlap.
    Returns the account's role, or null when it has no token that is good."""
    told: str | None = await owner.fetchval(
        _ROTATE, account_id, secret_hash(token), lifetime_seconds, overlap_seconds
    )
    return str(orjson.loads(told)["role"]) if told is not None else None


async def list_tokens(owner: asyncpg.Connection) -> list[Token]:
    """All that are good now, the one that ends first at the top."""
    return [
        Token(
            row["id"],
            row["role"],
            row["organization_id"],
            tuple(row["scopes"]) if row["scopes"] is not None else None,
            row["created_at"],
            row["expires_at"],
        )
        for row in await owner.fetch(_LIST)
    ]


async def revoke_tokens(owner: asyncpg.Connection, account_id: UUID) -> int:
    """All tokens of this account end now; returns how many did."""
    return int(await owner.fetchval(_REVOKE, account_id))
