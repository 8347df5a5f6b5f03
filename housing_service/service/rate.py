"""Token buckets, one per key, in this process's memory."""

from __future__ import annotations

import time
from collections import OrderedDict

KEYS_MAX = 100_000


class Rates:
    """Allows `per_second` sustained and `burst` at once for each key. Forgets the keys that were
    quiet longest when there are too many; a forgotten key starts full again."""

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> int:
        """Take one; returns 0, or the whole seconds to wait when there is none."""
        now = time.monotonic()
        left, at = self._buckets.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > KEYS_MAX:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, round((1 - left) / self._per_second))
