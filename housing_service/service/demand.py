"""Unmet need and reasons on their way into the database: noted at once, written a moment later.

Whoever searches, holds or declines never waits for this: notes stand in a bounded queue, and a loop
writes them many at a time. The database counts each once, so a batch whose outcome is unknown is
written again. What does not fit into the queue is dropped and counted.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import Any
from uuid import UUID

from housing_service.domain.demand import (
    ANY_REGION,
    REFUSED_FOR,
    DemandKind,
    Need,
    household_of,
    region_of,
    what_was_missing,
)
from housing_service.domain.errors import Refusal
from housing_service.domain.filters import PoolFilter
from housing_service.domain.identity import OPERATOR, Identity
from housing_service.domain.party import Party
from housing_service.domain.sight import sight_of
from housing_service.live.board import Board
from housing_service.live.matching import HELD_WHEN_ACCEPTED, Match, match
from housing_service.metrics import DEMAND_DROPPED
from housing_service.store import demand as store
from housing_service.store.database import Database

log = logging.getLogger(__name__)
JsonObject = dict[str, Any]
NOTES_WAITING_MAX = 20_000
BATCH_NOTES_MAX = 500
FLUSH_SECONDS = 1.0
# An ending may be undone for 30 seconds; a reason counts when it stands after that.
REASON_SETTLES_SECONDS = 35.0


class Demand:
    """The notes of one process."""

    def __init__(
        self,
        database: Database,
        board: Board,
        *,
        notes_waiting_max: int = NOTES_WAITING_MAX,
        reason_settles_seconds: float = REASON_SETTLES_SECONDS,
    ) -> None:
        self._database = database
        self._board = board
        self._notes_waiting_max = notes_waiting_max
        self._reason_settles_seconds = reason_settles_seconds
        self._needs: deque[Need] = deque()
        self._reasons: deque[tuple[float, store.EndedFor]] = deque()
        self._writing = asyncio.Lock()

    def note_match(
        self,
        identity: Identity,
        need_id: UUID | None,
        wanted: PoolFilter,
        answer: Match,
        kind: DemandKind = "searched",
    ) -> None:
        """A search was answered, or shelters are asked for what it found. It counts as unmet when
        no program that is not ruled out has a place to be held; without a need's id, or for an
        operator, never."""
        if need_id is None or identity.role == OPERATOR or answer.pools_to_hold:
            return
        obstacles = [(one.attribute, one.pools_to_hold) for one in answer.obstacles]
        missing = what_was_missing(obstacles, answer.pools_not_ruled_out)
        household = household_of(wanted.household)
        self._add(Need(need_id, region_of(wanted.regions), household, missing, kind))

    def note_filter(self, identity: Identity, need_id: UUID | None, wanted: PoolFilter) -> None:
        """A console subscribed with a household that has this need."""
        if need_id is None or identity.role == OPERATOR:
            return
        answer = match(
            self._board.indexes, sight_of(identity), wanted, {}, 0, worst_had=HELD_WHEN_ACCEPTED
        )
        self.note_match(identity, need_id, wanted, answer)

    def note_refused(
        self, need_id: UUID | None, code: str, pool_id: UUID, party: Party | None
    ) -> None:
        """A hold was refused. It counts when another place might not have refused it; of
        confidential programs the region is not named."""
        if need_id is None or code not in REFUSED_FOR:
            return
        entry = self._board.pools.get(pool_id)
        known = entry is not None and not entry.facets.confidential
        region = entry.facets.region if entry is not None and known else ANY_REGION
        self._add(Need(need_id, region, household_of(party), REFUSED_FOR[code], "held"))

    def note_asked(
        self, identity: Identity, need_id: UUID | None, wanted: PoolFilter, answer: Match
    ) -> None:
        """Nothing was found and shelters are asked; counts by the rule of a search. The request
        itself is never told of the need."""
        self.note_match(identity, need_id, wanted, answer, "asked")

    def note_placed(self, need_id: UUID | None) -> None:
        """A place was found for a need that may have been refused before."""
        if need_id is not None:
            placed: DemandKind = "placed"
            self._add(Need(need_id, ANY_REGION, "not_said", "none", placed))

    def note_reason(self, hold: JsonObject, reason: str | None) -> None:
        """A hold ended for a reason. It counts when the ending is not undone."""
        if reason is None or "pool_id" not in hold:
            return
        ended = store.EndedFor(
            UUID(hold["id"]), int(hold["version"]), UUID(hold["pool_id"]), reason
        )
        if self._has_room():
            self._reasons.append((time.monotonic() + self._reason_settles_seconds, ended))

    def _add(self, need: Need) -> None:
        if self._has_room():
            self._needs.append(need)

    def _has_room(self) -> bool:
        if len(self._needs) + len(self._reasons) < self._notes_waiting_max:
            return True
        DEMAND_DROPPED.inc()
        return False

    async def run(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.write()
            except Refusal as refusal:
                # The notes still stand in the queue.
                log.warning("demand waits to be written", extra={"code": refusal.code})

    async def write(self, *, settled_only: bool = True) -> None:
        """Write what waits. Raises Refusal when the database does not take it; nothing is lost
        then, and what was written already is not counted again."""
        async with self._writing:
            while batch := [n for n, _ in zip(self._needs, range(BATCH_NOTES_MAX), strict=False)]:
                await store.note_demand(self._database, batch)
                for _ in batch:
                    self._needs.popleft()
            while ended := self._settled(settled_only):
                stands = [one for one in ended if self._stands(one)]
                if stands:
                    await store.note_reasons(self._database, stands)
                for _ in ended:
                    self._reasons.popleft()

    def _settled(self, settled_only: bool) -> list[store.EndedFor]:
        now = time.monotonic()
        waiting = zip(self._reasons, range(BATCH_NOTES_MAX), strict=False)
        return [ended for (due, ended), _ in waiting if due <= now or not settled_only]

    def _stands(self, ended: store.EndedFor) -> bool:
        """Whether the hold is still as it was when it ended; undo makes a newer version of it."""
        known = self._board.holds.get(ended.hold_id)
        return known is None or known.version <= ended.version

    async def close(self) -> None:
        """Write the rest before the database goes; reasons given in the last seconds count as they
        stand."""
        try:
            await self.write(settled_only=False)
        except Refusal as refusal:
            left = len(self._needs) + len(self._reasons)
            log.warning("demand is lost", extra={"code": refusal.code, "notes": left})
            DEMAND_DROPPED.inc(left)
