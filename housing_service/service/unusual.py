"""What an operator should look at, and what they do about it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from housing_service.domain.identity import Identity
from housing_service.service.notice_feed import NoticeFeed
from housing_service.service.requests import Nothing, parse
from housing_service.store import watching as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]
ALERTS_MAX: Final = 200
COOL_DOWNS_MAX: Final = 200


class Unusual:
    """Alerts and cool-downs, for operators. The database judges the caller anew at every call."""

    def __init__(self, database: Database, notices: NoticeFeed) -> None:
        self._database = database
        self._notices = notices

    async def alerts(self, identity: Identity) -> list[JsonObject]:
        """Those nobody has looked at first, then the newest; of the last 30 days."""
        return await store.list_alerts(self._database, identity.account_id, ALERTS_MAX)

    async def acknowledge(self, identity: Identity, alert_id: UUID, body: Any) -> None:
        """Say that somebody has looked at it. Raises Refusal `alert_not_found`."""
        parse(Nothing, body)
        await store.acknowledge_alert(self._database, identity.account_id, alert_id)
        await self._notices.read()

    async def cool_downs(self, identity: Identity) -> list[JsonObject]:
        """For whom shelters are asked first now, because they held and let go again and again."""
        return await store.list_cool_downs(self._database, identity.account_id, COOL_DOWNS_MAX)

    async def lift(self, identity: Identity, subject_id: UUID, body: Any) -> None:
        """End a cool-down before its time. Raises Refusal `cool_down_not_found`."""
        parse(Nothing, body)
        await store.lift_cool_down(self._database, identity.account_id, subject_id)
