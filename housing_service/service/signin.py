"""Signing in: passwords, sessions and bearer tokens.

Secrets are 256 random bits; only their SHA-256 is stored. Passwords are argon2id. An unknown
login costs the same work as a known one.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from dataclasses import replace
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.service.rate import Rates
from housing_service.service.token_lookups import TokenLookups
from housing_service.store import accounts
from housing_service.store.database import Database

TOKEN_PREFIX = "hs_"  # noqa: S105  (a public prefix, so that scanners find leaked tokens)
CACHE_ENTRIES_MAX = 50_000
LOGIN_CHARS_MAX = 80
PASSWORD_CHARS_MAX = 1_000
# argon2id holds 64 MiB while it runs, so few may run at once.
_HASHES_AT_ONCE = 2
_hasher = PasswordHasher()


def new_secret() -> str:
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def decoy_hash() -> str:
    """A hash that no password has, and that costs as much to verify as one made today.

    Random bytes in a hash's place: working one out would delay every start by as long as a sign-in
    takes.
    """
    work = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    salt, tag = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (_hasher.salt_len, _hasher.hash_len)
    )
    return f"$argon2id$v={ARGON2_VERSION}${work}${salt}${tag}"


def csrf_token(session_token: str) -> str:
    """Bound to the session and underivable without it, so nothing needs to be stored."""
    return hmac.new(session_token.encode(), b"csrf", hashlib.sha256).hexdigest()


class SignIn:
    """Who is calling, for one process. Remembers a token's account for at most two seconds."""

    def __init__(
        self,
        database: Database,
        *,
        idle_seconds: int,
        lifetime_seconds: int,
        cache_seconds: float,
        attempts_per_minute: int,
    ) -> None:
        self._database = database
        self._lookups = TokenLookups(database)
        self._idle_seconds = idle_seconds
        self._lifetime_seconds = lifetime_seconds
        self._cache_seconds = cache_seconds
        self._cache: OrderedDict[str, tuple[float, Identity]] = OrderedDict()
        self._attempts = Rates(attempts_per_minute / 60, attempts_per_minute)
        self._hashing = asyncio.Semaphore(_HASHES_AT_ONCE)
        self._decoy = decoy_hash()

    async def sign_in(self, login: str, password: str, origin: str = "") -> tuple[str, Identity]:
        """Open a session; returns (session token, identity).

        Raises Refusal `sign_in_failed`, or `rate_limited` after too many tries for one login or
        from one address.
        """
        login = login.strip().lower()
        if len(login) > LOGIN_CHARS_MAX or "\x00" in login or len(password) > PASSWORD_CHARS_MAX:
            raise Refusal("sign_in_failed")
        keys = (f"origin:{origin}", f"login:{login}")
        for key in keys:
            wait = self._attempts.take(key)
            if wait:
                raise Refusal("rate_limited", retry_after_seconds=wait)
        found = await accounts.find_login(self._database, login) if login else None
        stored = found[1] if found else self._decoy
        async with self._hashing:
            matches = await asyncio.to_thread(_verify, stored, password)
        if found is None or not matches:
            raise Refusal("sign_in_failed")
        if _hasher.check_needs_rehash(stored):
            async with self._hashing:
                fresh = await asyncio.to_thread(hash_password, password)
            await accounts.store_password_hash(self._database, found[0], stored, fresh)
        token = new_secret()
        identity = await accounts.open_session(
            self._database, found[0], token, self._idle_seconds, self._lifetime_seconds
        )
        if identity is None:
            raise Refusal("sign_in_failed")
        for key in keys:
            self._attempts.give_back(key)
        return token, replace(identity, session_csrf=csrf_token(token))

    async def sign_out(self, token: str) -> None:
        """The session ends; repeating it changes nothing."""
        self._cache.pop("session:" + token, None)
        await accounts.close_session(self._database, token)

    def forget(self, account_id: UUID) -> None:
        """Look the account up anew when it calls next: something about it has changed."""
        for key in [key for key, (_, one) in self._cache.items() if one.account_id == account_id]:
            del self._cache[key]

    async def by_session(self, token: str) -> Identity | None:
        identity = await self._cached("session:", token)
        return replace(identity, session_csrf=csrf_token(token)) if identity else None

    async def by_token(self, token: str) -> Identity | None:
        return await self._cached("bearer:", token)

    async def _cached(self, kind: str, token: str) -> Identity | None:
        if not token.isascii() or len(token) > 200:
            return None
        key = kind + token
        held = self._cache.get(key)
        if held is not None and held[0] > time.monotonic():
            return held[1]
        if kind == "session:":
            identity = await accounts.identity_by_session(self._database, token)
        else:
            identity = await self._lookups.find(token)
        self._cache.pop(key, None)
        if identity is not None:
            self._cache[key] = (time.monotonic() + self._cache_seconds, identity)
            while len(self._cache) > CACHE_ENTRIES_MAX:
                self._cache.popitem(last=False)
        return identity


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
