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
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from housing_service.domain.addresses import counted_as
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.service.token_lookups import TokenLookups
from housing_service.store import accounts
from housing_service.store.accounts import Lifetimes, NewSession
from housing_service.store.database import Database
from housing_service.store.limits import Tries, give_back_try, key_hash, take_try

TOKEN_PREFIX = "hs_"  # noqa: S105  (a public prefix, so that scanners find leaked tokens)
CACHE_ENTRIES_MAX = 50_000
LOGIN_CHARS_MAX = 80
PASSWORD_CHARS_MAX = 1_000
# One address has few tries, so that this many times as many by one name are out of its reach: who
# only knows the name keeps nobody out.
_NAME_TRIES_PER_ADDRESS_TRY = 10
# argon2id holds 64 MiB while it runs, so few may run at once.
_HASHES_AT_ONCE = 2
_HASHES_WAITING_MAX = 20
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


def renewed(session_token: str) -> str:
    """Another secret for the same session. Its first part stays, so that forms which are open in
    this browser go on working; it opens nothing alone."""
    return f"{session_token.partition('.')[0]}.{secrets.token_urlsafe(32)}"


def csrf_token(session_token: str) -> str:
    """Bound to the session and underivable without it, so nothing needs to be stored."""
    first = session_token.partition(".")[0]
    return hmac.new(first.encode(), b"csrf", hashlib.sha256).hexdigest()


def signed_in(identity: Identity | None, token: str) -> Identity | None:
    """The identity of a session that has just begun, with what its forms prove themselves by."""
    if identity is None:
        return None
    return replace(identity, session_csrf=csrf_token(token), credential=accounts.secret_hash(token))


