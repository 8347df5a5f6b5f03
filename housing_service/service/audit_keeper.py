"""Once a day the heads of the record are signed and written to a file; rows that were kept long
enough go, and a signed checkpoint takes their place."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from pathlib import Path
from typing import Final

from housing_service.domain.errors import Refusal
from housing_service.metrics import AUDIT_EXPORTED_AT
from housing_service.service.audit_heads import heads_file, write_heads
from housing_service.service.audit_key import (
    AuditKey,
    AuditKeyUnusable,
    checkpoint_message,
    read_key,
)
from housing_service.store import audit as store
from housing_service.store.database import Database

log = logging.getLogger(__name__)
# A start is never made longer by it, and a service that lives for a moment writes no file.
FIRST_LOOK_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 600.0
# Rows of one book that go at once; each time under a new checkpoint.
PURGED_AT_ONCE_MAX: Final = 1000


class AuditKeeper:
    """One per process; several do each day's work once, because its result is there."""

    def __init__(self, database: Database, key_file: Path, directory: Path) -> None:
        self._database = database
        self._key_file = key_file
        self._directory = directory

    async def run(self) -> None:
        await asyncio.sleep(FIRST_LOOK_SECONDS)
        while True:
            try:
                await self.keep()
            except Refusal as refusal:
                log.warning("the record was not kept", extra={"code": refusal.code})
            except (AuditKeyUnusable, OSError) as error:
                log.error("the record was not kept", extra={"fault": type(error).__name__})
            await asyncio.sleep(LOOK_SECONDS)

    async def keep(self) -> Path:
        """Write this day's heads unless they are written, then purge. Returns the day's file.
        Raises AuditKeyUnusable, OSError, and what the database refuses."""
        key = await asyncio.to_thread(read_key, self._key_file, make=True)
        assert key is not None
        at, heads = await store.heads(self._database)
        path = heads_file(self._directory, at)
        if not path.exists():
            await asyncio.to_thread(write_heads, self._directory, at, heads, key)
        AUDIT_EXPORTED_AT.set(_midnight(at).timestamp())
        await self.purge(key)
        return path

    async def purge(self, key: AuditKey) -> int:
        """Remove every row that was kept long enough; returns how many."""
        removed = 0
        while due := await store.expired(self._database, PURGED_AT_ONCE_MAX):
            gone = 0
            for upto in due:
                signature = key.sign(checkpoint_message(upto))
                gone += await store.purge(self._database, upto, key.public, signature)
            removed += gone
            if not gone:
                break
        return removed


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
