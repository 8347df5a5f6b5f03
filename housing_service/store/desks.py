"""Shared desks, personal PINs and the lock of a session. Only hashes of secrets come here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.store.accounts import Lifetimes, NewSession, identity_of_row, secret_hash
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_DESK = query("desk")
_TAKE_TRY = query("take_pin_try")
_OPEN = query("open_desk_session")
_SET_PIN = query("set_pin")
_ENROLL = query("enroll_device")
_LIST = query("list_devices")
_REVOKE = query("revoke_device")
_LOCK = query("lock_session")
_PASSWORD = query("password_of_session")
_TAKE_UNLOCK_TRY = query("take_unlock_try")
_UNLOCK = query("unlock_session")


async def desk_of(database: Database, device_secret: str) -> JsonObject | None:
    """The desk behind a computer's secret, with the staff who can sign in there by PIN."""
    text = await database.fetchval(_DESK, secret_hash(device_secret))
    return read_object(text) if text else None


@dataclass(frozen=True, slots=True)
class PinTry:
    """One try that has been counted; `pin_hash` is null for a PIN that nobody can have."""

    code: str
    pin_hash: str | None


async def take_pin_try(
    database: Database, device_secret: str, account_id: UUID, tries_max: int
) -> PinTry:
    """Count one try at somebody's PIN, before it is compared."""
    row = await database.fetchrow(
        _TAKE_TRY, secret_hash(device_secret), account_id, tries_max, writes=True
    )
    return PinTry(row["code"], row["pin_hash"])


async def take_unlock_try(
    database: Database, session: str, device_secret: str, tries_max: int
) -> PinTry:
    """The same for the PIN of a session's own account, at the desk it belongs to."""
    row = await database.fetchrow(
        _TAKE_UNLOCK_TRY,
        secret_hash(session),
        secret_hash(device_secret),
        tries_max,
        writes=True,
    )
    return PinTry(row["code"], row["pin_hash"])


async def open_desk_session(
    database: Database, device_secret: str, account_id: UUID, pin_hash: str, new: NewSession
) -> Identity | None:
    """A session after this PIN was right; null when desk, account or PIN have changed."""
    return identity_of_row(
        await database.fetchval(
            _OPEN,
            secret_hash(device_secret),
            account_id,
            pin_hash,
            secret_hash(new.token),
            new.lifetimes.limits(),
            new.browser,
            writes=True,
        )
    )


async def set_pin(
    database: Database, caller: UUID, pin_hash: str, credential: bytes
) -> list[bytes]:
    """Returns the hashes of sessions that ended, which the PIN before had opened. Raises Refusal
    `not_allowed` for anybody but staff."""
    row = await database.fetchrow(_SET_PIN, caller, pin_hash, credential, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return list(row["sessions"])


async def enroll_device(
    database: Database,
    caller: UUID,
    organization_id: UUID | None,
    label: str,
    device_secret: str,
    days: int,
    credential: bytes,
    lifetimes: Lifetimes,
) -> UUID:
    """Make the holder of this secret a desk; staff's own session belongs to it from then on.
    Raises Refusal `organization_not_found`, `device_limit_reached`, `step_up_required`."""
    row = await database.fetchrow(
        _ENROLL,
        caller,
        organization_id,
        label,
        secret_hash(device_secret),
        days,
        credential,
        lifetimes.limits(),
        writes=True,
    )
    if row["code"] != "ok":
        raise Refusal(row["code"])
    made: UUID = row["device_id"]
    return made


async def list_devices(database: Database, caller: UUID) -> list[JsonObject]:
    rows = await database.fetch(_LIST, caller)
    return [read_object(row["device"]) for row in rows]


async def revoke_device(database: Database, caller: UUID, device_id: UUID) -> list[bytes]:
    """End a desk; returns the hashes of the sessions that ended with it. Raises Refusal
    `device_not_found`."""
    row = await database.fetchrow(_REVOKE, caller, device_id, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return list(row["sessions"])


async def lock_session(database: Database, session: str) -> None:
    await database.fetch(_LOCK, secret_hash(session), writes=True)


async def password_of_session(database: Database, session: str) -> tuple[UUID, str] | None:
    """(account id, argon2id hash) of whose session this is."""
    row = await database.fetchrow(_PASSWORD, secret_hash(session))
    return (row["account_id"], row["password_hash"]) if row else None


async def unlock_session(database: Database, session: str, pin_hash: str | None) -> bool:
    """Unlock after the password, or this PIN, was right; false when it no longer is."""
    return bool(await database.fetchval(_UNLOCK, secret_hash(session), pin_hash, writes=True))
