"""What one audience is sent: viewers of equal sight and filter get equal bytes.

`changes` answers for any offset; the hub keeps the answers of one pass, so that a thousand
consoles in step cost one encoding.
"""

from __future__ import annotations

from dataclasses import dataclass

from housing_service.domain.filters import PoolFilter
from housing_service.domain.sight import Sight
from housing_service.live.board import Board, PoolEntry
from housing_service.live.frames import open_frame
from housing_service.live.resume import VIEWER_CHARS

# Every changes frame ends with the viewer's half of the resume token and these two characters.
TAIL_BYTES = VIEWER_CHARS + 2


@dataclass(frozen=True, slots=True)
class Audience:
    """A sight and a filter: the key under which frames are shared."""

    sight: Sight
    filter: PoolFilter

    def encoded(self, entry: PoolEntry) -> bytes | None:
        """The pool as this audience sees it, or null when it is not visible or filtered out."""
        facets = entry.facets
        projection = self.sight.projection(facets.organization_id, facets.confidential)
        if projection is None or not self.filter.matches(facets):
            return None
        return entry.encoded[projection]

    def saw(self, entry: PoolEntry, offset: int) -> bool:
        """Whether this audience was shown the pool as of `offset`."""
        facets = entry.facets_at(offset)
        if facets.region == "":
            return False
        projection = self.sight.projection(facets.organization_id, facets.confidential)
        return projection is not None and self.filter.matches(facets)


def snapshot_pools(board: Board, audience: Audience) -> bytes:
    """All pools of this audience as a JSON array, in no particular order."""
    parts = [
        data for entry in board.pools.values() if (data := audience.encoded(entry)) is not None
    ]
    return b"[" + b",".join(parts) + b"]"


def changes_frame(board: Board, audience: Audience, offset: int) -> bytes | None:
    """An open `changes` frame with everything newer than `offset`, or null when nothing that
    this audience may see has changed. Lacks its tail of TAIL_BYTES."""
    pools: list[bytes] = []
    removed: list[bytes] = []
    for entry in board.pools_since(offset):
        data = audience.encoded(entry)
        if data is None:
            if audience.saw(entry, offset):
                removed.append(b'"%s"' % str(entry.pool_id).encode())
            continue
        facets = entry.facets
        projection = audience.sight.projection(facets.organization_id, facets.confidential)
        # What changed only for insiders is silence for outsiders.
        if projection is not None and entry.changed[projection] > offset:
            pools.append(data)
    if not pools and not removed:
        return None
    head = b'{"type":"changes","pools":[%s],"removed":[%s],"resume":"%s' % (
        b",".join(pools),
        b",".join(removed),
        board.tokens.place(board.offset).encode(),
    )
    return open_frame(head, TAIL_BYTES)
