"""What simulated people act in: the services, the clock, the pace, and what is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from housing_service.demo.records import PoolPlan
from housing_service.web.keys import Services

JsonObject = dict[str, Any]


@dataclass(slots=True)
class Scene:
    """`now` is the database's clock in seconds since the epoch. `tally` counts what was done, and
    refusals by code."""

    services: Services
    now: Callable[[], float]
    speed: float
    quiet: frozenset[UUID]
    plans: dict[UUID, PoolPlan]
    chance: Random
    # When a simulated responder last asked shelters.
    asked_at: float = 0.0
    tally: Counter[str] = field(default_factory=Counter)

    def seconds_since(self, at: str) -> float:
        """Simulated seconds since a time of the database, given as in the contract."""
        return (self.now() - datetime.fromisoformat(at).timestamp()) * self.speed

    def is_quiet(self, pool_id: str) -> bool:
        return UUID(pool_id) in self.quiet

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability
