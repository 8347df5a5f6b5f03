"""Which changes came without a notification: told apart from those whose notification is still on
its way when a poll, by chance, is quicker."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID


class MissedBells:
    """Pools that a poll found changed and that nobody has rung for since."""

    def __init__(self) -> None:
        self._unrung: set[UUID] = set()

    def rung(self, pool_id: UUID) -> None:
        """A notification, or the answer to a write of this process's own, has named the pool."""
        self._unrung.discard(pool_id)

    def at_poll(self, found: Collection[UUID]) -> set[UUID]:
        """Take what this poll found; returns what an earlier one found and nobody rang for in the
        time between the two. Holds at most one entry a pool."""
        missed, self._unrung = self._unrung, set(found)
        return missed
