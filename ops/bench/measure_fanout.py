"""Deliveries per second to many consoles beside a bare send loop and other libraries."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import IO, Any

from ops.bench.child import Answers
from ops.bench.crowd import Crowd, crowd
from ops.bench.plan import Plan
from ops.bench.rivals import rivals

_ROUND_SECONDS_MAX = 60.0
LOOP = "bare C send loop"
PURE = "service"
COMPILED = "service, C back end"
_HEADER_BYTES = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One way to send, and the consoles it sends to."""

    name: str
    crowd: Crowd
    send: Callable[[int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FanoutRate:
    """Medians over the rounds, by side. A delivery counts when a console has read it. Ratios are
    taken within one round."""

    consoles: int
    frame_bytes: int
    loop_with: str
    per_second: dict[str, float]
    processor_us: dict[str, float]
    seconds: dict[str, list[float]]

    def ratio(self, side: str, beside: str) -> float | None:
        """How many times as many deliveries a second; null when one was not measured."""
        ours, theirs = self.seconds.get(side), self.seconds.get(beside)
        if not ours or not theirs:
            return None
        return median(b / a for a, b in zip(ours, theirs, strict=True))


def measure_fanout(
    service: Answers, consoles: Crowd, plan: Plan, log: IO[bytes], *, beside_others: bool
) -> FanoutRate:
    """Let each side send the same number of frames of the same length to as many consoles, round
    after round in changing order. The pool's change itself is the hub's cost."""
    service.ask(do="prepare")
    prepared = service.ask(do="prepare")
    size = prepared["frame_bytes"]
    with _sides(service, consoles, prepared, log, beside_others=beside_others) as sides:
        rounds: dict[str, list[dict[str, Any]]] = {side.name: [] for side in sides}
        for number in range(plan.fanout_rounds):
            # Whoever goes later may find warmer caches, so they take turns at that too.
            turn = number % len(sides)
            for side in sides[turn:] + sides[:turn]:
                rounds[side.name].append(_one_round(side, plan.fanout_changes, size))
    deliveries = plan.fanout_changes * consoles.consoles
    seconds = {name: [_seconds(answer) for answer in answers] for name, answers in rounds.items()}
    return FanoutRate(
        consoles.consoles,
        size,
        rounds[LOOP][0]["with"],
        {name: deliveries / median(taken) for name, taken in seconds.items()},
        {
            name: median(1e6 * answer["processor_seconds"] / deliveries for answer in answers)
            for name, answers in rounds.items()
        },
        seconds,
    )


@contextlib.contextmanager
def _sides(
    service: Answers,
    consoles: Crowd,
    prepared: dict[str, Any],
    log: IO[bytes],
    *,
    beside_others: bool,
) -> Iterator[list[Side]]:
    def by_hub(backend: str) -> Callable[[int], dict[str, Any]]:
        return lambda changes: service.ask(do="hub", changes=changes, backend=backend)

    sides = [
        Side(LOOP, consoles, lambda changes: service.ask(do="loop", changes=changes)),
        Side(PURE, consoles, by_hub("pure")),
    ]
    if prepared["compiled"]:
        sides.append(Side(COMPILED, consoles, by_hub("c")))
    with contextlib.ExitStack() as stack:
        for rival in rivals(log, stack) if beside_others else ():
            theirs = stack.enter_context(crowd(log))
            theirs.connect(rival.port, consoles.consoles)
            rival.prepare(prepared["frame_bytes"] - _HEADER_BYTES)
            sides += [Side(name, theirs, send) for name, send in rival.ways]
        yield sides


def _one_round(side: Side, changes: int, frame_bytes: int) -> dict[str, Any]:
    side.crowd.expect(frame_bytes * changes)
    answer = side.send(changes)
    return {**answer, "received": side.crowd.all_received_at(_ROUND_SECONDS_MAX)}


def _seconds(answer: dict[str, Any]) -> float:
    """From the first change to the last byte read by a console."""
    return float(max(answer["received"], answer["ended"]) - answer["begun"])
