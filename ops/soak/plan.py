"""How much is played in one soak: volumes, times and the bars of its end."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

STOP_SECONDS = 30.0
STOPS_MAX = 6


@dataclass(frozen=True, slots=True)
class Command:
    """A program that runs beside nothing else and must end with exit code 0. Its last line on
    standard output may be a JSON object, which then goes into the table."""

    name: str
    words: tuple[str, ...]
    seconds_max: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of a soak. Times are upper limits; `operations_min` and what follows are bars.

    `stops` are how many times a process stands still for thirty seconds; `rounds` is how often
    all other faults are played; each line is cut at every `reset_step_bytes`-th byte.
    """

    name: str
    minutes: float
    load_minutes: float
    leak_minutes_min: float
    rounds: int
    stops: int
    reset_step_bytes: int
    crowd_sockets: int
    operations_min: int
    under_faults_min: int
    faults_min: int
    commands: tuple[Command, ...]

    @property
    def judges_leak(self) -> bool:
        """Whether the steady load lasts long enough for its bound to mean anything."""
        return self.leak_minutes_min >= 60


def _commands(
    steps: int, cases: int, executions: int, frames: int, seconds_max: float
) -> tuple[Command, ...]:
    """The auditor and bad input, each with its volume and its time."""
    python = (sys.executable, "-W", "ignore", "-m")
    # The fuzzers end by themselves in time to tell how far they came.
    seconds = ("--seed", "{seed}", "--seconds", str(seconds_max * 0.9))
    return (
        Command(
            "auditor",
            (*python, "tests.auditor", "--steps", str(steps), "--seed", "{seed}"),
            seconds_max,
        ),
        Command(
            "requests", (*python, "ops.fuzz.api", "--cases", str(cases), *seconds), seconds_max
        ),
        Command(
            "parsers", (*python, "ops.fuzz", "--executions", str(executions), *seconds), seconds_max
        ),
        Command(
            "frames", (*python, "ops.fuzz.frames", "--frames", str(frames), *seconds), seconds_max
        ),
    )


PLANS = {
    "full": Plan(
        name="full",
        minutes=120,
        load_minutes=45,
        leak_minutes_min=60,
        rounds=4,
        stops=6,
        reset_step_bytes=4,
        crowd_sockets=10_000,
        operations_min=1_000_000,
        under_faults_min=100_000,
        faults_min=200,
        commands=_commands(6_000, 20_000, 1_000_000, 20_000, 900),
    ),
    "third": Plan(
        name="third",
        minutes=30,
        load_minutes=14,
        leak_minutes_min=0,
        rounds=1,
        stops=2,
        reset_step_bytes=12,
        crowd_sockets=3_000,
        operations_min=333_000,
        under_faults_min=33_000,
        faults_min=67,
        commands=_commands(4_500, 6_700, 333_000, 6_700, 240),
    ),
    "tenth": Plan(
        name="tenth",
        minutes=10,
        load_minutes=4,
        leak_minutes_min=0,
        rounds=1,
        stops=0,
        reset_step_bytes=40,
        crowd_sockets=1_000,
        operations_min=100_000,
        under_faults_min=10_000,
        faults_min=20,
        commands=_commands(2_000, 2_000, 100_000, 2_000, 90),
    ),
}


def planned(size: str, minutes: float | None) -> Plan:
    """The plan of that size; with `minutes` its times are cut in proportion, its bars are not."""
    plan = PLANS[size]
    if minutes is None:
        return plan
    share = minutes / plan.minutes
    return replace(
        plan,
        minutes=minutes,
        load_minutes=plan.load_minutes * share,
        leak_minutes_min=plan.leak_minutes_min * share,
    )
