"""Signing in by an agency's own provider (OpenID Connect), for accounts that were linked before.

Nobody is registered by it: a provider's word opens the account that was linked to exactly this
person there, and nothing otherwise. Only the issuer itself is called.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.single_sign_on import (
    Flow,
    asking_address,
    same_place,
    subject_hash,
)
from housing_service.service.signin import SignIn, new_secret, signed_in
from housing_service.store import single_sign_on as store
from housing_service.store.accounts import NewSession
from housing_service.store.database import Database

# Signatures with a key pair only: no "none", and none by the secret that we share.
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
CLOCKS_APART_SECONDS: Final = 60
FACTS_KEPT_SECONDS: Final = 3_600.0
KEYS_ASKED_AGAIN_SECONDS: Final = 30.0
_TEXT_CHARS_MAX: Final = 4_096
_REGISTRY: Final = JWSRegistry(algorithms=list(ALGORITHMS))

# Calls one address at the issuer: GET, or POST with these fields and the client's proof; gives
# back the parsed object. Raises Refusal `single_sign_on_unavailable`.
Call = Callable[[str, Mapping[str, str] | None, Mapping[str, str]], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Provider:
    """What the operator has set, and where people come back to."""

    issuer: str
    client_id: str
    client_secret: str | None
    back: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the issuer says about itself, all of it at the issuer."""

    authorization: str
    token: str
    keys: str
    names_itself: bool


