"""Open consoles see what their account may see now, not what it could when they connected."""

from __future__ import annotations

import asyncio
import logging

from housing_service.domain.errors import Refusal
from housing_service.live.hub import Hub
from housing_service.live.messages import CLOSE_NOT_SIGNED_IN, CLOSE_TRY_AGAIN
from housing_service.store.accounts import changed_sight
from housing_service.store.database import Database

log = logging.getLogger(__name__)
CHECK_SECONDS = 1.5
ACCOUNTS_PER_CHECK_MAX = 2_000


class SightWatch:
    """Checks the accounts of all consoles of this process every one and a half seconds."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub

    async def run(self) -> None:
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                await self.check()
            except Refusal as refusal:
                log.warning("sight not checked", extra={"code": refusal.code})

    async def check(self) -> None:
        """End the consoles of accounts that are gone; let those whose rights changed reconnect."""
        held = list({c.account_id: c.identity for c in self._hub.everybody()}.values())
        for first in range(0, len(held), ACCOUNTS_PER_CHECK_MAX):
            batch = held[first : first + ACCOUNTS_PER_CHECK_MAX]
            changed = await changed_sight(self._database, batch)
            gone = {account for account, is_gone in changed.items() if is_gone}
            self._hub.close_accounts(gone, CLOSE_NOT_SIGNED_IN)
            self._hub.close_accounts(changed.keys() - gone, CLOSE_TRY_AGAIN)
