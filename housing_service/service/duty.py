"""Who is at work, and the lines on which an organization is called back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from housing_service.domain.identity import Identity
from housing_service.service import requests
from housing_service.service.requests import parse
from housing_service.service.signin import SignIn
from housing_service.store import duty as store
from housing_service.store.database import Database


class Duty:
    """Use cases around being at work."""

    def __init__(self, database: Database, signin: SignIn) -> None:
        self._database = database
        self._signin = signin

    async def set(self, identity: Identity, body: Any) -> datetime | None:
        """Be at work for some time from now, or no longer; returns until when (database clock).
        Only people at work are shown requests. Raises `not_allowed` for responders."""
        minutes = parse(requests.Duty, body).minutes
        until = await store.set_duty(self._database, identity.account_id, minutes)
        self._signin.forget(identity.account_id)
        return until

    async def lines(
        self, identity: Identity, organization_id: UUID | None = None
    ) -> list[tuple[UUID, str]]:
        """Lines of the caller's organization; of any one for the operator."""
        return await store.list_lines(self._database, identity.account_id, organization_id)

    async def put_line(
        self, identity: Identity, organization_id: UUID, line_id: UUID, body: Any
    ) -> None:
        """Enter a line that the operator has called. Raises `organization_not_found`,
        `line_id_reused`."""
        line = parse(requests.PutLine, body).line
        await store.put_line(self._database, identity.account_id, organization_id, line_id, line)

    async def retire_line(self, identity: Identity, organization_id: UUID, line_id: UUID) -> None:
        """A line that nobody answers any more; requests that carry it show it until they end."""
        await store.put_line(self._database, identity.account_id, organization_id, line_id, None)