class SingleSignOn:
    """The way there and back for one process."""

    def __init__(
        self,
        database: Database,
        signin: SignIn,
        provider: Provider,
        call: Call,
        now: Callable[[], float],
    ) -> None:
        self._database = database
        self._signin = signin
        self._provider = provider
        self._call = call
        self._now = now
        self._facts: tuple[float, _Facts] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._asking = asyncio.Lock()

    def now(self) -> float:
        return self._now()

    async def asking_address(self, flow: Flow) -> str:
        """Where the browser is to go. Raises Refusal `single_sign_on_unavailable`."""
        facts = await self._known_facts()
        return asking_address(
            facts.authorization, self._provider.client_id, self._provider.back, flow
        )

    async def person(self, flow: Flow | None, answer: Mapping[str, str]) -> bytes:
        """Who has come back, as the hash under which they were linked.

        Raises Refusal `single_sign_on_failed` when anything about it is not as it must be, with
        nothing said about what, and `single_sign_on_unavailable`.
        """
        if flow is None or flow.is_over(self._now()):
            raise Refusal("single_sign_on_failed")
        if not flow.is_answered_by(answer.get("state", "")):
            raise Refusal("single_sign_on_failed")
        facts = await self._known_facts()
        # RFC 9207: an answer made for us by another provider is not sent on to this one.
        issuer = answer.get("iss")
        if issuer != self._provider.issuer and (issuer is not None or facts.names_itself):
            raise Refusal("single_sign_on_failed")
        code = answer.get("code", "")
        if answer.get("error") or not 1 <= len(code) <= _TEXT_CHARS_MAX:
            raise Refusal("single_sign_on_failed")
        told = await self._call(facts.token, self._redeeming(flow, code), self._proof())
        claims = await self._claims(facts, told.get("id_token"))
        return self._subject(claims, flow.nonce)

    async def sign_in(
        self, person: bytes, device_secret: str | None, browser: str
    ) -> tuple[str, Identity | None]:
        """Open a session for the account linked to them; where a second factor is on nobody is
        signed in yet, and what comes back is a ticket for the second step. Raises Refusal
        `single_sign_on_unknown` when there is no account that may sign in."""
        new = NewSession(new_secret(), self._signin.lifetimes, device_secret, browser)
        opened = await store.open_session(
            self._database, person, new, self._signin.roles_with_factor
        )
        if opened is None:
            raise Refusal("single_sign_on_unknown")
        return new.token, signed_in(opened.identity, new.token)

    async def check_may_link(self, identity: Identity, credential: bytes) -> None:
        """Raises Refusal `step_up_required`."""
        if not await store.may_link(self._database, identity.account_id, credential):
            raise Refusal("step_up_required")

    async def link(self, identity: Identity, credential: bytes, person: bytes) -> None:
        """From now on this person signs in to the caller's account. Raises Refusal
        `step_up_required`, or `single_sign_on_taken` when they are linked to another account."""
        await store.link(self._database, identity.account_id, credential, person)

    async def unlink(self, identity: Identity, credential: bytes) -> None:
        """Nobody signs in to the caller's account this way any more; repeating it changes
        nothing. Raises Refusal `step_up_required`."""
        await store.unlink(self._database, identity.account_id, credential)

    async def is_linked(self, identity: Identity) -> bool:
        return await store.is_linked(self._database, identity.account_id)

    def _redeeming(self, flow: Flow, code: str) -> dict[str, str]:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._provider.back,
            "code_verifier": flow.verifier,
        }
        if self._provider.client_secret is None:
            asked["client_id"] = self._provider.client_id
        return asked

    def _proof(self) -> dict[str, str]:
        """RFC 6749: name and secret of the client, written as in a form."""
        if self._provider.client_secret is None:
            return {}
        return {
            "user": quote(self._provider.client_id, safe=""),
            "password": quote(self._provider.client_secret, safe=""),
        }

    async def _known_facts(self) -> _Facts:
        async with self._asking:
            held = self._facts
            if held is not None and held[0] > time.monotonic():
                return held[1]
            issuer = self._provider.issuer
            told = await self._call(
                issuer.rstrip("/") + "/.well-known/openid-configuration", None, {}
            )
            door, token, keys = (
                told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
            )
            here = all(same_place(issuer, place) for place in (door, token, keys))
            if told.get("issuer") != issuer or not here:
                raise Refusal("single_sign_on_unavailable")
            names_itself = told.get("authorization_response_iss_parameter_supported") is True
            facts = _Facts(str(door), str(token), str(keys), names_itself)
            self._facts = (time.monotonic() + FACTS_KEPT_SECONDS, facts)
            return facts

    async def _claims(self, facts: _Facts, token: object) -> dict[str, Any]:
        """What a token says whose signature is the issuer's. A key that is not known is asked for
        once more, because providers change theirs."""
        if not isinstance(token, str) or len(token) > 4 * _TEXT_CHARS_MAX:
            raise Refusal("single_sign_on_failed")
        for again in (False, True):
            keys = await self._known_keys(facts, again)
            try:
                return dict(jwt.decode(token, keys, registry=_REGISTRY).claims)
            except (JoseError, ValueError, TypeError, KeyError):
                continue
        raise Refusal("single_sign_on_failed")

    async def _known_keys(self, facts: _Facts, again: bool) -> KeySet:
        async with self._asking:
            age = time.monotonic() - self._keys[0] if self._keys else FACTS_KEPT_SECONDS
            kept = KEYS_ASKED_AGAIN_SECONDS if again else FACTS_KEPT_SECONDS
            if self._keys is not None and age < kept:
                return self._keys[1]
            told = await self._call(facts.keys, None, {})
            try:
                keys = KeySet.import_key_set(told)  # type: ignore[arg-type]
            except (JoseError, ValueError, TypeError, KeyError):
                raise Refusal("single_sign_on_unavailable") from None
            self._keys = (time.monotonic(), keys)
            return keys

    def _subject(self, claims: Mapping[str, Any], nonce: str) -> bytes:
        """OpenID Connect Core 3.1.3.7, by our clock."""
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        now, client = self._now(), self._provider.client_id
        ends, made, subject = claims.get("exp"), claims.get("iat"), claims.get("sub")
        right = (
            claims.get("iss") == self._provider.issuer
            and client in audiences
            and (len(audiences) == 1 or claims.get("azp") == client)
            and claims.get("azp", client) == client
            and now - CLOCKS_APART_SECONDS < _seconds(ends, 0)
            and _seconds(made, math.inf) < now + CLOCKS_APART_SECONDS
            and claims.get("nonce") == nonce
            and isinstance(subject, str)
            and 1 <= len(subject) <= 255
        )
        if not right:
            raise Refusal("single_sign_on_failed")
        return subject_hash(self._provider.issuer, str(subject))


def _seconds(value: object, otherwise: float) -> float:
    """A time as the token has it; `otherwise` for what is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else otherwise  # type: ignore[arg-type]
