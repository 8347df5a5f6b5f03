"""Frames of one pass for one audience, each built once for everybody at the same offset."""

from __future__ import annotations

from housing_service.live.audience import Audience, changes_frame
from housing_service.live.board import Board, HoldEntry
from housing_service.live.first_frames import Ahead
from housing_service.live.hold_frames import HoldFrames


class PassFrames:
    """What an audience lacks, by how far its consoles are. What changes while the pass is under
    way is left to the next one."""

    def __init__(self, board: Board, audience: Audience) -> None:
        self._board = board
        # A snapshot for who needs one, where it was made before.
        self.ahead: Ahead | None = None
        self._audience = audience
        self._made: dict[int, tuple[bytes | None, HoldFrames, int]] = {}

    def counted(self, written: int) -> int:
        """Of the frames written to this audience those that metrics count: none to staff with
        confidential pools, and none about such pools to anybody."""
        if self._audience.sight.staff_of is not None:
            return 0
        return written - sum(holds.hidden for _, holds, _ in self._made.values())

    def _is_hidden(self, entry: HoldEntry) -> bool:
        return self._board.keeps_hidden(entry.organization_id)

    def since(self, offset: int) -> tuple[bytes | None, HoldFrames, int]:
        """An open frame of all that is newer than `offset` (null when this audience may see none
        of it), the holds, and up to which offset that is."""
        made = self._made.get(offset)
        if made is None:
            made = (
                changes_frame(self._board, self._audience, offset),
                HoldFrames(self._board.holds_since(offset), offset, self._is_hidden),
                self._board.offset,
            )
            self._made[offset] = made
        return made