class SignIn:
    """Who is calling, for one process. Remembers a token's account for at most two seconds."""

    def __init__(
        self,
        database: Database,
        *,
        lifetimes: Lifetimes,
        cache_seconds: float,
        attempts_per_minute: int,
        roles_with_factor: tuple[str, ...] = (),
    ) -> None:
        self._database = database
        self._lookups = TokenLookups(database)
        self.lifetimes = lifetimes
        self.roles_with_factor = roles_with_factor
        self._cache_seconds = cache_seconds
        self._cache: OrderedDict[str, tuple[float, Identity, float]] = OrderedDict()
        # How often everybody was forgotten: what was asked before that is not remembered.
        self._changes = 0
        self._attempts_per_minute = attempts_per_minute
        self._hashing = asyncio.Semaphore(_HASHES_AT_ONCE)
        self._hashes_begun = 0
        self._decoy = decoy_hash()

    async def sign_in(
        self,
        login: str,
        password: str,
        origin: str = "",
        device_secret: str | None = None,
        browser: str = "other",
    ) -> tuple[str, Identity | None]:
        """Open a session; returns (session token, identity). At a desk of their own organization
        staff's belongs to that desk. Where a second factor is on nobody is signed in yet: there is
        no identity, and what comes back is a ticket for the second step.

        Raises Refusal `sign_in_failed`, or `rate_limited` after too many tries for one login or
        from one address.
        """
        login = login.strip().lower()
        if len(login) > LOGIN_CHARS_MAX or "\x00" in login or len(password) > PASSWORD_CHARS_MAX:
            raise Refusal("sign_in_failed")
        keys = (f"origin:{origin}", f"login:{login}")
        await self.take_attempt(keys)
        found = await accounts.find_login(self._database, login) if login else None
        matches = await self.matches(found[1] if found else None, password)
        if found is None or not matches:
            raise Refusal("sign_in_failed")
        stored = found[1]
        if _hasher.check_needs_rehash(stored):
            fresh = await self.hashed(password)
            await accounts.store_password_hash(self._database, found[0], stored, fresh)
            stored = fresh
        new = NewSession(new_secret(), self.lifetimes, device_secret, browser)
        opened = await accounts.open_session(
            self._database, found[0], stored, new, self.roles_with_factor
        )
        if opened is None:
            raise Refusal("sign_in_failed")
        await self.give_back(keys)
        return new.token, signed_in(opened.identity, new.token)

    async def take_attempt(self, keys: tuple[str, ...]) -> None:
        """Count one try under each of these keys, `kind:of`, over all processes and before anything
        is compared. Raises Refusal `rate_limited`, or `busy` when it could not be counted."""
        for tries, key in map(self._counted, keys):
            wait = await take_try(self._database, tries, key)
            if wait:
                raise Refusal("rate_limited", retry_after_seconds=wait)

    async def give_back(self, keys: tuple[str, ...]) -> None:
        """What was tried was right, and does not count."""
        for tries, key in map(self._counted, keys):
            await give_back_try(self._database, tries, key)

    def _counted(self, key: str) -> tuple[Tries, bytes]:
        kind, _, of = key.partition(":")
        if kind in ("origin", "passkey"):
            of = counted_as(of) or "this machine"
        most = self._attempts_per_minute * (_NAME_TRIES_PER_ADDRESS_TRY if kind == "login" else 1)
        return Tries(f"sign_in_{kind}", most, 60), key_hash(kind, of)

    async def matches(self, stored: str | None, given: str) -> bool:
        """Whether this password or PIN has that hash. Without one it has not, just as slowly.
        Raises Refusal `busy` when too many wait."""
        async with self._hash_turn():
            found = await asyncio.to_thread(_verify, stored or self._decoy, given)
        return found and stored is not None

    async def hashed(self, given: str) -> str:
        """The argon2id hash of a password or PIN, with a salt of its own. Raises Refusal `busy`
        when too many wait."""
        async with self._hash_turn():
            return await asyncio.to_thread(hash_password, given)

    @asynccontextmanager
    async def _hash_turn(self) -> AsyncIterator[None]:
        if self._hashes_begun >= _HASHES_AT_ONCE + _HASHES_WAITING_MAX:
            raise Refusal("busy", retry_after_seconds=2)
        self._hashes_begun += 1
        try:
            async with self._hashing:
                yield
        finally:
            self._hashes_begun -= 1

    async def sign_out(self, token: str) -> None:
        """The session ends; repeating it changes nothing."""
        self._cache.pop("session:" + token, None)
        await accounts.close_session(self._database, token)

    def forget(self, account_id: UUID) -> None:
        """Look the account up anew when it calls next: something about it has changed."""
        for key in [k for k, (_, one, _) in self._cache.items() if one.account_id == account_id]:
            del self._cache[key]

    def forget_everybody(self) -> None:
        """Look everybody up anew: somebody was suspended or has left, and it is not known who."""
        self._changes += 1
        self._cache.clear()

    def forget_sessions(self, hashes: Collection[bytes]) -> None:
        """The same for sessions of which only the hashes are known."""
        for key in list(self._cache):
            kind, _, token = key.partition(":")
            if kind == "session" and accounts.secret_hash(token) in hashes:
                del self._cache[key]

    async def by_session(self, token: str, acts: bool = False) -> Identity | None:
        """Who is signed in; `acts` when somebody does something, which a desk's lock waits for."""
        identity = await self._cached("session:", token, acts)
        return replace(identity, session_csrf=csrf_token(token)) if identity else None

    async def by_token(self, token: str) -> Identity | None:
        return await self._cached("bearer:", token)

    async def _cached(self, kind: str, token: str, acts: bool = False) -> Identity | None:
        if not token.isascii() or len(token) > 200:
            return None
        key, changes = kind + token, self._changes
        held = self._cache.get(key)
        now = time.monotonic()
        if held is not None and held[0] > now and (not acts or held[2] > now):
            return held[1]
        if kind == "session:":
            identity = await accounts.identity_by_session(self._database, token, acts)
        else:
            identity = await self._lookups.find(token)
        self._cache.pop(key, None)
        if identity is not None:
            identity = replace(identity, credential=accounts.secret_hash(token))
        if identity is not None and changes == self._changes:
            until = time.monotonic() + self._cache_seconds
            self._cache[key] = (until, identity, until if acts else 0.0)
            while len(self._cache) > CACHE_ENTRIES_MAX:
                self._cache.popitem(last=False)
        return identity


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
