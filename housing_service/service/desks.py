"""Shared desks: a computer that a shelter's staff sign in at with a PIN, for a shift.

A PIN is six digits, so it opens nothing but a session at a desk of its own organization, and its
tries are counted in the database before they are compared. The lock of a session is here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.pin import is_pin, is_weak
from housing_service.service.signin import (
    PASSWORD_CHARS_MAX,
    SignIn,
    csrf_token,
    new_secret,
)
from housing_service.store import desks as store
from housing_service.store.accounts import NewSession, secret_hash
from housing_service.store.database import Database

JsonObject = dict[str, Any]
LABELS = ("desk", "office", "night_desk", "tablet")


class Desks:
    """Use cases of shared desks and of locking, for one process.

    `ended` is told the hashes of sessions that see otherwise from now on, or are gone, so that
    their open consoles are closed at once.
    """

    def __init__(
        self,
        database: Database,
        signin: SignIn,
        *,
        days: int,
        tries_max: int,
        ended: Callable[[list[bytes], bool], None],
    ) -> None:
        self._database = database
        self._signin = signin
        self._days = days
        self._tries_max = tries_max
        self._ended = ended

    async def desk(self, device_secret: str | None) -> JsonObject | None:
        """The desk that this computer is, with the staff who can sign in here; null for none."""
        if not device_secret:
            return None
        return await store.desk_of(self._database, device_secret)

    async def sign_in(
        self,
        device_secret: str | None,
        account_id: UUID,
        pin: str,
        origin: str,
        browser: str = "other",
    ) -> tuple[str, Identity]:
        """Open a session for a shift at this desk; returns (session token, identity).

        Raises Refusal `pin_failed` whatever was wrong, `pin_needs_password` when this account has
        no try left at this desk, `rate_limited`.
        """
        keys = (f"origin:{origin}", f"pin:{account_id}")
        await self._signin.take_attempt(keys)
        if not device_secret or not is_pin(pin):
            raise Refusal("pin_failed")
        tried = await store.take_pin_try(self._database, device_secret, account_id, self._tries_max)
        stored = await self._compare(tried, pin)
        token = new_secret()
        identity = await store.open_desk_session(
            self._database,
            device_secret,
            account_id,
            stored,
            NewSession(token, self._signin.lifetimes, browser=browser),
        )
        if identity is None:
            raise Refusal("pin_failed")
        await self._signin.give_back(keys)
        return token, replace(identity, session_csrf=csrf_token(token))

    async def _compare(self, tried: store.PinTry, pin: str) -> str:
        """The hash that this PIN fits. Nobody's PIN costs as much work as a wrong one."""
        if tried.code == "pin_needs_password":
            raise Refusal("pin_needs_password")
        if not await self._signin.matches(tried.pin_hash, pin) or tried.pin_hash is None:
            raise Refusal("pin_failed")
        return tried.pin_hash

    async def set_pin(self, identity: Identity, session: str, password: str, pin: str) -> None:
        """Give oneself a PIN, after saying the password once more: whoever finds a desk unlocked
        must not be able to become its user. Raises `unlock_failed`, `pin_too_weak`,
        `invalid_request`, `rate_limited`."""
        if not is_pin(pin):
            raise Refusal("invalid_request", fields=[{"field": "pin", "message": "6 to 12 digits"}])
        if is_weak(pin):
            raise Refusal("pin_too_weak")
        await self._check_password(session, password)
        hashed = await self._signin.hashed(pin)
        ended = await store.set_pin(
            self._database, identity.account_id, hashed, identity.credential
        )
        self._signin.forget(identity.account_id)
        self._ended(ended, True)

    async def enroll(self, identity: Identity, organization_id: UUID | None, label: str) -> str:
        """Make the caller's computer a desk; returns the secret that it keeps from now on. Raises
        `organization_not_found`, `device_limit_reached`, `step_up_required`, `invalid_request`."""
        if label not in LABELS:
            raise Refusal("invalid_request", fields=[{"field": "label", "message": "not offered"}])
        secret = new_secret()
        await store.enroll_device(
            self._database,
            identity.account_id,
            organization_id,
            label,
            secret,
            self._days,
            identity.credential,
            self._signin.lifetimes,
        )
        self._signin.forget(identity.account_id)
        return secret

    async def list(self, identity: Identity) -> list[JsonObject]:
        return await store.list_devices(self._database, identity.account_id)

    async def revoke(self, identity: Identity, device_id: UUID) -> None:
        """End a desk, with every session that was opened there. Raises `device_not_found`."""
        hashes = await store.revoke_device(self._database, identity.account_id, device_id)
        self._signin.forget_sessions(hashes)
        self._ended(hashes, True)

    async def lock(self, session: str) -> None:
        """From now on the session reports counts and reads nothing else. Repeating changes
        nothing."""
        await store.lock_session(self._database, session)
        self._changed(session)

    async def unlock(
        self, session: str, device_secret: str | None, body: JsonObject, origin: str
    ) -> None:
        """Open the session again with the account's PIN at its desk, or its password. Raises
        `pin_failed`, `pin_needs_password`, `unlock_failed`, `invalid_request`, `rate_limited`."""
        pin, password = body.get("pin"), body.get("password")
        pin_hash = None
        if isinstance(pin, str) and pin:
            keys = (f"origin:{origin}", f"unlock:{secret_hash(session).hex()}")
            await self._signin.take_attempt(keys)
            if not device_secret or not is_pin(pin):
                raise Refusal("pin_failed")
            tried = await store.take_unlock_try(
                self._database, session, device_secret, self._tries_max
            )
            pin_hash = await self._compare(tried, pin)
            await self._signin.give_back(keys)
        elif isinstance(password, str) and password:
            await self._check_password(session, password, origin)
        else:
            raise Refusal("invalid_request", fields=[{"field": "pin", "message": "is missing"}])
        if not await store.unlock_session(self._database, session, pin_hash):
            raise Refusal("unlock_failed")
        self._changed(session)

    async def _check_password(self, session: str, password: str, origin: str = "") -> None:
        found = await store.password_of_session(self._database, session)
        # Apart from signing in: who only knows the name can't take these tries.
        own = f"own_password:{found[0] if found else secret_hash(session).hex()}"
        keys = (f"origin:{origin}", own) if origin else (own,)
        await self._signin.take_attempt(keys)
        too_long = len(password) > PASSWORD_CHARS_MAX
        stored = found[1] if found else None
        if too_long or not await self._signin.matches(stored, password) or stored is None:
            raise Refusal("unlock_failed")
        await self._signin.give_back(keys)

    def _changed(self, session: str) -> None:
        hashes = [secret_hash(session)]
        self._signin.forget_sessions(hashes)
        self._ended(hashes, False)
