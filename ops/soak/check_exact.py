"""The exact check of small windows: is there an order of the requests, each at some moment between
its request and its answer, in which a sequential pool gives every answer that was read?

The search of Wing and Gong, with the memory of Lowe: a set of done requests that left the same
pool is looked into once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ops.soak.check_exact_model import ModelPool, expire, explains, step
from ops.soak.history import Operation

_STEPS_MAX = 300_000
_STATES_MAX = 256


@dataclass(frozen=True, slots=True)
class Event:
    """A request, or (with `expiring`) the passing of a hold's deadline. An event without an end
    may also never happen."""

    begin: float
    end: float
    operation: Operation | None = None
    expiring: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`explained` is None when the search was given up: the window is not judged.

    `finals` are all pools the window can have left. `prefix` is the shortest run of answers, in
    the order they were read, that no order explains.
    """

    explained: bool | None
    finals: frozenset[ModelPool]
    prefix: tuple[Operation, ...] = ()
    steps: int = 0


def event_of(operation: Operation) -> Event:
    end = math.inf if operation.answered_at is None else operation.answered_at
    return Event(operation.invoked_at, end, operation)


def explain(events: Iterable[Event], starts: Iterable[ModelPool]) -> Explanation:
    """Search for an order. Refused-as-not-written requests must be left out by the caller."""
    ordered = sorted(events, key=lambda event: event.begin)
    finals, steps = _search(ordered, frozenset(starts))
    if finals is None:
        return Explanation(None, frozenset(), (), steps)
    if finals:
        return Explanation(True, finals, (), steps)
    return Explanation(False, finals, _shortest(ordered, frozenset(starts)), steps)


def _search(
    events: Sequence[Event], starts: frozenset[ModelPool]
) -> tuple[frozenset[ModelPool] | None, int]:
    """All pools that some full order leaves (none: no order), or None when given up."""
    must = sum(1 << number for number, event in enumerate(events) if event.end < math.inf)
    open_nodes = [(0, pool) for pool in starts]
    seen = set(open_nodes)
    finals: set[ModelPool] = set()
    steps = 0
    while open_nodes:
        done, pool = open_nodes.pop()
        if done & must == must:
            finals.add(pool)
        steps += 1
        if steps > _STEPS_MAX or len(finals) > _STATES_MAX:
            return None, steps
        for number in _next(events, done):
            for after in _take(pool, events[number]):
                node = (done | 1 << number, after)
                if node not in seen:
                    seen.add(node)
                    open_nodes.append(node)
    return frozenset(finals), steps


def _next(events: Sequence[Event], done: int) -> Iterator[int]:
    """Events that can be the next: those begun before the first answer still to come."""
    first_end = math.inf
    waiting = [number for number in range(len(events)) if not done >> number & 1]
    for number in waiting:
        first_end = min(first_end, events[number].end)
    for number in waiting:
        if events[number].begin > first_end:
            return
        yield number


def _take(pool: ModelPool, event: Event) -> Iterator[ModelPool]:
    if event.expiring is not None:
        yield expire(pool, event.expiring)
        return
    operation = event.operation
    assert operation is not None
    code, after = step(pool, operation)
    if event.end == math.inf or operation.outcome == "unknown":
        # Nobody read an answer; it did what it does at this moment.
        yield after
    elif explains(pool, operation, code, after):
        yield after if operation.outcome == "ok" else pool


def _shortest(events: Sequence[Event], starts: frozenset[ModelPool]) -> tuple[Operation, ...]:
    answered = sorted((e for e in events if e.end < math.inf), key=lambda event: event.end)
    for count in range(1, len(answered) + 1):
        last = answered[count - 1].end
        prefix = [
            event if event.end <= last else Event(event.begin, math.inf, event.operation,
                                                  event.expiring)
            for event in events
            if event.begin <= last
        ]  # fmt: skip
        finals, _ = _search(prefix, starts)
        if finals is not None and not finals:
            return tuple(e.operation for e in answered[:count] if e.operation is not None)
    return tuple(e.operation for e in answered if e.operation is not None)


def judge_pool(
    operations: Sequence[Operation], start: ModelPool, expiries: Sequence[Event] = ()
) -> Iterator[Explanation]:
    """Judge one pool's whole history, cut wherever nothing was under way, each window from every
    pool the last one can have left. Ends at the first window that is not explained."""
    written = [each for each in operations if each.outcome != "not_written"]
    events = sorted([*map(event_of, written), *expiries], key=lambda event: event.begin)
    pools = frozenset([start])
    for window in _windows(events):
        explanation = explain(window, pools)
        yield explanation
        if not explanation.explained:
            return
        pools = explanation.finals


def _windows(events: Sequence[Event]) -> Iterator[list[Event]]:
    window: list[Event] = []
    until = -math.inf
    for event in events:
        if window and event.begin > until:
            yield window
            window = []
        window.append(event)
        until = max(until, event.end)
    if window:
        yield window
