"""Deliveries per second to many consoles beside a bare send loop over the same sockets."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from ops.bench.child import Answers
from ops.bench.crowd import Crowd
from ops.bench.plan import Plan

_ROUND_SECONDS_MAX = 60.0


@dataclass(frozen=True, slots=True)
class FanoutRate:
    """Medians over the rounds. A delivery counts when a console has read it."""

    consoles: int
    frame_bytes: int
    per_second: float
    loop_per_second: float
    ratio: float
    sending_ratio: float
    processor_us: float
    loop_processor_us: float
    loop_with: str


def measure_fanout(service: Answers, crowd: Crowd, plan: Plan) -> FanoutRate:
    """Alternate the hub and the bare loop, each sending the same number of equal frames to the
    same consoles of the same process; the pool's change itself is the hub's cost."""
    service.ask(do="prepare")
    frame = service.ask(do="prepare")
    bytes_each = frame["frame_bytes"] * plan.fanout_changes
    hub: list[dict[str, Any]] = []
    loop: list[dict[str, Any]] = []
    for number in range(plan.fanout_rounds):
        # Whoever goes second may find warmer caches, so they take turns at that too.
        first, second = (hub, loop) if number % 2 == 0 else (loop, hub)
        for rounds in (first, second):
            rounds.append(_one_round(service, crowd, plan, rounds is hub, bytes_each))
    deliveries = plan.fanout_changes * crowd.consoles
    return FanoutRate(
        crowd.consoles,
        frame["frame_bytes"],
        deliveries / median(_seconds(answer) for answer in hub),
        deliveries / median(_seconds(answer) for answer in loop),
        median(_seconds(b) / _seconds(a) for a, b in zip(hub, loop, strict=True)),
        median(_sending(b) / _sending(a) for a, b in zip(hub, loop, strict=True)),
        median(1e6 * answer["processor_seconds"] / deliveries for answer in hub),
        median(1e6 * answer["processor_seconds"] / deliveries for answer in loop),
        loop[0]["with"],
    )


def _one_round(
    service: Answers, crowd: Crowd, plan: Plan, by_hub: bool, bytes_each: int
) -> dict[str, Any]:
    crowd.expect(bytes_each)
    answer = service.ask(do="hub" if by_hub else "loop", changes=plan.fanout_changes)
    return {**answer, "received": crowd.all_received_at(_ROUND_SECONDS_MAX)}


def _seconds(answer: dict[str, Any]) -> float:
    """From the first change to the last byte read by a console."""
    return float(max(answer["received"], answer["ended"]) - answer["begun"])


def _sending(answer: dict[str, Any]) -> float:
    """From the first change to the last byte taken by the kernel."""
    return float(answer["ended"] - answer["begun"])
