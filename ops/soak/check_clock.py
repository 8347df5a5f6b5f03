"""What the database's clock can have shown at a moment of the recording process.

Both run on one machine, so they differ by a constant and by the steps that a test made on
purpose. A step may have been seen from its beginning until a second after its end.
"""

from __future__ import annotations

import math
from bisect import bisect_right

from ops.soak.history import History

_MARGIN_SECONDS = 0.25
_LAG_SECONDS = 1.0


class DatabaseClock:
    """Bounds in seconds since 1970. `refresh` takes in steps made since."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._base = history.clock_base
        self._begins: list[float] = []
        self._untils: list[float] = []
        self._shifts: list[float] = []
        self._highest: list[float] = []
        self.refresh()

    def refresh(self) -> None:
        """Read the history's steps. Moments after a step that has not ended can't be asked."""
        steps = self._history.clock_steps
        self._begins = [-math.inf, *(step.begin for step in steps)]
        self._shifts = [0.0, *(step.seconds for step in steps)]
        self._untils = [*(step.end + _LAG_SECONDS for step in steps), math.inf]
        # The latest time each stretch, and all before it, can have shown.
        self._highest = []
        highest = -math.inf
        for until, shift in zip(self._untils, self._shifts, strict=True):
            highest = max(highest, until + shift)
            self._highest.append(highest)

    def earliest(self, at: float, until: float | None = None) -> float:
        """No reading at `at` shows less, nor one from then to `until`, which may lie after a step
        back; a pool's own clock never shows less either."""
        if len(self._begins) == 1:
            return at + self._base - _MARGIN_SECONDS
        shifts = self._possible(at)
        if until is not None:
            shifts += self._shifts[
                bisect_right(self._begins, at) : bisect_right(self._begins, until)
            ]
        return at + self._base + min(shifts) - _MARGIN_SECONDS

    def latest(self, at: float) -> float:
        """No reading up to `at` showed more, so no pool's clock has run further."""
        if len(self._begins) == 1:
            return at + self._base + _MARGIN_SECONDS
        latest = at + max(self._possible(at))
        first = bisect_right(self._begins, at) - 1
        while first >= 0 and self._untils[first] >= at:
            first -= 1
        if first >= 0:
            latest = max(latest, self._highest[first])
        return latest + self._base + _MARGIN_SECONDS

    def _possible(self, at: float) -> list[float]:
        number = bisect_right(self._begins, at) - 1
        shifts = [self._shifts[number]]
        while number > 0 and self._untils[number - 1] >= at:
            number -= 1
            shifts.append(self._shifts[number])
        return shifts
