"""What one audience is sent: viewers of equal sight and filter get equal bytes.

`changes` answers for any offset; the hub keeps the answers of one pass, so that a thousand
consoles in step cost one encoding.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from itertools import islice

import orjson

from housing_service.domain.filters import EVERYBODY, PoolFilter, fit_summary
from housing_service.domain.sight import Sight
from housing_service.live.board import Board, PoolEntry
from housing_service.live.entries import pools_in_order
from housing_service.live.frames import open_frame
from housing_service.live.matching import match
from housing_service.live.resume import VIEWER_CHARS

# Every changes frame ends with the viewer's half of the resume token and these two characters.
TAIL_BYTES = VIEWER_CHARS + 2
# How many pools of a snapshot, best first, come with how they fit; a search tells of others.
FITS_TOLD_MAX = 500
# How many pools, and of how many how they fit, are put together before others are served: a few
# milliseconds each.
POOLS_A_PIECE = 500
FITS_A_PIECE = 50


@dataclass(frozen=True, slots=True)
class Audience:
    """A sight and a filter: the key under which frames are shared."""

    sight: Sight
    filter: PoolFilter

    def encoded(self, entry: PoolEntry) -> bytes | None:
        """The pool as this audience sees it, or null when it is not visible or filtered out."""
        facets = entry.facets
        projection = self.sight.projection(facets.organization_id, facets.confidential)
        if projection is None or not self.filter.matches(facets, projection):
            return None
        return self.sight.encoded(entry.encoded[projection])

    def saw(self, entry: PoolEntry, offset: int) -> bool:
        """Whether this audience was shown the pool as of `offset`."""
        facets = entry.facets_at(offset)
        if facets.region == "":
            return False
        projection = self.sight.projection(facets.organization_id, facets.confidential)
        return projection is not None and self.filter.matches(facets, projection)

    def fitting(self, entry: PoolEntry) -> bytes:
        """How the pool fits the household of the filter, as a member of a JSON object."""
        projection = self.sight.projection(entry.facets.organization_id, entry.facets.confidential)
        assert projection is not None
        said = fit_summary(self.filter, entry.facets, projection)
        return b'"%s":%s' % (str(entry.pool_id).encode(), orjson.dumps(said))


def _fits(audience: Audience, entries: list[PoolEntry]) -> bytes:
    """The frame's member about fit; nothing where no household was described."""
    if audience.filter.case == EVERYBODY:
        return b""
    return b',"fits":{%s}' % b",".join(audience.fitting(entry) for entry in entries)


def snapshot_pools(board: Board, audience: Audience) -> bytes:
    """All pools of this audience as a JSON array, and how they fit. Their order does not tell what
    was written last: they go by their ids, new ones at the end, or for a household by fit."""
    if audience.filter.case == EVERYBODY:
        parts = [
            data for entry in board.pools.values() if (data := audience.encoded(entry)) is not None
        ]
        return b"[" + b",".join(parts) + b"]"
    pieces = described_pools(board, audience)
    while True:
        try:
            next(pieces)
        except StopIteration as done:
            return bytes(done.value)


def described_pools(board: Board, audience: Audience) -> Generator[None, None, bytes]:
    """The same for a household, in pieces between which others can be served: every household is
    its own audience, and nobody else's snapshot can be handed to it. Its pools are found by the
    index, best first, and only as many are explained as somebody reads. All of it is of the moment
    of the first piece, whatever changes before the last."""
    entries = dict(board.pools)
    found = match(board.indexes, audience.sight, audience.filter, {}, 0).best_first(len(entries))
    pools: list[bytes] = []
    told: list[bytes] = []
    while some := list(islice(found, POOLS_A_PIECE)):
        shown = [entries[one.pool_id] for one in some]
        pools.append(
            b",".join(
                audience.sight.encoded(entry.encoded[one.projection])
                for entry, one in zip(shown, some, strict=True)
            )
        )
        explained = len(told)
        for entry in shown[: FITS_TOLD_MAX - explained]:
            told.append(audience.fitting(entry))
            if len(told) % FITS_A_PIECE == 0:
                yield
        yield
    return b'[%s],"fits":{%s}' % (b",".join(pools), b",".join(told))


def changes_frame(board: Board, audience: Audience, offset: int) -> bytes | None:
    """An open `changes` frame with everything newer than `offset`, or null when nothing that
    this audience may see has changed. Lacks its tail of TAIL_BYTES."""
    pools: list[bytes] = []
    changed: list[PoolEntry] = []
    removed: list[bytes] = []
    for entry in pools_in_order(board.pools_since(offset)):
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
            changed.append(entry)
    if not pools and not removed:
        return None
    head = b'{"type":"changes","pools":[%s]%s,"removed":[%s],"resume":"%s' % (
        b",".join(pools),
        _fits(audience, changed),
        b",".join(removed),
        board.tokens.place(board.offset).encode(),
    )
    return open_frame(head, TAIL_BYTES)
