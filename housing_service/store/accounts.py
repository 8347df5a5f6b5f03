"""Who is behind a token or session. Only SHA-256 hashes of secrets ever reach the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from housing_service.domain.identity import OPERATOR, ROLES, Identity
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
_REMOVE_ACCOUNT = query("remove_account")
_MARK_EXERCISE = query("mark_exercise")


def secret_hash(secret: str) -> bytes:
    """SHA-256 of a random 256-bit secret; no salt is needed against guessing those."""
    return hashlib.sha256(secret.encode()).digest()


def identity_of_row(text: str | None) -> Identity | None:
    """The identity that a function of the database has put together."""
    if text is None:
        return None
    fields: dict[str, Any] = orjson.loads(text)
    organization, scopes = fields["organization_id"], fields.get("scopes")
    return Identity(
        account_id=UUID(fields["account_id"]),
        role=fields["role"],
        organization_id=UUID(organization) if organization else None,
        organization_name=fields["organization_name"],
        sees_confidential=fields["sees_confidential"],
        on_duty=fields["on_duty"],
        locked=fields.get("locked", False),
        desk=fields.get("desk", False),
        unlocks_by_pin=fields.get("unlocks_by_pin", False),
        coordinator=fields.get("coordinator", False),
        invited=fields.get("invited", False),
        must_enroll=fields.get("must_enroll", False),
        asked_first_until=fields.get("asked_first_until"),
        scopes=frozenset(scopes) if scopes is not None else None,
    )


async def identities_by_token(database: Database, tokens: list[str]) -> list[Identity | None]:
    """The account behind each of these tokens, in order; null for a token that opens nothing."""
    rows = await database.fetch(_BY_TOKENS, [secret_hash(token) for token in tokens])
    return [identity_of_row(row["identity"]) for row in rows]


async def identity_by_session(database: Database, token: str, acts: bool) -> Identity | None:
    """The session's account, moving its idle clock; null when ended, idle too long or unknown.
    Where somebody `acts`, the clock after which a desk locks begins anew."""
    return identity_of_row(await database.fetchval(_BY_SESSION, secret_hash(token), acts))


@dataclass(frozen=True, slots=True)
class HeldSight:
    """What an open console connected with, as text made once and asked about again and again."""

    account: str
    role: str
    organization: str
    sees_confidential: str
    on_duty: str
    locked: str
    asked_first: str
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
        "t" if identity.locked else "f",
        "t" if identity.asked_first else "f",
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
        ",".join([sight.locked for sight in held]),
        ",".join([sight.asked_first for sight in held]),
        ",".join([sight.credential for sight in held]),
        writes=True,
    )
    return [(row["number"] - 1, row["gone"]) for row in rows]


async def find_login(database: Database, login: str) -> tuple[UUID, str] | None:
    """(account id, argon2id hash) of a login that may sign in with a password."""
    row = await database.fetchrow(_LOGIN, login)
    return (row["account_id"], row["password_hash"]) if row else None


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lasts unused and at all; at a shared desk, at all and left alone; of an
    operator, the shorter of theirs and everybody's; and after how long left alone a session of a
    role locks that is not at a desk (a role that is not there never locks)."""

    idle_seconds: int
    lifetime_seconds: int
    desk_lifetime_seconds: int
    lock_after_seconds: int
    operator_idle_seconds: int | None = None
    operator_lifetime_seconds: int | None = None
    lock_after_by_role: Mapping[str, int] = field(default_factory=dict)

    def limits(self) -> str:
        """The same as the database reads it."""
        return orjson.dumps(
            {
                "idle": _by_role(self.idle_seconds, self.operator_idle_seconds),
                "lifetime": _by_role(self.lifetime_seconds, self.operator_lifetime_seconds),
                "lock": dict(self.lock_after_by_role),
                "desk_lifetime": self.desk_lifetime_seconds,
                "desk_lock": self.lock_after_seconds,
            }
        ).decode()


def _by_role(seconds: int, operators: int | None) -> dict[str, int]:
    return {
        role: seconds if role != OPERATOR or operators is None else min(seconds, operators)
        for role in ROLES
    }


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that is about to begin: its secret, in which family of browsers, and the secret of
    the shared desk that this browser is, if it is one. At a desk of their own organization staff's
    session belongs to that desk."""

    token: str
    lifetimes: Lifetimes
    device_secret: str | None = None
    browser: str = "other"

    @property
    def device_hash(self) -> bytes | None:
        return secret_hash(self.device_secret) if self.device_secret else None


@dataclass(frozen=True, slots=True)
class Opened:
    """What the password opened: a session, or (no identity) a ticket for the second step."""

    identity: Identity | None


async def open_session(
    database: Database,
    account_id: UUID,
    password_hash: str,
    new: NewSession,
    roles_with_factor: tuple[str, ...] = (),
) -> Opened | None:
    """A session, or a ticket, after this password was right; null when it no longer is."""
    text = await database.fetchval(
        _OPEN,
        account_id,
        password_hash,
        secret_hash(new.token),
        new.lifetimes.limits(),
        new.device_hash,
        new.browser,
        list(roles_with_factor),
        writes=True,
    )
    return opened_of(text)


def opened_of(text: str | None) -> Opened | None:
    """What the database has opened: nothing, a ticket (an empty object), or a session."""
    if text is None:
        return None
    return Opened(None if text == "{}" else identity_of_row(text))


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


async def remove_account(owner: asyncpg.Connection, account_id: UUID) -> None:
    """Take back an account that never acted, with its tokens."""
    await owner.execute(_REMOVE_ACCOUNT, account_id)


async def mark_exercise(owner: asyncpg.Connection) -> bool:
    """Mark an empty database as made for an exercise; false when it holds anything real."""
    return bool(await owner.fetchval(_MARK_EXERCISE))
