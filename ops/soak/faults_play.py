"""Plays one fault and measures what its victims saw: when writes were back, when every console
was in step again, and how long one looked live without its database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from ops.soak.consoles import Console, Consoles
from ops.soak.history import History
from ops.soak.probe import Probe, Written
from ops.soak.stage import Stage

RECOVERY_SECONDS_MAX = 60.0
WRITES_BACK_SECONDS_MAX = 3.0
CONVERGED_SECONDS_MAX = 2.0
LOOKED_LIVE_SECONDS_MAX = 5.0
STEP_SHOWN_SECONDS_MAX = 5.0
CLOCK_SLACK_SECONDS = 5.0
# A sample is late by its own pause and by whatever else this process has to do.
SAMPLE_SECONDS = 0.05
SAMPLE_SLACK_SECONDS = 0.3


@dataclass(slots=True)
class Play:
    """Everything a fault is played with."""

    stage: Stage
    history: History
    probe: Probe
    consoles: Consoles


Inject = Callable[[Play], AbstractAsyncContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A fault: how it is brought about, for how long, and what must then hold.

    `loses_database` are the numbers of the services that are without their database (or stand
    still) while it is in force. With `writes_during` a write is followed to the consoles each
    second of it; with `clock_step_seconds` every console must show a step of about that. What is
    `sudden` is over at once: the bar on writes counts from its beginning, else from its end.
    `inject` may yield how many faults it was, or in how many seconds a crowd was back.
    """

    kind: str
    inject: Inject
    seconds: float = 0.0
    writes_back_seconds_max: float = WRITES_BACK_SECONDS_MAX
    converged_seconds_max: float = CONVERGED_SECONDS_MAX
    loses_database: tuple[int, ...] = ()
    writes_during: bool = False
    sudden: bool = False
    crowd_back_seconds_max: float = 0.0
    clock_step_seconds: float = 0.0


@dataclass(slots=True)
class Result:
    """What was seen of one fault."""

    scenario: Scenario = field(repr=False)
    injected: int = 1
    writes_back_seconds: float = 0.0
    converged_seconds: float = 0.0
    converged_during_seconds: float = 0.0
    looked_live_seconds: float = 0.0
    step_shown_seconds: float = 0.0
    crowd_back_seconds: float = 0.0

    @property
    def kind(self) -> str:
        return self.scenario.kind

    def misses(self, slack: float = 1.0) -> list[str]:
        """The bars that were not met, in words. Recoveries may take `slack` times as long; a
        console that looks live without its database has no such excuse."""
        scenario = self.scenario
        judged = (
            ("writes back", self.writes_back_seconds, slack * scenario.writes_back_seconds_max),
            ("consoles in step", self.converged_seconds, slack * scenario.converged_seconds_max),
            (
                "the crowd is back",
                self.crowd_back_seconds,
                slack * scenario.crowd_back_seconds_max,
            ),
            ("the step is shown", self.step_shown_seconds, slack * STEP_SHOWN_SECONDS_MAX),
            (
                "consoles in step meanwhile",
                self.converged_during_seconds,
                slack * scenario.converged_seconds_max,
            ),
            (
                "a console still looked live",
                self.looked_live_seconds,
                LOOKED_LIVE_SECONDS_MAX + slack * SAMPLE_SLACK_SECONDS,
            ),
        )
        return [
            f"{scenario.kind}: {what} after {seconds:.2f} s, at most {bar:.1f} s"
            for what, seconds, bar in judged
            if seconds > bar
        ]


async def play_one(play: Play, scenario: Scenario) -> Result:
    """Inject, hold, lift, and follow the recovery to its end. Raises TimeoutError when writes or
    consoles are not back within a minute."""
    result = Result(scenario)
    with play.history.fault(scenario.kind):
        began = time.monotonic()
        async with scenario.inject(play) as injected:
            if isinstance(injected, int):
                result.injected = injected
            elif isinstance(injected, float):
                result.crowd_back_seconds = injected
            await _in_force(play, scenario, result, began)
        since = began if scenario.sudden else time.monotonic()
        written = await _writes_back(play)
        result.writes_back_seconds = written.at - since
        await play.consoles.until(play.probe.shown_by(written), RECOVERY_SECONDS_MAX)
        result.converged_seconds = time.monotonic() - written.at
    return result


def shows_step(seconds: float) -> Callable[[Console], bool]:
    """A condition: the console says that the database's clock stepped by about so many seconds."""
    return lambda console: abs(console.clock_step_seconds - seconds) < CLOCK_SLACK_SECONDS


async def _writes_back(play: Play) -> Written:
    """The last of one write through each service."""
    written = None
    for service in play.stage.services:
        written = await play.probe.write(service.url, RECOVERY_SECONDS_MAX)
    assert written is not None
    return written


async def _in_force(play: Play, scenario: Scenario, result: Result, began: float) -> None:
    until = began + scenario.seconds
    writing: asyncio.Task[None] | None = None
    if scenario.writes_during:
        writing = asyncio.create_task(_follow_writes(play, result, until))
    if step := scenario.clock_step_seconds:
        await play.consoles.until(shows_step(step), RECOVERY_SECONDS_MAX)
        result.step_shown_seconds = time.monotonic() - began
    victims = [play.stage.services[number].url for number in scenario.loses_database]
    while (left := until - time.monotonic()) > 0:
        if any(play.consoles.looking_live(url) for url in victims):
            result.looked_live_seconds = time.monotonic() - began
        await asyncio.sleep(min(SAMPLE_SECONDS, left))
    if writing is not None:
        await writing


async def _follow_writes(play: Play, result: Result, until: float) -> None:
    url = play.stage.first.url
    while time.monotonic() < until:
        written = await play.probe.write(url, RECOVERY_SECONDS_MAX)
        await play.consoles.until(play.probe.shown_by(written), RECOVERY_SECONDS_MAX)
        took = time.monotonic() - written.at
        result.converged_during_seconds = max(result.converged_during_seconds, took)
        await asyncio.sleep(0.5)
