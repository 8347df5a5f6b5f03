"""The simulated people of the region, all together: they act one after another, day and night."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from random import Random
from typing import Final

from housing_service.app import Running
from housing_service.config import Settings
from housing_service.demo.agencies import AGENCIES
from housing_service.demo.asking import ask_the_visitor, go_on_duty
from housing_service.demo.counting import is_due, report
from housing_service.demo.region import pool_plans, quiet_pools, simulated, visitors
from housing_service.demo.responders import place_somewhere, responder_turn
from housing_service.demo.rhythm import seconds_between_steps
from housing_service.demo.scene import Scene
from housing_service.demo.staff import staff_round
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import RESPONDER, SHELTER_STAFF

log = logging.getLogger(__name__)

# So many act at the same time, so that they also meet each other at one pool.
_AT_ONCE: Final = 3
_STAFF_SHARE: Final = 0.65
_SETTLING_PAUSE_SECONDS: Final = 0.15
_SETTLING_PAUSE_SECONDS_MAX: Final = 1.0
_ON_THE_WAY_AT_FIRST: Final = 14
# Simulated staff say anew that they are at work before a day is over.
_SHIFT_SECONDS: Final = 20 * 3600
_BACK_OFF_SECONDS: Final = 1.0
_NOT_THE_PEOPLES_FAULT: Final = frozenset({"busy", "database_unavailable", "outcome_unknown"})


class People:
    """Everybody who is simulated, acting through the same services as signed-in callers."""

    def __init__(self, running: Running, settings: Settings, chance: Random | None = None) -> None:
        self.scene = Scene(
            services=running.services,
            now=running.feed.database_time,
            speed=settings.demo_speed,
            quiet=quiet_pools(settings.demo_quiet_pools),
            plans=pool_plans(),
            chance=chance or Random(),  # noqa: S311
        )
        self._staff = [person for a in AGENCIES for person in simulated(a, SHELTER_STAFF)]
        self._responders = [
            (person, agency.responder_hold_limit)
            for agency in AGENCIES
            for person in simulated(agency, RESPONDER)
        ]
        self._on_duty_since = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Act until `stop`. Refusals and faults are counted, and nothing ends it before."""
        async with self._forgiving():
            # Visitors are at work when they come; whether they stay so is their own affair.
            await go_on_duty(self.scene, visitors(SHELTER_STAFF))
        if self.scene.speed == 0:
            return
        await self.settle_in(stop)
        async with asyncio.TaskGroup() as group:
            for number in range(_AT_ONCE):
                group.create_task(self._act_on(stop), name=f"demo{number}")

    async def _act_on(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            mean = seconds_between_steps(self.scene.now(), self.scene.speed) * _AT_ONCE
            await _pause(stop, min(self.scene.chance.expovariate(1 / mean), 5 * mean))
            if not stop.is_set():
                await self.step()

    async def step(self) -> None:
        """Let one person do one thing."""
        before = self.scene.tally.total()
        if self.scene.now() - self._on_duty_since > _SHIFT_SECONDS:
            async with self._forgiving():
                await go_on_duty(self.scene, self._staff)
            self._on_duty_since = self.scene.now()
        async with self._forgiving():
            if self.scene.chance.random() < _STAFF_SHARE:
                await staff_round(self.scene, self.scene.chance.choice(self._staff))
            else:
                person, holds_max = self.scene.chance.choice(self._responders)
                await responder_turn(self.scene, person, holds_max)
        if self.scene.tally.total() == before:
            self.scene.tally["nothing to do"] += 1

    async def settle_in(self, stop: asyncio.Event) -> None:
        """Come back to work: whoever has let a count grow too old reports soon, and where hardly
        anybody is on the way yet, some set out."""
        pause = min(_SETTLING_PAUSE_SECONDS / self.scene.speed, _SETTLING_PAUSE_SECONDS_MAX)
        directory, holds = self.scene.services.directory, self.scene.services.holds
        async with self._forgiving():
            await go_on_duty(self.scene, self._staff)
            self._on_duty_since = self.scene.now()
            await ask_the_visitor(self.scene, self._responders[-1][0])
        for person in {person.organization_id: person for person in self._staff}.values():
            async with self._forgiving():
                for pool in await directory.pools(person, own=True):
                    too_old = pool["freshness"] == "stale" and is_due(self.scene, pool)
                    if too_old and not self.scene.is_quiet(pool["id"]) and not stop.is_set():
                        await report(self.scene, person, pool)
                        await _pause(stop, pause)
        for person, _ in self._responders[:_ON_THE_WAY_AT_FIRST]:
            async with self._forgiving():
                if not stop.is_set() and not await holds.mine(person):
                    await place_somewhere(self.scene, person)
                    await _pause(stop, pause)

    @contextlib.asynccontextmanager
    async def _forgiving(self) -> AsyncIterator[None]:
        """Count refusals by code, and faults too: a fault in the simulation must not take the
        service it shows down with it."""
        try:
            yield
        except Refusal as refusal:
            self.scene.tally[f"refused {refusal.code}"] += 1
            if refusal.code in _NOT_THE_PEOPLES_FAULT:
                await asyncio.sleep(_BACK_OFF_SECONDS)
        except Exception as error:
            self.scene.tally["failed"] += 1
            log.error("a simulated person stumbled", extra={"fault": type(error).__name__})


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
