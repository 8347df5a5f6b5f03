"""Pools that may have changed since the board read them: at most one entry a pool."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from uuid import UUID


class Unread:
    """What is to be read again, in the order in which it was touched.

    An entry keeps the monotonic time since when the board may be behind, and the version that was
    heard of. With a version an entry is dropped, when its turn comes, if the board has got there by
    another way: most changes are told twice, by the doorbell and by the answer to whoever made
    them. `version_of` gives the board's version of a pool.
    """

    def __init__(self, version_of: Callable[[UUID], int]) -> None:
        self.work = asyncio.Event()
        self._version_of = version_of
        # Since when, and the version heard of; null: read it whatever the board has.
        self._waiting: dict[UUID, tuple[float, int | None]] = {}
        self._reading: dict[UUID, float] = {}

    def add(self, pool_id: UUID, version: int | None = None) -> None:
        """Say that a pool may have changed, to this version if that is known."""
        if pool_id in self._waiting:
            since, heard = self._waiting[pool_id]
            if heard is not None and (version is None or version > heard):
                self._waiting[pool_id] = (since, version)
        elif self._is_behind(pool_id, version):
            self._waiting[pool_id] = (time.monotonic(), version)
            self.work.set()

    def _is_behind(self, pool_id: UUID, version: int | None) -> bool:
        return version is None or self._version_of(pool_id) < version

    def take(self, pools_max: int) -> dict[UUID, float]:
        """The next pools to read, each with the time since when it may be behind; empty when none
        is left. Follow with `done` or `put_back`."""
        self._reading = {}
        while self._waiting and len(self._reading) < pools_max:
            pool_id = next(iter(self._waiting))
            since, version = self._waiting.pop(pool_id)
            if self._is_behind(pool_id, version):
                self._reading[pool_id] = since
        if not self._reading:
            self.work.clear()
        return self._reading

    def done(self) -> None:
        """The pools taken last have been read."""
        self._reading = {}

    def put_back(self) -> None:
        """The pools taken last could not be read: they stay as old as they were."""
        for pool_id, since in self._reading.items():
            self._waiting[pool_id] = (since, None)
        self._reading = {}

    def since(self) -> dict[UUID, float]:
        """Since when each pool may be behind that waits or is being read."""
        return {pool_id: since for pool_id, (since, _) in self._waiting.items()} | self._reading
