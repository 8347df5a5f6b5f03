"""The acts of a soak: load without faults, rounds of faults, a full disk, further programs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import shutil
import sys
import time
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from ops.soak import faults_catalogue as catalogue
from ops.soak.faults_disk import CannotMount, small_disk
from ops.soak.faults_play import Scenario
from ops.soak.plan import STOP_SECONDS, Command, Plan
from ops.soak.stage import new_directory
from ops.soak.supervise import ROOT
from ops.soak.tally import Tally
from ops.soak.theatre import Cast, Theatre, theatre
from ops.soak.workload import Rates

PROGRESS_SECONDS = 30.0
WIRE_SECONDS = 7.0
REQUEST_BYTES_MAX = 400
DATABASE_BYTES_MAX = 1_200
SWALLOWED_EACH = 5
DISK_MEBIBYTES = 256
DISK_FULL_SECONDS = 10.0
CROWD_BACK_SECONDS = {1_000: 5.0, 10_000: 30.0}
CROWD_BACK_SECONDS_DEFAULT = 15.0
# While faults are played the callers leave the machine some time to recover in.
FAULT_RATES = Rates(pause_seconds=0.05)
DISK_FAULTS = ("disk_full",)

_STOP_SECONDS_MAX = 30.0


def say(text: str) -> None:
    """A line of progress."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


@contextlib.asynccontextmanager
async def telling(on: Theatre, what: str) -> AsyncIterator[None]:
    """Say every half minute how far it is."""

    async def tell() -> None:
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            checker = on.checker
            found = sum(checker.violations_by_rule.values())
            faults = sum(result.injected for result in on.results)
            say(f"{what}: {checker.checked:,} operations, {faults} faults, {found} violations")

    task = asyncio.create_task(tell())
    try:
        yield
    finally:
        task.cancel()


async def load(plan: Plan, tally: Tally, seed: int) -> None:
    """Callers as fast as the machine lets them, until there are enough operations or the time
    is over."""
    wanted = plan.operations_min - tally.checked
    async with theatre(Cast(clients=48, proxied_clients=0, seed=seed)) as on:
        async with telling(on, "load"):
            for _ in range(round(plan.load_minutes * 60)):
                if on.checker.checked >= wanted:
                    break
                await asyncio.sleep(1)
        await on.finish()
        tally.add(on)


def scenarios(plan: Plan, on: Theatre, stops: int) -> list[Scenario]:
    """Every kind of fault that needs no stage of its own, in the order of a round."""
    pools = [pool.id for pool in on.region.pools[:2]]
    requests = range(0, REQUEST_BYTES_MAX, plan.reset_step_bytes)
    statements = range(0, DATABASE_BYTES_MAX, 3 * plan.reset_step_bytes)
    swallowed = catalogue.swallowed().values()
    crowd = catalogue.crowds(
        plan.crowd_sockets,
        CROWD_BACK_SECONDS.get(plan.crowd_sockets, CROWD_BACK_SECONDS_DEFAULT),
    )
    cut = [
        scenario
        for positions, at_database in ((requests, False), (statements, True))
        for kind, scenario in catalogue.resets(positions).items()
        if kind.startswith("database") == at_database
    ]
    return [
        *(each for each in catalogue.kills().values() for _ in range(2)),
        *list(catalogue.stops(STOP_SECONDS).values())[:stops],
        *catalogue.wires(WIRE_SECONDS).values(),
        *catalogue.clocks().values(),
        *catalogue.locks(pools).values(),
        *cut,
        *(each for each in swallowed for _ in range(SWALLOWED_EACH)),
        *crowd.values(),
    ]


async def fault_round(
    plan: Plan, tally: Tally, seed: int, stops: int, only: frozenset[str]
) -> None:
    """One round of faults in a fresh database."""
    async with theatre(Cast(clients=24, rates=FAULT_RATES, seed=seed)) as on:
        chosen = [
            scenario for scenario in scenarios(plan, on, stops) if not only or scenario.kind in only
        ]
        async with telling(on, "faults"):
            await _play_all(on, tally, chosen)
        await on.finish()
        tally.add(on)


async def _play_all(on: Theatre, tally: Tally, chosen: Iterable[Scenario]) -> None:
    for scenario in chosen:
        try:
            result = await on.fault(scenario)
        except TimeoutError as error:
            tally.missed.append(f"{scenario.kind}: no recovery within a minute {error}")
            say(tally.missed[-1])
            continue
        for missed in result.misses():
            say(missed)


async def full_disk(tally: Tally, seed: int) -> None:
    """A full disk, on a small file system of its own; noted as not run where none can be had."""
    directory = new_directory()
    try:
        with small_disk(directory / "disk", DISK_MEBIBYTES) as disk:
            await _on_disk(disk, tally, seed)
    except CannotMount as why:
        tally.not_run.append(str(why))
    finally:
        shutil.rmtree(directory, ignore_errors=True)


async def _on_disk(disk: Path, tally: Tally, seed: int) -> None:
    cast = Cast(clients=12, services=1, rates=FAULT_RATES, seed=seed)
    async with theatre(cast, data_dir=disk / "data") as on:
        await _play_all(on, tally, catalogue.full_disks(disk, DISK_FULL_SECONDS).values())
        await on.finish()
        tally.add(on)


async def run_command(command: Command, tally: Tally, seed: int) -> None:
    """Run a further program to its end. One that takes too long, or is still under way when the
    soak is ended, is asked to stop, and ended by force when it doesn't."""
    say(f"{command.name} begins")
    words = [word.replace("{seed}", str(seed)) for word in command.words]
    process = await asyncio.create_subprocess_exec(
        *words, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    told_all = asyncio.ensure_future(process.communicate())
    try:
        await asyncio.wait({told_all}, timeout=command.seconds_max)
    finally:
        if not told_all.done():
            process.terminate()
            await asyncio.wait({told_all}, timeout=_STOP_SECONDS_MAX)
        if not told_all.done():
            process.kill()
    out, _ = await told_all
    facts: dict[str, object] = {"exit_code": process.returncode or 0}
    with contextlib.suppress(IndexError, ValueError):
        told = json.loads(out.decode().strip().splitlines()[-1])
        facts |= told if isinstance(told, dict) else {}
    tally.commands[command.name] = facts


def seed_or_new(given: int | None) -> int:
    """The seed to use; a fresh one is printed so that it can be given again."""
    return given if given is not None else random.SystemRandom().randrange(2**32)
