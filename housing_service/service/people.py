"""How people come in, change and leave. Whom a link goes to is between those two: no address of
anybody is ever asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.service import people_requests as ask
from housing_service.service.passwords import check_password
from housing_service.service.rate import Rates
from housing_service.service.requests import Nothing, parse
from housing_service.service.signin import SignIn, new_secret
from housing_service.store import people as store
from housing_service.store.accounts import secret_hash
from housing_service.store.database import Database

JsonObject = dict[str, Any]
TOKEN_CHARS_MAX = 100


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was just made. The token is known to nobody afterwards."""

    invitation_id: UUID
    token: str


class People:
    """Use cases of joining, changing and leaving, for one process. `rung` looks at open pages here
    at once."""

    def __init__(
        self,
        database: Database,
        signin: SignIn,
        rung: Callable[[], None],
        *,
        invitation_hours: int,
        breached_passwords: Path | None,
        calls_per_minute: int,
    ) -> None:
        self._database = database
        self._signin = signin
        self._rung = rung
        self.invitation_hours = invitation_hours
        self._breached_passwords = breached_passwords
        self._calls = Rates(calls_per_minute / 60, calls_per_minute)

    async def put_organization(
        self, identity: Identity, organization_id: UUID, body: Any
    ) -> tuple[bool, JsonObject]:
        """A new organization in its first stage; (newly made, as operators know it). Raises Refusal
        `not_allowed`, `step_up_required`, `organization_id_reused`, `invalid_request`."""
        request = parse(ask.PutOrganization, body)
        return await store.put_organization(
            self._database,
            identity,
            organization_id,
            request.name.strip(),
            request.victim_service_provider,
        )

    async def invite(self, identity: Identity, body: Any) -> Invitation:
        """A link for one person, good once. Raises Refusal `not_allowed`, `step_up_required`,
        `organization_not_found`, `invitation_limit_reached`, `invalid_request`."""
        request = parse(ask.Invite, body)
        token = new_secret()
        made = await store.invite(
            self._database,
            identity,
            request.organization_id,
            request.role,
            request.coordinator,
            token,
            self.invitation_hours * 3600,
        )
        return Invitation(made, token)

    async def revoke(self, identity: Identity, invitation_id: UUID, body: Any) -> None:
        """The link opens nothing any more. Raises as `invite`, and `invitation_not_found`."""
        parse(Nothing, body)
        await store.revoke_invitation(self._database, identity, invitation_id)

    async def invitations(
        self, identity: Identity, organization_id: UUID | None
    ) -> list[JsonObject]:
        return await store.list_invitations(self._database, identity.account_id, organization_id)

    async def people(self, identity: Identity, organization_id: UUID | None) -> list[JsonObject]:
        """Who may sign in, by sign-in name; nobody for a caller who does not look after them."""
        return await store.list_people(self._database, identity.account_id, organization_id)

    async def end(self, identity: Identity, account_id: UUID, body: Any) -> None:
        """Somebody has left. Raises Refusal `account_not_found`, `not_yourself`, `not_allowed`,
        `step_up_required`."""
        parse(Nothing, body)
        await store.end_account(self._database, identity, account_id)
        self._rung()

    async def change(self, identity: Identity, account_id: UUID, body: Any) -> None:
        """Somebody does other work from now on. Raises Refusal as `end`."""
        request = parse(ask.ChangeRole, body)
        await store.change_role(
            self._database, identity, account_id, request.role, request.coordinator
        )
        self._rung()

    def _take_turn(self, token: str, origin: str) -> None:
        if not token.isascii() or len(token) > TOKEN_CHARS_MAX:
            raise Refusal("not_found")
        for key in (f"origin:{origin}", f"link:{secret_hash(token).hex()}"):
            wait = self._calls.take(key)
            if wait:
                raise Refusal("rate_limited", retry_after_seconds=wait)

    async def invitation(self, token: str, origin: str) -> JsonObject:
        """What a link shows; it stays unused. Raises Refusal `not_found` for one that is unknown,
        over, used or taken back, `rate_limited`."""
        self._take_turn(token, origin)
        found = await store.invitation_of(self._database, token)
        if found is None:
            raise Refusal("not_found")
        return found

    async def join(
        self, token: str, body: Any, origin: str, browser: str = "other"
    ) -> tuple[str, Identity]:
        """Use a link: make the account and sign it in; returns (session token, identity). Of two at
        once one succeeds. Raises Refusal as `invitation`, `sign_in_name_taken`, what
        `check_password` raises, `invalid_request` with the link as good as before."""
        self._take_turn(token, origin)
        # Working out a hash is dear: nobody without a link makes us do it.
        if await store.invitation_of(self._database, token) is None:
            raise Refusal("not_found")
        request = parse(ask.Join, body)
        await asyncio.to_thread(
            check_password, request.password, request.sign_in_name, self._breached_passwords
        )
        hashed = await self._signin.hashed(request.password)
        if await store.join(self._database, token, request.sign_in_name, hashed) is None:
            raise Refusal("not_found")
        session, identity = await self._signin.sign_in(
            request.sign_in_name, request.password, origin, browser=browser
        )
        if identity is None:
            raise Refusal("second_factor_needed")
        return session, identity
