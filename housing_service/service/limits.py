"""How much one account, one organization and one address may ask for, over all processes.

Each process counts for itself, at no cost but memory, and once a second tells the database what
it has let through for all keys it touched, and reads back what all processes have. What N processes
let through in any time is therefore at most what one would, and for each further process what one
may let through in one second; that much is then missing until time has made up for it.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from housing_service.domain.addresses import counted_as
from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.limits import key_hash, share_rates

log = logging.getLogger(__name__)
SHARE_SECONDS = 1.0
KEYS_MAX = 100_000
KEYS_A_SHARING_MAX = 2_000
# An organization's people, and those behind one address, may ask together for so many times what
# one account may.
TOGETHER_TIMES = 5
_counted_as = lru_cache(maxsize=10_000)(counted_as)


@dataclass(slots=True)
class _Level:
    """How full one key is, as of `at`, and what of that the database has not been told."""

    used: float
    at: float
    untold: float = 0.0


class SharedRate:
    """Allows `per_second` sustained and `burst` at once for each key, over all processes within a
    second. Forgets the keys that were quiet longest when there are too many."""

    def __init__(
        self,
        kind: str,
        per_second: float,
        burst: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.kind = kind
        self.per_second = per_second
        self.burst = burst
        self._clock = clock
        self._levels: OrderedDict[str, _Level] = OrderedDict()
        self._touched: dict[str, _Level] = {}

    def take(self, key: str) -> int:
        """Take one; returns 0, or the whole seconds to wait when there is none."""
        now = self._clock()
        level = self._levels.get(key)
        if level is None:
            level = self._levels[key] = _Level(0.0, now)
            if len(self._levels) > KEYS_MAX:
                self._levels.popitem(last=False)
        else:
            self._levels.move_to_end(key)
            level.used = max(0.0, level.used - (now - level.at) * self.per_second)
            level.at = now
        if level.used + 1 > self.burst:
            return max(1, math.ceil((level.used + 1 - self.burst) / self.per_second))
        level.used += 1
        level.untold += 1
        self._touched[key] = level
        return 0

    def to_tell(self) -> list[tuple[str, float]]:
        """What the database has not been told, the largest first; it is taken as told."""
        touched, self._touched = self._touched, {}
        most = heapq.nlargest(
            KEYS_A_SHARING_MAX, touched.items(), key=lambda item: item[1].untold
        )  # fmt: skip
        told = [(key, level.untold) for key, level in most]
        for level in touched.values():
            level.untold = 0.0
        return told

    def learn(self, key: str, used: float) -> None:
        """Take how full a key is over all processes; what was let through since stays on top."""
        level = self._levels.get(key)
        if level is not None:
            level.used, level.at = used + level.untold, self._clock()

    def not_told(self, told: list[tuple[str, float]]) -> None:
        """The database was out of reach: tell it the next time."""
        for key, untold in told:
            level = self._levels.get(key)
            if level is not None:
                level.untold += untold
                self._touched[key] = level


class Limits:
    """The limits of one process, which shares them with all others of its database."""

    def __init__(self, database: Database, per_second: float, burst: float) -> None:
        self._database = database
        together = (per_second * TOGETHER_TIMES, burst * TOGETHER_TIMES)
        self.accounts = SharedRate("account", per_second, burst)
        self.organizations = SharedRate("organization", *together)
        self.addresses = SharedRate("address", *together)

    def take_address(self, address: str) -> int:
        """One request from an address; returns 0, or the seconds to wait."""
        counted = _counted_as(address)
        return 0 if counted is None else self.addresses.take(counted)

    def take(self, account_id: UUID, organization_id: UUID | None) -> int:
        """One request of an account of an organization; returns 0, or the seconds to wait."""
        wait = self.accounts.take(str(account_id))
        if wait == 0 and organization_id is not None:
            wait = self.organizations.take(str(organization_id))
        return wait

    async def share(self) -> None:
        """Tell and learn, in one statement for all keys touched since the last time. Without any
        there is no statement."""
        rates = (self.accounts, self.organizations, self.addresses)
        told = [(rate, rate.to_tell()) for rate in rates]
        keys = [(rate, key, untold) for rate, some in told for key, untold in some]
        if not keys:
            return
        try:
            used = await share_rates(
                self._database,
                [key_hash(rate.kind, key) for rate, key, _ in keys],
                [untold for _, _, untold in keys],
                [rate.per_second for rate, _, _ in keys],
            )
        except Refusal as refusal:
            # What was written although no answer came is counted twice, for a moment.
            for rate, some in told:
                rate.not_told(some)
            log.warning("limits not shared", extra={"code": refusal.code})
            return
        for (rate, key, _), level in zip(keys, used, strict=True):
            rate.learn(key, level)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(SHARE_SECONDS)
            await self.share()
