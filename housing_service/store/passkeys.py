"""Passkeys: public keys, and the challenges they sign. Challenges come here as hashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.store.accounts import NewSession, identity_of_row, secret_hash
from housing_service.store.database import Database
from housing_service.store.sql import query

_CHALLENGE = query("make_passkey_challenge")
_IDS = query("passkey_ids")
_ADD = query("add_passkey")
_FIND = query("passkey")
_OPEN = query("open_session_by_passkey")
_STEP_UP = query("step_up_by_passkey")
Purpose = Literal["sign_in", "step_up", "register"]


async def make_challenge(
    database: Database,
    caller: UUID | None,
    credential: bytes | None,
    purpose: Purpose,
    challenge_hash: bytes,
) -> None:
    """Keep a challenge for five minutes, for one use. Raises Refusal `step_up_required`."""
    code = await database.fetchval(
        _CHALLENGE, caller, credential, purpose, challenge_hash, writes=True
    )
    if code != "ok":
        raise Refusal(code)


async def credential_ids(database: Database, caller: UUID) -> list[bytes]:
    return [row["credential_id"] for row in await database.fetch(_IDS, caller)]


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey whose first signature was right."""

    challenge_hash: bytes
    credential_id: bytes
    public_key: bytes
    sign_count: int


async def add(
    database: Database, caller: UUID, credential: bytes, new: NewPasskey, code_hashes: list[bytes]
) -> bool:
    """Returns whether the recovery codes were taken on, because it is the first second factor.
    Raises Refusal `step_up_required`, `passkey_failed`, `passkey_limit_reached`."""
    row = await database.fetchrow(
        _ADD,
        caller,
        credential,
        new.challenge_hash,
        new.credential_id,
        new.public_key,
        new.sign_count,
        code_hashes,
        writes=True,
    )
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return bool(row["codes_kept"])


@dataclass(frozen=True, slots=True)
class StoredPasskey:
    account_id: UUID
    public_key: bytes
    sign_count: int


async def find(database: Database, credential_id: bytes) -> StoredPasskey | None:
    row = await database.fetchrow(_FIND, credential_id)
    return StoredPasskey(row["account_id"], row["public_key"], row["sign_count"]) if row else None


@dataclass(frozen=True, slots=True)
class Signed:
    """A challenge that a passkey has signed, and how often it says that it has signed."""

    account_id: UUID
    challenge_hash: bytes
    credential_id: bytes
    sign_count: int


async def open_session(database: Database, signed: Signed, new: NewSession) -> Identity | None:
    """Uses the challenge up; null when it, the passkey or the account is over."""
    return identity_of_row(
        await database.fetchval(
            _OPEN,
            signed.account_id,
            signed.challenge_hash,
            signed.credential_id,
            signed.sign_count,
            secret_hash(new.token),
            new.lifetimes.limits(),
            new.device_hash,
            new.browser,
            writes=True,
        )
    )


async def step_up(database: Database, credential: bytes, signed: Signed, renewed: bytes) -> None:
    """Raises Refusal `passkey_failed`, `step_up_failed`."""
    code = await database.fetchval(
        _STEP_UP,
        signed.account_id,
        credential,
        signed.challenge_hash,
        signed.credential_id,
        signed.sign_count,
        renewed,
        writes=True,
    )
    if code != "ok":
        raise Refusal(code)
