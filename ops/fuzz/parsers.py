"""Plays spoilt inputs against every parser and notes what should not happen."""

from __future__ import annotations

import asyncio
import random
import resource
import time
from pathlib import Path

from ops.fuzz.findings import Findings
from ops.fuzz.mutate import spoil
from ops.fuzz.target import Target
from ops.fuzz.targets_files import FILE_TARGETS
from ops.fuzz.targets_fit import FIT_TARGETS
from ops.fuzz.targets_web import WEB_TARGETS
from ops.fuzz.targets_wire import WIRE_TARGETS

TARGETS: tuple[Target, ...] = (*WIRE_TARGETS, *FIT_TARGETS, *WEB_TARGETS, *FILE_TARGETS)
SLOW_SECONDS = 1.0
GROWTH_MIB_MAX = 50.0
# After this share the caches of regular expressions, dates and names are as full as they get.
_WARM_SHARE = 0.25
_BATCH = 200
_MIB = 1 << 20


async def play(
    findings: Findings, executions: int, seconds: float, targets: tuple[Target, ...] = TARGETS
) -> float:
    """Up to so many executions, for at most so long; returns the growth of memory in MiB after
    warm-up. The same seed plays the same inputs."""
    rng = random.Random(findings.seed)
    weights = [target.weight for target in targets]
    ends_at = time.monotonic() + seconds
    warm: float | None = None
    while findings.executions < executions and time.monotonic() < ends_at:
        batch = min(_BATCH, executions - findings.executions)
        for target in rng.choices(targets, weights, k=batch):
            await execute(
                findings, target, spoil(rng.choice(target.examples), rng, target.examples)
            )
        played = max(findings.executions / executions, 1 - (ends_at - time.monotonic()) / seconds)
        if warm is None and played >= _WARM_SHARE:
            warm = memory_mib()
        await asyncio.sleep(0)
    grown = memory_mib() - warm if warm is not None else 0.0
    if grown > GROWTH_MIB_MAX:
        findings.add("all", f"memory grows by more than {GROWTH_MIB_MAX} MiB", f"{grown:.0f} MiB")
    return grown


async def execute(findings: Findings, target: Target, content: bytes) -> None:
    """One input. An unexpected exception is a finding, and so is a second of processor time
    (that of this thread, so that a busy machine proves nothing), three times out of three."""
    findings.executions += 1
    taken = await _once(findings, target, content)
    if taken > SLOW_SECONDS:
        taken = min([taken, *[await _once(findings, target, content) for _ in range(2)]])
        if taken > SLOW_SECONDS:
            findings.add(target.name, f"takes more than {SLOW_SECONDS} s", content[:500])
    findings.slowest_seconds = max(findings.slowest_seconds, taken)


async def _once(findings: Findings, target: Target, content: bytes) -> float:
    started = time.thread_time()
    try:
        await target.run(content)
    except target.expected:
        pass
    except Exception as fault:  # What it is, is the finding.
        place = fault.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
        findings.add(target.name, f"{type(fault).__name__} at {where}", content[:500])
    return time.thread_time() - started


def memory_mib() -> float:
    """Memory in use by this process; where only the peak is known, the peak."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / _MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
