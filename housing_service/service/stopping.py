"""The operator's kill switch, and the holds it leaves for the operator to look after.

Switching off ends sign-in, sessions, open pages and tokens; it ends no hold and moves no count. The
database announces it, so that every process closes open pages at once; behind that the clocks of
`sight_watch` and of remembered identities do, within two seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from housing_service.domain.identity import Identity
from housing_service.service import people_requests as ask
from housing_service.service.requests import Nothing, parse
from housing_service.store import stopping as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]


class Stopping:
    """Use cases of the kill switch, for one process. `rung` looks at open pages here at once."""

    def __init__(self, database: Database, rung: Callable[[], None]) -> None:
        self._database = database
        self._rung = rung

    async def stop(self, identity: Identity, kind: str, target: UUID | str, body: Any) -> None:
        """Switch an account, an organization or a region's new holds off, for a reason of the
        closed list. Repeating it changes nothing but the reason. Raises Refusal `not_allowed`,
        `step_up_required`, `not_yourself`, `account_not_found`, `organization_not_found`,
        `region_not_found`, `invalid_request`."""
        reason = parse(ask.Suspend, body).reason
        await store.stop(self._database, identity, kind, target, reason)
        self._rung()

    async def lift(self, identity: Identity, kind: str, target: UUID | str, body: Any) -> None:
        """Switch it on again; whoever it was signs in anew. Raises as `stop`."""
        parse(Nothing, body)
        await store.stop(self._database, identity, kind, target, None)
        self._rung()

    async def standing(self, identity: Identity) -> list[JsonObject]:
        """What is switched off now, the newest first."""
        return await store.list_stops(self._database, identity.account_id)

    async def organizations(self, identity: Identity) -> list[JsonObject]:
        """Every organization as operators know it, with how many people it has."""
        return await store.list_organizations(self._database, identity.account_id)

    async def holds(self, identity: Identity) -> list[JsonObject]:
        """Live holds that are the operator's to look after, the first deadline first."""
        return await store.list_holds_to_look_after(self._database, identity.account_id)
