"""Passkeys (WebAuthn): adding them, signing in with them, proving a session anew.

Each challenge is kept in the database as a hash, for five minutes and one use. A passkey must have
looked at its owner (PIN, finger, face), so that it is both factors at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from typing import Any

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.service import codes, passkey_answers
from housing_service.service.passkey_answers import Site
from housing_service.service.signin import SignIn, new_secret, renewed, signed_in
from housing_service.service.step_up import StepUp
from housing_service.store import passkeys as store
from housing_service.store.accounts import NewSession, secret_hash
from housing_service.store.database import Database

JsonObject = dict[str, Any]
_CHALLENGE_BYTES = 32


class Passkeys:
    """Use cases of passkeys, for one process."""

    def __init__(self, database: Database, signin: SignIn, step_up: StepUp, *, issuer: str) -> None:
        self._database = database
        self._signin = signin
        self._step_up = step_up
        self._issuer = issuer

    async def to_register(self, identity: Identity, site: Site, login: str) -> JsonObject:
        """What a browser needs to make a passkey. Raises Refusal `step_up_required`."""
        challenge = secrets.token_bytes(_CHALLENGE_BYTES)
        await self._keep(challenge, "register", identity)
        known = await store.credential_ids(self._database, identity.account_id)
        return passkey_answers.registration(
            site, challenge, identity.account_id, login, self._issuer, known
        )

    async def register(self, identity: Identity, site: Site, answer: Any) -> list[str]:
        """Keep the passkey that a browser made. Returns recovery codes, to be shown once, when it
        is the first second factor, else none. Raises Refusal `passkey_failed`,
        `passkey_limit_reached`, `step_up_required`."""
        made = await asyncio.to_thread(passkey_answers.registered, site, answer)
        new = store.NewPasskey(
            _hash(made.challenge), made.credential_id, made.public_key, made.sign_count
        )
        fresh = codes.new_recovery_codes()
        hashes = [codes.recovery_hash(one) for one in fresh]
        first = await store.add(
            self._database, identity.account_id, identity.credential, new, hashes
        )
        self._signin.forget(identity.account_id)
        return fresh if first else []

    async def to_sign_in(self, site: Site, origin: str) -> JsonObject:
        """What a browser needs to look for a passkey of this site; the same for everybody. Raises
        Refusal `rate_limited`."""
        await self._signin.take_attempt((f"passkey:{origin}",))
        return await self._to_sign(site, "sign_in", None)

    async def to_step_up(self, identity: Identity, site: Site) -> JsonObject:
        return await self._to_sign(site, "step_up", identity)

    async def sign_in(
        self, site: Site, answer: Any, device_secret: str | None, browser: str
    ) -> tuple[str, Identity]:
        """Open a session; returns (session token, identity). Raises Refusal `passkey_failed`
        whatever was wrong."""
        signed = await self._verified(site, answer)
        new = NewSession(new_secret(), self._signin.lifetimes, device_secret, browser)
        identity = signed_in(await store.open_session(self._database, signed, new), new.token)
        if identity is None:
            raise Refusal("passkey_failed")
        return new.token, identity

    async def step_up(self, identity: Identity, session: str, site: Site, answer: Any) -> str:
        """Prove a session anew; returns its new secret. Raises Refusal `passkey_failed`."""
        signed = await self._verified(site, answer)
        if signed.account_id != identity.account_id:
            raise Refusal("passkey_failed")
        token = renewed(session)
        await store.step_up(self._database, secret_hash(session), signed, secret_hash(token))
        self._step_up.renewed(session)
        return token

    async def _to_sign(
        self, site: Site, purpose: store.Purpose, identity: Identity | None
    ) -> JsonObject:
        challenge = secrets.token_bytes(_CHALLENGE_BYTES)
        await self._keep(challenge, purpose, identity)
        return passkey_answers.authentication(site, challenge)

    async def _keep(
        self, challenge: bytes, purpose: store.Purpose, identity: Identity | None
    ) -> None:
        await store.make_challenge(
            self._database,
            identity.account_id if identity else None,
            identity.credential if identity else None,
            purpose,
            _hash(challenge),
        )

    async def _verified(self, site: Site, answer: Any) -> store.Signed:
        """Whose signature this is. Whether its challenge is still good is for the database."""
        credential_id = passkey_answers.credential_id(answer)
        stored = await store.find(self._database, credential_id)
        if stored is None:
            raise Refusal("passkey_failed")
        signed = await asyncio.to_thread(
            passkey_answers.signed, site, answer, stored.public_key, stored.sign_count
        )
        return store.Signed(
            stored.account_id, _hash(signed.challenge), credential_id, signed.sign_count
        )


def _hash(challenge: bytes) -> bytes:
    return hashlib.sha256(challenge).digest()
