"""What the board holds: one entry for each pool, and for each hold, request and ask.

Whoever is sent several of them gets them by their ids. In which order they were written, read or
heard of may be owed to a hold at a confidential program, and is nobody's to know.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from housing_service.domain.filters import Facets
from housing_service.domain.sight import Projection
from housing_service.live.passed_on import NOBODY_BEFORE, Former


@dataclass(slots=True)
class PoolEntry:
    """A pool in both projections. `facets_were` are (offset until which, facets), oldest first."""

    pool_id: UUID
    version: int
    program_id: UUID
    facets: Facets
    state: dict[str, Any]
    encoded: dict[Projection, bytes]
    changed: dict[Projection, int]
    offset: int
    outsider_state: dict[str, Any] | None = None
    facets_were: list[tuple[int, Facets]] = field(default_factory=list)

    def facets_at(self, offset: int) -> Facets:
        """The facets in force at `offset`, which must not lie below the board's resume floor."""
        for until, facets in self.facets_were:
            if offset < until:
                return facets
        return self.facets


# What is told to a few, and to nobody else.
Kind = Literal["hold", "request", "ask"]
NOBODY = UUID(int=0)


@dataclass(slots=True)
class HoldEntry:
    """A hold in its three views, each encoded. A request, and what a shelter is asked, are
    told in the same way: a request has no shelter's view, and what is asked has no other. Neither
    has a pool."""

    hold_id: UUID
    pool_id: UUID
    account_id: UUID
    organization_id: UUID
    kept_by: str
    version: int
    pool_version: int
    ended_at: float | None
    views: dict[str, bytes]
    offset: int
    kind: Kind = "hold"
    former: Former = field(default_factory=lambda: NOBODY_BEFORE)


def pools_in_order(entries: Iterable[PoolEntry]) -> list[PoolEntry]:
    return sorted(entries, key=lambda entry: entry.pool_id.int)


def told_in_order(entries: Iterable[HoldEntry]) -> list[HoldEntry]:
    return sorted(entries, key=lambda entry: (entry.hold_id.int, entry.kind))
