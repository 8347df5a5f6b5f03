"""`python -m ops.soak --size tenth|third|full [--minutes M] [--only fault,...] [--seed S]`.

Progress goes to standard error, the table to standard output. Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time

from ops.bench.machine import raise_file_limit
from ops.soak.acts import (
    DISK_FAULTS,
    fault_round,
    full_disk,
    load,
    run_command,
    say,
    seed_or_new,
)
from ops.soak.leak import slope_of
from ops.soak.plan import PLANS, STOPS_MAX, Plan, planned
from ops.soak.steady import Steady, steady_load
from ops.soak.table import table
from ops.soak.tally import Tally


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.soak", description="Faults and load.")
    parser.add_argument("--size", choices=sorted(PLANS), default="third")
    parser.add_argument("--minutes", type=float, help="in place of the size's own time")
    parser.add_argument("--only", default="", help="kinds of faults, with commas; nothing else")
    parser.add_argument("--seed", type=int, help="what a run printed, to choose the same again")
    return parser.parse_args()


async def _faults(plan: Plan, tally: Tally, seed: int, only: frozenset[str], until: float) -> None:
    stops = min(plan.stops, STOPS_MAX)
    for number in range(plan.rounds):
        if number and time.monotonic() > until:
            say("no time is left for another round of faults")
            return
        now = min(stops, 3)
        stops -= now
        if not only or only - set(DISK_FAULTS):
            await fault_round(plan, tally, seed + number, now if not only else 3, only)
        if not only or only & set(DISK_FAULTS):
            await full_disk(tally, seed + number)


async def _everything(plan: Plan, tally: Tally, seed: int) -> None:
    """All acts one after the other, beside a service of its own under even load."""
    began = time.monotonic()
    async with steady_load() as steady:
        for command in plan.commands:
            await run_command(command, tally, seed)
        faults_until = began + (plan.minutes - plan.load_minutes) * 60
        await _faults(plan, tally, seed, frozenset(), faults_until)
        await load(plan, tally, seed)
        leak_until = began + min(plan.minutes, plan.leak_minutes_min * 1.3) * 60
        while time.monotonic() < leak_until:
            say(f"steady load: {steady.requests:,} requests")
            await asyncio.sleep(min(30.0, max(0.0, leak_until - time.monotonic())))
    _take_steady(steady, tally)


def _take_steady(steady: Steady, tally: Tally) -> None:
    tally.slope = slope_of(steady.samples)
    tally.steady_requests, tally.steady_failed = steady.requests, steady.failed
    warm = steady.samples[len(steady.samples) // 5 :]
    if warm:
        tally.open_files_growth = warm[-1].open_files - warm[0].open_files
        tally.threads_growth = warm[-1].threads - warm[0].threads


async def _soak(arguments: argparse.Namespace) -> int:
    task = asyncio.current_task()
    assert task is not None
    # A terminated soak takes down what it started, like an interrupted one.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    plan = planned(arguments.size, arguments.minutes)
    only = frozenset(filter(None, arguments.only.split(",")))
    seed, tally, began = seed_or_new(arguments.seed), Tally(), time.monotonic()
    say(f"soak '{plan.name}', seed {seed}")
    if only:
        await _faults(plan, tally, seed, only, began + plan.minutes * 60)
    else:
        await _everything(plan, tally, seed)
    print(table(tally, plan, seed, (time.monotonic() - began) / 60))
    misses = tally.misses(plan, whole=not only and arguments.minutes is None)
    for missed in misses:
        print(f"MISSED  {missed}")
    return 1 if misses else 0


def main() -> int:
    """Run a soak; returns the exit code."""
    raise_file_limit()
    return asyncio.run(_soak(_arguments()))


if __name__ == "__main__":
    sys.exit(main())
