"""Who is behind a token or session. Only SHA-256 hashes of secrets ever reach the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from housing_service.domain.identity import Identity
from housing_service.store.database import Database
from housing_service.store.sql import query

_BY_TOKENS = query("identities_by_token")
_BY_SESSION = query("identity_by_session")
_LOGIN = query("login")
_OPEN = query("open_session")
_CLOSE = query("close_session")
_ENDED_SIGHT = query("ended_sight")
_REHASH = query("store_password_hash")
_CREATE_ACCOUNT = query("create_account")
_CREATE_TOKEN = query("create_token")
_REMOVE_ACCOUNT = query("remove_account")
_MARK_EXERCISE = query("mark_exercise")


def secret_hash(secret: str) -> bytes:
    """SHA-256 of a random 256-bit secret; no salt is needed against guessing those."""
    return hashlib.sha256(secret.encode()).digest()


def _identity(text: str | None) -> Identity | None:
    if text is None:
        return None
    fields: dict[str, Any] = orjson.loads(text)
    organization = fields["organization_id"]
    return Identity(
        account_id=UUID(fields["account_id"]),
        role=fields["role"],
        organization_id=UUID(organization) if organization else None,
        organization_name=fields["organization_name"],
        sees_confidential=fields["sees_confidential"],
        on_duty=fields["on_duty"],
    )


async def identities_by_token(database: Database, tokens: list[str]) -> list[Identity | None]:
    """The account behind each of these tokens, in order; null for a token that opens nothing."""
    rows = await database.fetch(_BY_TOKENS, [secret_hash(token) for token in tokens])
    return [_identity(row["identity"]) for row in rows]


async def identity_by_session(database: Database, token: str) -> Identity | None:
    """The session's account, moving its idle clock; null when ended, idle too long or unknown."""
    return _identity(await database.fetchval(_BY_SESSION, secret_hash(token)))


@dataclass(frozen=True, slots=True)
class HeldSight:
    """What an open console connected with, as text made once and asked about again and again."""

    account: str
    role: str
    organization: str
    sees_confidential: str
    on_duty: str
    credential: str


def held_sight(identity: Identity, credential: bytes) -> HeldSight:
    """The text of an identity and the hash of the token or session it came with."""
    organization = identity.organization_id
    return HeldSight(
        str(identity.account_id),
        identity.role,
        str(organization) if organization else "",
        "t" if identity.sees_confidential else "f",
        "t" if identity.on_duty else "f",
        "\\x" + credential.hex(),
    )


async def ended_sight(database: Database, held: list[HeldSight]) -> list[tuple[int, bool]]:
    """Places in `held` of those that must end, and whether they are gone for good. Sessions that
    are held count as used."""
    rows = await database.fetch(
        _ENDED_SIGHT,
        ",".join([sight.account for sight in held]),
        ",".join([sight.role for sight in held]),
        ",".join([sight.organization for sight in held]),
        ",".join([sight.sees_confidential for sight in held]),
        ",".join([sight.on_duty for sight in held]),
        ",".join([sight.credential for sight in held]),
        writes=True,
    )
    return [(row["number"] - 1, row["gone"]) for row in rows]


async def find_login(database: Database, login: str) -> tuple[UUID, str] | None:
    """(account id, argon2id hash) of a login that may sign in with a password."""
    row = await database.fetchrow(_LOGIN, login)
    return (row["account_id"], row["password_hash"]) if row else None


async def open_session(
    database: Database, account_id: UUID, token: str, idle_seconds: int, lifetime_seconds: int
) -> Identity | None:
    return _identity(
        await database.fetchval(
            _OPEN, account_id, secret_hash(token), idle_seconds, lifetime_seconds, writes=True
        )
    )


async def close_session(database: Database, token: str) -> None:
    await database.fetch(_CLOSE, secret_hash(token), writes=True)


async def store_password_hash(database: Database, account: UUID, was: str, new: str) -> None:
    await database.fetch(_REHASH, account, was, new, writes=True)


async def create_account(
    owner: asyncpg.Connection,
    role: str,
    organization_id: UUID | None,
    login: str | None = None,
    password_hash: str | None = None,
) -> UUID:
    """A new account, made with the owner's rights by the operator's command line."""
    account: UUID = await owner.fetchval(
        _CREATE_ACCOUNT, role, organization_id, login, password_hash
    )
    return account


async def create_token(
    owner: asyncpg.Connection, account_id: UUID, token: str, lifetime_seconds: int | None
) -> None:
    await owner.execute(_CREATE_TOKEN, account_id, secret_hash(token), lifetime_seconds)


async def remove_account(owner: asyncpg.Connection, account_id: UUID) -> None:
    """Take back an account that never acted, with its tokens."""
    await owner.execute(_REMOVE_ACCOUNT, account_id)


async def mark_exercise(owner: asyncpg.Connection) -> bool:
    """Mark an empty database as made for an exercise; false when it holds anything real."""
    return bool(await owner.fetchval(_MARK_EXERCISE))
