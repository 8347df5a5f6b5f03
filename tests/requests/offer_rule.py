"""The rule by which freed units are offered, once more and apart: in plain Python, from its words.

First those who let fewer offers lapse within the last hour; then the highest urgency class, where
twelve hours of waiting raise a request by one class; in it who has waited longest. Who needs more
units than are free is passed over, unless they have waited six hours: then the units are kept
together for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

CLASSES = {"now": 0, "tonight": 1, "this_week": 2}
OPEN_FOR = {
    "now": timedelta(hours=12),
    "tonight": timedelta(hours=18),
    "this_week": timedelta(days=7),
}
CLASS_RAISED_AFTER = timedelta(hours=12)
LAPSE_COUNTS_FOR = timedelta(hours=1)
KEPT_TOGETHER_AFTER = timedelta(hours=6)


@dataclass
class Waiting:
    """A request as the rule sees it."""

    request_id: UUID
    urgency: str
    units: dict[UUID, int]
    opened_at: datetime
    lapsed_at: list[datetime] = field(default_factory=list)
    let_go: set[UUID] = field(default_factory=set)
    offer_until: datetime | None = None
    ended: bool = False

    def is_open(self, now: datetime) -> bool:
        return not self.ended and now < self.opened_at + OPEN_FOR[self.urgency]

    def urgency_class(self, now: datetime) -> int:
        return max(0, CLASSES[self.urgency] - (now - self.opened_at) // CLASS_RAISED_AFTER)

    def lapses(self, now: datetime) -> int:
        return sum(at <= now < at + LAPSE_COUNTS_FOR for at in self.lapsed_at)

    def waits_for(self, pool: UUID, now: datetime) -> bool:
        offered = self.offer_until is not None and now < self.offer_until
        return self.is_open(now) and pool in self.units and pool not in self.let_go and not offered


def next_for(
    pool: UUID, units_left: int, units_total: int | None, waiting: list[Waiting], now: datetime
) -> Waiting | None:
    """Whom the free units of this pool are offered to, or nobody."""
    if units_left < 1:
        return None
    queue = sorted(
        (one for one in waiting if one.waits_for(pool, now)),
        key=lambda one: (
            one.lapses(now),
            one.urgency_class(now),
            one.opened_at,
            one.request_id.int,
        ),
    )
    for one in queue:
        units = one.units[pool]
        if units <= units_left:
            return one
        can_ever = units_total is not None and units <= units_total
        if can_ever and now - one.opened_at >= KEPT_TOGETHER_AFTER:
            return None
    return None
