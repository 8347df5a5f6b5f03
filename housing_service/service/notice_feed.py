"""Announcements and nudges on the board: read again when their doorbell rings, and every few
seconds behind it. An end that comes by the clock therefore shows with the next reading."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Literal, cast

from housing_service.domain.errors import Refusal
from housing_service.live.hub import Hub
from housing_service.live.notices import Notice
from housing_service.store import operator as store
from housing_service.store.database import Database

log = logging.getLogger(__name__)
_Kind = Literal["announcement", "nudge", "alert"]


class NoticeFeed:
    """Keeps what stands on pages equal to the database."""

    def __init__(self, database: Database, hub: Hub, *, poll_seconds: float) -> None:
        self._database = database
        self._hub = hub
        self._poll_seconds = poll_seconds
        self._rung = asyncio.Event()

    def rung(self) -> None:
        """Say that something may have changed."""
        self._rung.set()

    async def read(self) -> None:
        """Read all that stands, and tell consoles if it has changed."""
        rows = await store.notices(self._database)
        found = [
            Notice(cast(_Kind, kind), audience, organization_id, view)
            for kind, audience, organization_id, view in rows
        ]
        if self._hub.board.notices.put(found):
            self._hub.wake()

    async def run(self) -> None:
        while True:
            self._rung.clear()
            try:
                await self.read()
            except Refusal as refusal:
                log.warning("notices not read", extra={"code": refusal.code})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._rung.wait()
