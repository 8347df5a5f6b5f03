"""All consoles come back at once after the service was killed and started again."""

from __future__ import annotations

import contextlib
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ops.bench.child import Child
from ops.bench.machine import cpu_seconds
from ops.bench.service import ServiceProcess

_PROCESSES = 2
_ALL_BACK_SECONDS_MAX = 120.0
_CONNECT_SECONDS_MAX = 120.0


@dataclass(frozen=True, slots=True)
class HerdReturn:
    """Seconds from the kill -9 of the old process until consoles had their first snapshot from
    the new one; `ready_seconds` of them passed until the new one answered /readyz."""

    consoles: int
    ready_seconds: float
    half_seconds: float
    all_seconds: float
    processor_ms: float
    refused: int
    seed: int


def measure_herd(data_dir: Path, log: IO[bytes], consoles: int) -> HerdReturn:
    """Connect, kill, start again on the same port at once as a supervisor would, and wait until
    the last console is in step. Raises TimeoutError when one never is."""
    seed = int(os.environ.get("BENCH_SEED") or random.SystemRandom().randrange(1 << 31))
    with contextlib.ExitStack() as stack:
        herds = [stack.enter_context(Child("herd", log)) for _ in range(_PROCESSES)]
        with ServiceProcess(data_dir, log) as before:
            _connect(herds, before.port, consoles, seed)
            for herd in herds:
                herd.ask(do="return")
            killed = time.monotonic()
            before.process.kill()
            before.process.wait()
        after = ServiceProcess(data_dir, log, settings={"HOUSING_PORT": str(before.port)})
        after.port = before.port
        with after:
            ready = time.monotonic()
            used = cpu_seconds(after.process.pid)
            answers = [herd.hear(_ALL_BACK_SECONDS_MAX) for herd in herds]
            back = sorted(at for answer in answers for at in answer["at"])
            used = cpu_seconds(after.process.pid) - used
    return HerdReturn(
        consoles,
        ready - killed,
        back[len(back) // 2] - killed,
        back[-1] - killed,
        1000 * used / consoles,
        sum(sum(answer["refused"].values()) for answer in answers),
        seed,
    )


def _connect(herds: list[Child], port: int, consoles: int, seed: int) -> None:
    share = consoles // len(herds)
    for number, herd in enumerate(herds):
        count = consoles - share * (len(herds) - 1) if number == 0 else share
        first = 0 if number == 0 else consoles - share * (len(herds) - number)
        herd.say(do="connect", port=port, first=first, count=count, seed=seed + number)
    for herd in herds:
        herd.hear(_CONNECT_SECONDS_MAX)
