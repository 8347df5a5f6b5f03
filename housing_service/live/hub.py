"""The hub: writes what changed to every console that is ready for it.

One pass at a time. A change that comes while a pass is under way is part of the next one, so a
busy board costs one frame per pass and audience, not one per change. Frames are built once and
written straight to each transport; only the last 24 bytes differ between consoles.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from uuid import UUID

import orjson

from housing_service.domain.filters import PoolFilter
from housing_service.domain.identity import OPERATOR, SHELTER_STAFF
from housing_service.domain.sight import Sight, sight_of
from housing_service.live.audience import Audience, changes_frame, snapshot_pools
from housing_service.live.board import Board, HoldEntry
from housing_service.live.connection import Connection
from housing_service.live.frames import text_frame
from housing_service.live.messages import CLOSE_GOING_AWAY, CLOSE_REASONS, CLOSE_SLOW
from housing_service.metrics import FRAMES_SENT, LIVE_CLOSES, LIVE_CONNECTIONS, PUSH_SECONDS

# A pass that never yields would stall every HTTP request for as long as it lasts.
SENDS_PER_YIELD = 50
SNAPSHOTS_KEPT_MAX = 64


class Hub:
    """All subscribed consoles of this process, grouped by audience."""

    def __init__(
        self, board: Board, *, send_buffer_bytes_max: int, slow_reader_seconds: float
    ) -> None:
        self.board = board
        self._buffer_max = send_buffer_bytes_max
        self._slow_seconds = slow_reader_seconds
        self._groups: dict[Audience, set[Connection]] = defaultdict(set)
        self._audiences: dict[Audience, Audience] = {}
        self._snapshots: dict[Audience, tuple[int, bytes]] = {}
        self._changed = asyncio.Event()
        self._heard_at: float | None = None
        self.database_time: Callable[[], float] = time.time
        self.connections = 0
        # While the board is filled anew nothing may be sent: what it lacks is not gone.
        self.holding_back = False
        self._confidential_known: frozenset[UUID] = frozenset()

    # Joining and leaving.

    def subscribe(
        self, connection: Connection, pool_filter: PoolFilter, resume: str | None
    ) -> None:
        """Let a console watch; its snapshot (or what it missed) is written at once."""
        self.leave(connection)
        identity = connection.identity
        audience = self._shared(Audience(self._shared_sight(sight_of(identity)), pool_filter))
        tokens = self.board.tokens
        viewer = tokens.viewer(*identity.permissions, repr(pool_filter))
        offset = tokens.read(resume, viewer) if resume else None
        if offset is None or not self.board.resume_floor <= offset <= self.board.offset:
            offset = -1
        connection.bind(audience, viewer, offset)
        self._join(connection)
        if not connection.ready(self._buffer_max):
            # It has not read what it was sent; a full snapshot follows when it has.
            connection.offset = -1
        elif offset >= 0:
            self._send_resumed(connection)
        else:
            self._send_snapshot(connection)

    def _shared(self, audience: Audience) -> Audience:
        """The one object for all equal audiences, so that a pass compares by identity."""
        return self._audiences.setdefault(audience, audience)

    def _shared_sight(self, sight: Sight) -> Sight:
        # Staff of an organization without confidential pools see what everybody sees.
        if sight.staff_of in self.board.confidential_organizations:
            return sight
        return Sight(None, sight.sees_confidential)

    def _regroup(self) -> None:
        """Give staff their own view when their organization's first confidential pool appears
        after they subscribed."""
        if self.board.confidential_organizations == self._confidential_known:
            return
        self._confidential_known = frozenset(self.board.confidential_organizations)
        for connection in self.everybody():
            audience = connection.audience
            if audience is None:
                continue
            sight = self._shared_sight(sight_of(connection.identity))
            if sight != audience.sight:
                token, pool_filter = connection.viewer_token, audience.filter
                self.leave(connection)
                connection.bind(self._shared(Audience(sight, pool_filter)), token, -1)
                self._join(connection)

    def _join(self, connection: Connection) -> None:
        if connection.audience is not None:
            self._groups[connection.audience].add(connection)
            self.connections += 1
            LIVE_CONNECTIONS.set(self.connections)

    def leave(self, connection: Connection) -> None:
        """Forget a console. Repeating it changes nothing."""
        audience = connection.audience
        if audience is None:
            return
        group = self._groups.get(audience)
        if group is not None and connection in group:
            group.discard(connection)
            self.connections -= 1
            LIVE_CONNECTIONS.set(self.connections)
            if not group:
                del self._groups[audience]
                self._audiences.pop(audience, None)
                self._snapshots.pop(audience, None)

    def everybody(self) -> Iterable[Connection]:
        return [connection for group in self._groups.values() for connection in group]

    # What a console is sent first.

    def _holds_for(self, connection: Connection) -> bytes:
        views = (connection.hold_view(entry) for entry in self._concerning(connection))
        return b"[" + b",".join(view for view in views if view is not None) + b"]"

    def _concerning(self, connection: Connection) -> Iterable[HoldEntry]:
        if connection.role == OPERATOR:
            return self.board.holds.values()
        organization = connection.organization_id if connection.role == SHELTER_STAFF else None
        return self.board.holds_concerning(connection.account_id, organization)

    def _pools_for(self, audience: Audience) -> bytes:
        kept = self._snapshots.get(audience)
        if kept is None or kept[0] != self.board.offset:
            kept = (self.board.offset, snapshot_pools(self.board, audience))
            if len(self._snapshots) >= SNAPSHOTS_KEPT_MAX:
                self._snapshots.clear()
            self._snapshots[audience] = kept
        return kept[1]

    def _send_snapshot(self, connection: Connection) -> None:
        if connection.audience is None:
            return
        payload = (
            b'{"type":"snapshot","pools":%s,"holds":%s,"generation":%s,"server_time":%.3f,'
            b'"resume":"%s'
        ) % (
            self._pools_for(connection.audience),
            self._holds_for(connection),
            orjson.dumps(self.board.generation),
            self.database_time(),
            self.board.tokens.place(self.board.offset).encode(),
        )
        connection.offset = self.board.offset
        connection.transport.write(text_frame(payload + connection.tail))
        FRAMES_SENT.labels("snapshot").inc()

    def _send_resumed(self, connection: Connection) -> None:
        # Holds are few and private: all of them travel again, so that none can be missed.
        frame = (
            changes_frame(self.board, connection.audience, connection.offset)
            if connection.audience
            else None
        )
        connection.offset = self.board.offset
        if frame is not None:
            connection.transport.write(frame + connection.tail)
        else:
            # Nothing changed: say so, with a fresh token, so that the console knows it is live.
            payload = b'{"type":"changes","pools":[],"removed":[],"resume":"%s' % (
                self.board.tokens.place(self.board.offset).encode()
            )
            connection.transport.write(text_frame(payload + connection.tail))
        for entry in self._concerning(connection):
            view = connection.hold_view(entry)
            if view is not None:
                connection.transport.write(_hold_frame(view))
        FRAMES_SENT.labels("resume").inc()

    # What it is sent from then on.

    def wake(self, heard_at: float | None = None) -> None:
        """Say that the board has changed, by commits first heard of at `heard_at` (monotonic)."""
        if self._heard_at is None:
            self._heard_at = time.monotonic() if heard_at is None else heard_at
        self._changed.set()

    async def run(self) -> None:
        """Write changes for ever, one pass at a time."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self.holding_back:
                continue
            heard_at, self._heard_at = self._heard_at, None
            await self._pass()
            if heard_at is not None:
                PUSH_SECONDS.observe(time.monotonic() - heard_at)

    async def _pass(self) -> None:
        self._regroup()
        sends = written = 0
        for audience, group in list(self._groups.items()):
            if self.holding_back:
                return
            frames: dict[int, tuple[bytes | None, _HoldFrames, int]] = {}
            for connection in list(group):
                if not connection.ready(self._buffer_max):
                    continue
                sends += self._catch_up(connection, audience, frames)
                if sends >= SENDS_PER_YIELD:
                    written += sends
                    sends = 0
                    await asyncio.sleep(0)
                    if self.holding_back:
                        return
        FRAMES_SENT.labels("changes").inc(written + sends)

    def _catch_up(
        self,
        connection: Connection,
        audience: Audience,
        frames: dict[int, tuple[bytes | None, _HoldFrames, int]],
    ) -> int:
        offset = connection.offset
        if connection.audience is not audience:
            return 0
        if offset < self.board.resume_floor or offset > self.board.offset:
            self._send_snapshot(connection)
            return 1
        made = frames.get(offset)
        if made is None:
            made = (
                changes_frame(self.board, audience, offset),
                _HoldFrames(self.board.holds_since(offset)),
                self.board.offset,
            )
            frames[offset] = made
        frame, holds, reached = made
        sent = 0
        if frame is not None:
            connection.transport.write(frame + connection.tail)
            sent = 1
        if holds.entries:
            sent += holds.write_to(connection)
        connection.offset = reached
        return sent

    async def broadcast(self, payload: bytes, kind: str) -> None:
        """Write one payload to every console that is ready, and close those that stay slow."""
        frame = text_frame(payload)
        sends = 0
        for connection in self.everybody():
            if connection.ready(self._buffer_max):
                connection.transport.write(frame)
                sends += 1
                if sends % SENDS_PER_YIELD == 0:
                    await asyncio.sleep(0)
            elif (
                connection.slow_since is not None
                and time.monotonic() - connection.slow_since > self._slow_seconds
            ):
                self.close(connection, CLOSE_SLOW)
        FRAMES_SENT.labels(kind).inc(sends)
        # Whoever was passed over may be ready now.
        self._changed.set()

    def close(self, connection: Connection, code: int) -> None:
        """End a console with a close code. Its reader task does the closing handshake."""
        if connection.closing is None:
            connection.closing = code
            LIVE_CLOSES.labels(CLOSE_REASONS[code]).inc()
            self.leave(connection)
            if callable(connection.request_close):
                connection.request_close(code)

    def resync_everybody(self) -> None:
        """Give every console a full snapshot at the next pass (the epoch has changed)."""
        for connection in self.everybody():
            audience = connection.audience
            if audience is not None:
                viewer = self.board.tokens.viewer(
                    *connection.identity.permissions, repr(audience.filter)
                )
                connection.bind(audience, viewer, -1)
        self._snapshots.clear()
        self.wake()

    def close_everybody(self, code: int = CLOSE_GOING_AWAY) -> None:
        for connection in self.everybody():
            self.close(connection, code)

    def close_credential(self, credential: bytes, code: int) -> None:
        """End every console that was opened with this session or token."""
        for connection in self.everybody():
            if connection.credential == credential:
                self.close(connection, code)


def _hold_frame(view: bytes) -> bytes:
    return text_frame(b'{"type":"hold","hold":%s}' % view)


class _HoldFrames:
    """Hold messages of one pass, found by whom they concern."""

    def __init__(self, entries: Iterable[HoldEntry]) -> None:
        # Oldest first, so that a console reads changes in the order they happened.
        self.entries = list(entries)[::-1]
        self._accounts = {entry.account_id for entry in self.entries}
        self._organizations = {entry.organization_id for entry in self.entries}

    def write_to(self, connection: Connection) -> int:
        concerned = (
            connection.role == OPERATOR
            or connection.account_id in self._accounts
            or (
                connection.role == SHELTER_STAFF
                and connection.organization_id in self._organizations
            )
        )
        if not concerned:
            return 0
        sent = 0
        for entry in self.entries:
            view = connection.hold_view(entry)
            if view is not None:
                connection.transport.write(_hold_frame(view))
                sent += 1
        return sent
