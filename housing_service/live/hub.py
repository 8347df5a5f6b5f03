"""The hub: writes what changed to every console that is ready for it.

One pass at a time. A change that comes while a pass is under way is part of the next one, so a
busy board costs one frame per pass and audience, not one per change. Frames are built once and
written straight to each transport; only the last 24 bytes differ between consoles.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence

from housing_service.domain.filters import EVERYBODY, PoolFilter
from housing_service.domain.identity import OPERATOR
from housing_service.live.board import Board
from housing_service.live.connection import Connection
from housing_service.live.first_frames import Ahead, FirstFrames
from housing_service.live.frames import text_frame
from housing_service.live.groups import Groups, grouped
from housing_service.live.messages import (
    CLOSE_GOING_AWAY,
    CLOSE_NOT_SIGNED_IN,
    CLOSE_REASONS,
    CLOSE_SLOW,
    CLOSE_TRY_AGAIN,
)
from housing_service.live.pass_frames import PassFrames
from housing_service.live.sending import PureSend, Send
from housing_service.metrics import FRAMES_SENT, LIVE_CLOSES, PUSH_SECONDS

# A snapshot of that many bytes counts as one frame when it is time to yield.
_BYTES_A_FRAME = 16_384


class Hub:
    """Keeps all subscribed consoles of this process in step with the board."""

    def __init__(
        self,
        board: Board,
        *,
        send_buffer_bytes_max: int,
        slow_reader_seconds: float,
        send: Send | None = None,
    ) -> None:
        self.board = board
        self.send: Send = send or PureSend()
        self._buffer_max = send_buffer_bytes_max
        self._slow_seconds = slow_reader_seconds
        self._groups = Groups(board)
        self._first = FirstFrames(board)
        # Who was passed over: the only consoles that a tick without changes looks at again.
        self._behind: set[Connection] = set()
        self._changed = asyncio.Event()
        self._heard_at: float | None = None
        # While the board is filled anew nothing may be sent: what it lacks is not gone.
        self.holding_back = False

    @property
    def database_time(self) -> Callable[[], float]:
        """Whose clock snapshots carry: the database's, in seconds since the epoch."""
        return self._first.database_time

    @database_time.setter
    def database_time(self, clock: Callable[[], float]) -> None:
        self._first.database_time = clock

    @property
    def connections(self) -> int:
        return self._groups.connections

    def everybody(self) -> list[Connection]:
        return self._groups.everybody()

    # Joining and leaving.

    async def made_ahead(
        self, connection: Connection, pool_filter: PoolFilter, resume: str | None
    ) -> Ahead | None:
        """What `subscribe` will send, for a household's first list: to judge ten thousand pools
        for it takes longer than others may be kept waiting at once. The same for one that is to be
        packed."""
        is_quick = pool_filter.case == EVERYBODY and not connection.takes_packed
        if is_quick or self._resumed_at(connection, pool_filter, resume) >= 0:
            return None
        audience = self._groups.seen_by(connection, pool_filter)
        return await self._first.made_ahead(audience, pack=connection.takes_packed)

    def subscribe(
        self,
        connection: Connection,
        pool_filter: PoolFilter,
        resume: str | None,
        ahead: Ahead | None = None,
    ) -> None:
        """Let a console watch; its snapshot (or what it missed) is written at once. One that is
        being closed stays away: no frame may follow its close frame."""
        self.leave(connection)
        if connection.closing is not None:
            return
        audience = self._groups.audience_of(connection, pool_filter)
        offset = self._resumed_at(connection, pool_filter, resume)
        connection.bind(audience, self._viewer(connection, pool_filter), offset)
        self._groups.join(connection)
        if not connection.ready(self._buffer_max):
            # It has not read what it was sent; a full snapshot follows when it has.
            connection.offset = -1
            self._behind.add(connection)
        elif offset >= 0:
            self._first.resumed(connection, audience)
            self.board.notices.write_to((connection,))
        else:
            self._first.snapshot(connection, ahead)
            self._follow_up(connection)

    def _viewer(self, connection: Connection, pool_filter: PoolFilter) -> str:
        return self.board.tokens.viewer(*connection.identity.permissions, repr(pool_filter))

    def _resumed_at(
        self, connection: Connection, pool_filter: PoolFilter, resume: str | None
    ) -> int:
        """The offset a console may go on from, or -1 when it needs a full snapshot."""
        if not resume:
            return -1
        offset = self.board.tokens.read(resume, self._viewer(connection, pool_filter))
        if offset is None or not self.board.resume_floor <= offset <= self.board.offset:
            return -1
        return offset

    def _follow_up(self, connection: Connection) -> None:
        """What has changed since a snapshot was made ahead must not wait for the next change."""
        if connection.offset < self.board.offset:
            self._behind.add(connection)
            self._changed.set()

    def watches(self, connection: Connection) -> bool:
        """Whether this console is among those that are sent changes, and looked after."""
        return connection in self._groups

    def leave(self, connection: Connection) -> None:
        """Forget a console; nothing more is written to it. Repeating it changes nothing."""
        self._behind.discard(connection)
        deserted = self._groups.leave(connection)
        if deserted is not None:
            self._first.forget(deserted)

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
            try:
                sent = await self._pass(everybody=heard_at is not None)
            except BaseException:
                # Whoever was not reached must not wait for the next change.
                self.wake(heard_at)
                raise
            if heard_at is not None and sent:
                PUSH_SECONDS.observe(time.monotonic() - heard_at)

    async def _pass(self, *, everybody: bool) -> int:
        """Bring consoles up to date: everybody, or those who were passed over before. Returns how
        many frames that took, but for those that no metric may tell of."""
        self._groups.regroup()
        for connection in self._behind:
            # Ends its time as a slow reader if it has read meanwhile.
            connection.ready(self._buffer_max)
        groups = self._groups.by_audience() if everybody else grouped(self._behind)
        self._behind.clear()
        sends = counted = 0
        departures = self._groups.departures
        for audience, members in groups:
            made, written = PassFrames(self.board, audience), 0
            behind = [member for member in members if not self._may_go_on(member)]
            pack = any(member.takes_packed for member in behind)
            if behind and (pack or audience.filter.case != EVERYBODY):
                made.ahead = await self._first.made_ahead(audience, pack=pack)
            for first in range(0, len(members), self.send.at_once):
                if self.holding_back:
                    return counted
                some = members[first : first + self.send.at_once]
                if self._groups.departures != departures:
                    some = [c for c in some if c.audience is audience and c in self._groups]
                ready, idle = self._ready(some)
                sent = self._catch_up(ready, made, idle=idle)
                written, sends = written + sent, sends + sent
                if sends >= self.send.at_once:
                    sends = 0
                    await asyncio.sleep(0)
            FRAMES_SENT.labels("changes").inc(made.counted(written))
            counted += made.counted(written)
        return counted

    def _may_go_on(self, connection: Connection) -> bool:
        return self.board.resume_floor <= connection.offset <= self.board.offset

    def _ready(self, connections: Sequence[Connection]) -> tuple[Sequence[Connection], bool]:
        """Those that a frame may be written to now, and whether none of them holds unsent bytes;
        the others are noted as behind."""
        unsent = [connection.transport.get_write_buffer_size() for connection in connections]
        closing = [connection for connection in connections if connection.transport.is_closing()]
        if not closing and not any(unsent):
            return connections, True
        ready = []
        for connection in connections:
            if connection.ready(self._buffer_max):
                ready.append(connection)
            else:
                self._behind.add(connection)
        return ready, False

    def _catch_up(self, connections: Sequence[Connection], made: PassFrames, *, idle: bool) -> int:
        """Write to each of them what it lacks; returns how many frames that took."""
        if not connections:
            return 0
        written = self._catch_up_boards(connections, made, idle)
        return written + self.board.notices.write_to(connections)

    def _catch_up_boards(
        self, connections: Sequence[Connection], made: PassFrames, idle: bool
    ) -> int:
        offset = connections[0].offset
        in_step = [connection for connection in connections if connection.offset == offset]
        if len(in_step) == len(connections):
            return self._catch_up_from(offset, in_step, made, idle)
        by_offset: dict[int, list[Connection]] = defaultdict(list)
        for connection in connections:
            by_offset[connection.offset].append(connection)
        return sum(self._catch_up_from(at, some, made, idle) for at, some in by_offset.items())

    def _catch_up_from(
        self, offset: int, connections: list[Connection], made: PassFrames, idle: bool
    ) -> int:
        if not self.board.resume_floor <= offset <= self.board.offset:
            sizes = [self._first.snapshot(connection, made.ahead) for connection in connections]
            for connection in connections:
                self._follow_up(connection)
            return len(sizes) + sum(sizes) // _BYTES_A_FRAME
        frame, holds, reached = made.since(offset)
        for connection in connections:
            connection.offset = reached
        if frame is None:
            return holds.write_to(connections)
        self.send.with_tails(frame, connections, idle=idle)
        return len(connections) + holds.write_to(connections)

    def tell_operators(self, payload: bytes, kind: str) -> None:
        """Write one payload to every operator's console that is ready. It holds state: whoever is
        passed over is told the next one."""
        operators = [one for one in self.everybody() if one.role == OPERATOR]
        ready, _ = self._ready(operators) if operators else ((), True)
        frame = text_frame(payload)
        for connection in ready:
            connection.transport.write(frame)
        FRAMES_SENT.labels(kind).inc(len(ready))

    async def broadcast(self, payload: bytes, kind: str) -> None:
        """Write one payload to every console that is ready, and close those that stay slow."""
        frame = text_frame(payload)
        sent = 0
        members = self.everybody()
        departures = self._groups.departures
        for first in range(0, len(members), self.send.at_once):
            some = members[first : first + self.send.at_once]
            if self._groups.departures != departures:
                some = [connection for connection in some if connection in self._groups]
            ready, idle = self._ready(some)
            self.send.same(frame, ready, idle=idle)
            sent += len(ready)
            await asyncio.sleep(0)
        FRAMES_SENT.labels(kind).inc(sent)
        self._close_slow()
        # Whoever was passed over may be ready now.
        if self._behind:
            self._changed.set()

    def _close_slow(self) -> None:
        now = time.monotonic()
        for connection in list(self._behind):
            if connection.ready(self._buffer_max) or connection.slow_since is None:
                continue
            if now - connection.slow_since > self._slow_seconds:
                self.close(connection, CLOSE_SLOW)

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
        self._first.forget_all()
        self.wake()

    def close_everybody(self, code: int = CLOSE_GOING_AWAY) -> None:
        for connection in self.everybody():
            self.close(connection, code)

    def close_credential(self, credential: bytes, code: int) -> None:
        """End every console that was opened with this session or token."""
        for connection in self.everybody():
            if connection.credential == credential:
                self.close(connection, code)

    def close_sessions(self, credentials: list[bytes], gone: bool) -> None:
        """End every console of these sessions: for good, or so that it connects anew and is judged
        by what it may see now."""
        for credential in credentials:
            self.close_credential(credential, CLOSE_NOT_SIGNED_IN if gone else CLOSE_TRY_AGAIN)
