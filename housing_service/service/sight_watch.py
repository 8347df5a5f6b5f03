"""Open consoles see what their account may see now, not what it could when they connected."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from housing_service.domain.errors import Refusal
from housing_service.live.connection import Connection
from housing_service.live.hub import Hub
from housing_service.live.messages import CLOSE_NOT_SIGNED_IN, CLOSE_TRY_AGAIN
from housing_service.store.accounts import HeldSight, ended_sight, held_sight
from housing_service.store.database import Database

log = logging.getLogger(__name__)
CHECK_SECONDS = 1.5
CONSOLES_PER_CHECK_MAX = 2_000


class SightWatch:
    """Checks all consoles of this process every one and a half seconds, and at once when it is told
    that somebody was suspended or has left."""

    def __init__(self, database: Database, hub: Hub, forget: Callable[[], None]) -> None:
        self._database = database
        self._hub = hub
        self._forget = forget
        self._held: dict[Connection, HeldSight] = {}
        self._rung = asyncio.Event()

    def rung(self) -> None:
        """Somebody was suspended, has left or sees otherwise: nobody is known any more, and open
        consoles are looked at now."""
        self._forget()
        self._rung.set()

    async def run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    await self._rung.wait()
            self._rung.clear()
            try:
                await self.check()
            except Refusal as refusal:
                log.warning("sight not checked", extra={"code": refusal.code})

    async def check(self) -> None:
        """End the consoles whose token, session or account has ended; let those whose rights
        changed reconnect. Each console is judged by what it connected with."""
        before = self._held
        self._held = {
            console: before.get(console) or held_sight(console.identity, console.credential)
            for console in self._hub.everybody()
            if console.credential is not None
        }
        consoles = list(self._held)
        for first in range(0, len(consoles), CONSOLES_PER_CHECK_MAX):
            batch = consoles[first : first + CONSOLES_PER_CHECK_MAX]
            held = [self._held[console] for console in batch]
            for place, is_gone in await ended_sight(self._database, held):
                self._hub.close(batch[place], CLOSE_NOT_SIGNED_IN if is_gone else CLOSE_TRY_AGAIN)
