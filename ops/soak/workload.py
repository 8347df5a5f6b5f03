"""Responders and staff who use the service as hard as it lets them, and record all of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass

from ops.soak.history import History
from ops.soak.workload_actions import Clients
from ops.soak.workload_region import Region

__all__ = ["Rates", "Region", "Workload"]


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a client chooses what, as weights, and its bounds."""

    live_holds_max: int = 3
    hot_share: float = 0.5
    pause_seconds: float = 0.0
    answer_seconds_max: float = 15.0
    resolve_seconds_max: float = 120.0


class Workload:
    """`clients` callers spread over `urls`; each has one connection and one request at a time.

    Whoever reads no answer, a reset or "outcome unknown" asks again with the same id until it
    knows (`resolved`), at most `rates.resolve_seconds_max` (`unresolved`). Requests go to the next
    URL when one refuses the connection.
    """

    def __init__(
        self,
        urls: Sequence[str],
        region: Region,
        *,
        clients: int,
        seed: int,
        history: History,
        rates: Rates | None = None,
        first_client: int = 0,
    ) -> None:
        self.rates = rates or Rates()
        self._clients = Clients(
            urls, region, history, self.rates, random.Random(seed), clients, first_client
        )

    @property
    def resolved(self) -> int:
        return self._clients.resolved

    @property
    def unresolved(self) -> int:
        return self._clients.unresolved

    async def run(self, until: asyncio.Event, operations_max: int | None = None) -> None:
        """Work until the event is set (or as many operations were recorded), then let every
        client finish its request and resolve what it does not know."""
        await self._clients.run(until, operations_max)
