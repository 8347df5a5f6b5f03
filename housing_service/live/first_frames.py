"""What a console is sent first: a full snapshot, or what it missed since its resume token.

Thousands of consoles come back at once after a restart. All that is the same for an audience is
put together once for each state of the pools, and handed to every transport as the same bytes:
readers who are slow to take their snapshot share one copy of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import orjson

from housing_service.domain.filters import EVERYBODY
from housing_service.domain.identity import OPERATOR, SHELTER_STAFF
from housing_service.live import packing
from housing_service.live.audience import (
    Audience,
    changes_frame,
    described_pools,
    snapshot_pools,
)
from housing_service.live.board import Board, HoldEntry, Kind
from housing_service.live.connection import Connection
from housing_service.live.entries import told_in_order
from housing_service.live.frames import frame_header, text_frame
from housing_service.live.hold_frames import hold_frame
from housing_service.live.packing import Packing
from housing_service.live.resume import ResumeTokens
from housing_service.metrics import FRAMES_SENT

SNAPSHOTS_KEPT_MAX = 64
_SNAPSHOT = FRAMES_SENT.labels("snapshot")
_RESUME = FRAMES_SENT.labels("resume")


_HEAD = b'{"type":"snapshot","pools":%s'


def _asked_first(connection: Connection) -> bytes:
    """Until when shelters are asked first for this viewer, as a member; nothing when they are not.
    When that changes, the console connects anew."""
    until = connection.identity.asked_first_until
    return b"" if until is None else b',"asked_first_until":%s' % orjson.dumps(until)


@dataclass(frozen=True, slots=True)
class Ahead:
    """The pools of a snapshot as of an offset, for one audience in one epoch of the board."""

    audience: Audience
    epoch: ResumeTokens
    offset: int
    head: bytes
    packed: bytes | None = None


class FirstFrames:
    """Snapshots and resumptions of one board."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.database_time: Callable[[], float] = time.time
        self._pools: dict[Audience, tuple[int, bytes]] = {}
        self._packed: dict[Audience, Ahead] = {}
        self._packing = Packing()

    def forget(self, audience: Audience) -> None:
        """Nobody of this audience is left."""
        self._pools.pop(audience, None)
        self._packed.pop(audience, None)

    def forget_all(self) -> None:
        self._pools.clear()
        self._packed.clear()

    async def made_ahead(self, audience: Audience, *, pack: bool = False) -> Ahead:
        """A snapshot, made while others are served between its pieces, and packed if asked for. It
        is of the moment when this was called; what has changed since is left to follow as
        changes."""
        if audience.filter.case != EVERYBODY:
            made = await self._described(audience)
            return replace(made, packed=await self._packing.packed(made.head)) if pack else made
        kept = self._packed.get(audience)
        is_current = kept is not None and kept.offset >= self._board.pools_offset
        if kept is not None and is_current and self._still_holds(kept, audience):
            return kept
        made = Ahead(audience, self._board.tokens, self._board.offset, self._head(audience))
        made = replace(made, packed=await self._packing.packed(made.head))
        if made.packed is not None:
            if len(self._packed) >= SNAPSHOTS_KEPT_MAX:
                self._packed.clear()
            self._packed[audience] = made
        return made

    async def _described(self, audience: Audience) -> Ahead:
        epoch, offset = self._board.tokens, self._board.offset
        pieces = described_pools(self._board, audience)
        while True:
            try:
                next(pieces)
            except StopIteration as done:
                return Ahead(audience, epoch, offset, _HEAD % done.value)
            await asyncio.sleep(0)

    def snapshot(self, connection: Connection, ahead: Ahead | None = None) -> int:
        """Write a full snapshot; returns its size in bytes, 0 for a console that watches
        nothing. One made `ahead` is written if it still holds, and leaves the console's offset
        where it was then."""
        audience = connection.audience
        if audience is None:
            return 0
        if ahead is not None and self._still_holds(ahead, audience):
            offset, head, packed = ahead.offset, ahead.head, ahead.packed
        else:
            offset, head, packed = self._board.offset, self._head(audience), None
        told = self._told(connection)
        notices = self._board.notices.members(connection)
        rest = (
            b',"holds":[%s],"requests":[%s],"asks":[%s],%s%s,"generation":%s,"server_time":%.3f,'
            b'"resume":"%s%s'
        ) % (
            b",".join(told["hold"]),
            b",".join(told["request"]),
            b",".join(told["ask"]),
            notices,
            _asked_first(connection),
            orjson.dumps(self._board.generation),
            self.database_time(),
            self._board.tokens.place(offset).encode(),
            connection.tail,
        )
        connection.offset = offset
        is_packed = False
        if packed is not None and connection.takes_packed:
            head, rest, is_packed = packed, packing.rest(rest), True
        connection.told_notices(self._board.notices.version, notices)
        size = len(head) + len(rest)
        connection.transport.writelines((frame_header(size, binary=is_packed), head, rest))
        _SNAPSHOT.inc()
        return size

    def _still_holds(self, ahead: Ahead, audience: Audience) -> bool:
        return (
            ahead.epoch is self._board.tokens
            and ahead.audience == audience
            and ahead.offset >= self._board.resume_floor
        )

    def _head(self, audience: Audience) -> bytes:
        kept = self._pools.get(audience)
        if kept is None or kept[0] != self._board.pools_offset:
            head = _HEAD % snapshot_pools(self._board, audience)
            kept = (self._board.pools_offset, head)
            # A household's snapshot is its own: nobody else would be handed it.
            if audience.filter.case == EVERYBODY:
                if len(self._pools) >= SNAPSHOTS_KEPT_MAX:
                    self._pools.clear()
                self._pools[audience] = kept
        return kept[1]

    def resumed(self, connection: Connection, audience: Audience) -> None:
        """Write what changed since the console's offset. Holds are few and private: all of them
        travel again, so that none can be missed."""
        since = connection.offset
        frame = changes_frame(self._board, audience, since)
        connection.offset = self._board.offset
        if frame is not None:
            connection.transport.write(frame + connection.tail)
        else:
            # Nothing changed: say so, with a fresh token, so that the console knows it is live.
            payload = b'{"type":"changes","pools":[],"removed":[],"resume":"%s%s' % (
                self._board.tokens.place(self._board.offset).encode(),
                connection.tail,
            )
            connection.transport.write(text_frame(payload))
        for entry in self._concerning(connection):
            view = connection.hold_view(entry) or connection.gone_view(entry, since)
            if view is not None:
                connection.transport.write(hold_frame(entry.kind, view))
        _RESUME.inc()

    def _told(self, connection: Connection) -> dict[Kind, list[bytes]]:
        told: dict[Kind, list[bytes]] = {"hold": [], "request": [], "ask": []}
        for entry in self._concerning(connection):
            view = connection.hold_view(entry)
            # What has ended is of no concern any more to who was asked.
            if view is not None and not (entry.kind == "ask" and entry.ended_at is not None):
                told[entry.kind].append(view)
        return told

    def _concerning(self, connection: Connection) -> list[HoldEntry]:
        if connection.role == OPERATOR:
            return told_in_order(self._board.everything_told())
        organization = connection.organization_id if connection.role == SHELTER_STAFF else None
        return told_in_order(self._board.holds_concerning(connection.account_id, organization))
