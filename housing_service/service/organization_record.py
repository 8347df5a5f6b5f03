"""The record of the caller's own organization, for those who look after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.store import audit as store
from housing_service.store.database import Database

ROWS_MAX: Final = 500
DAYS_MAX: Final = 31


class OrganizationRecord:
    """The database judges anew at every call who may read it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rows(
        self, identity: Identity, since: datetime, until: datetime
    ) -> list[dict[str, Any]]:
        """What was done between two times, newest first, at most ROWS_MAX. Raises Refusal
        `not_allowed`, or `invalid_request` for more than DAYS_MAX days or a time that runs back."""
        if not timedelta(0) <= until - since <= timedelta(days=DAYS_MAX, hours=2):
            message = f"at most {DAYS_MAX} days, and not before 'since'"
            raise Refusal("invalid_request", fields=[{"field": "until", "message": message}])
        return await store.organization_record(
            self._database, identity.account_id, since, until, ROWS_MAX
        )
