"""What the service's own order of a pool's changes adds: versions rise, and time with them."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort

from ops.soak.history import Operation

_CHANGES_KEPT = 400
_DATED_ENDS = frozenset({"released", "declined", "arrived"})


class PoolOrder:
    """Remembers the latest version that was read and the dates of recent changes."""

    def __init__(self) -> None:
        self._version = 0
        self._version_answered_at = math.inf
        self._dated: list[tuple[int, float]] = []

    def version_went_back(self, done: Operation, at: float) -> bool:
        """Whether this reading is older than one that had been answered when it was asked for."""
        version = done.answer["version"]
        if version < self._version:
            return done.invoked_at >= self._version_answered_at
        if version > self._version:
            self._version, self._version_answered_at = version, at
        return False

    def time_ran_back(self, done: Operation) -> bool:
        """Whether a change with a lower version bears a later time, or the other way about."""
        dated = _dated(done)
        if dated is None or (self._dated and dated[0] < self._dated[0][0]):
            return False
        version, moment = dated
        before = bisect_left(self._dated, (version, -math.inf))
        after = bisect_right(self._dated, (version, math.inf))
        wrong = (before > 0 and self._dated[before - 1][1] > moment) or (
            after < len(self._dated) and self._dated[after][1] < moment
        )
        insort(self._dated, dated)
        if len(self._dated) > 2 * _CHANGES_KEPT:
            del self._dated[:_CHANGES_KEPT]
        return wrong


def _dated(done: Operation) -> tuple[int, float] | None:
    """The pool's version after a change, and the time the change was judged by."""
    if done.outcome != "ok":
        return None
    answer = done.answer
    if done.status == 201 and done.kind in ("place", "repeat"):
        return answer["pool_version"], answer["placed_at"]
    if answer["state"] in _DATED_ENDS:
        return answer["pool_version"], answer["ended_at"]
    return None
