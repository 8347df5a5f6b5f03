"""What an idle console costs the service in memory."""

from __future__ import annotations

from dataclasses import dataclass

from ops.bench.crowd import Crowd, settle
from ops.bench.machine import resident_kib
from ops.bench.plan import Plan


@dataclass(frozen=True, slots=True)
class ConsoleMemory:
    """KiB of the service's own resident memory for each console more."""

    consoles: int
    kib_each: float
    before_kib: int


def measure_memory(port: int, pid: int, crowd: Crowd, plan: Plan) -> ConsoleMemory:
    """Connect as many consoles as planned, let ticks flow, and compare with before."""
    consoles = plan.memory_consoles
    settle(plan.memory_settle_seconds)
    before, already = resident_kib(pid), crowd.consoles
    crowd.connect(port, consoles)
    settle(plan.memory_settle_seconds)
    return ConsoleMemory(consoles, (resident_kib(pid) - before) / (consoles - already), before)
