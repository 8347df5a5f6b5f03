"""What an idle console costs the service in memory."""

from __future__ import annotations

from dataclasses import dataclass

from ops.bench.crowd import Crowd, settle
from ops.bench.machine import resident_kib

_SETTLE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class ConsoleMemory:
    """KiB of the service's own resident memory for each console more."""

    consoles: int
    kib_each: float
    before_kib: int


def measure_memory(port: int, pid: int, crowd: Crowd, consoles: int) -> ConsoleMemory:
    """Connect until there are `consoles`, let ticks flow, and compare with before."""
    settle(_SETTLE_SECONDS)
    before, already = resident_kib(pid), crowd.consoles
    crowd.connect(port, consoles)
    settle(_SETTLE_SECONDS)
    return ConsoleMemory(consoles, (resident_kib(pid) - before) / (consoles - already), before)
