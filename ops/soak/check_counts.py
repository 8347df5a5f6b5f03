"""Between which numbers a pool's reported count surely lies, from what was said and when.

Statements that overlap in time may have happened in any order. They are kept together until none
is under way; then the number is what some order of them leaves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_TOGETHER_MAX = 48


@dataclass(slots=True, eq=False)
class Statement:
    """Something that sets or moves the count, at an instant between `begin` and `end`.

    `number` is the count it sets, or None when it moves the count by `low` to `high`. `certain` is
    false when it may not have happened at all.
    """

    begin: float
    number: int | None = None
    low: int = 0
    high: int = 0
    certain: bool = True
    end: float = math.inf


class CountBounds:
    """`low` and `high` are bounds for the present moment of the sweep. A count is never below
    zero: arrivals stop there, so several of them may have moved it by less than they say."""

    def __init__(self, units_free: int) -> None:
        self.low = self.high = units_free
        self._base = (units_free, units_free)
        self._pending: list[Statement] = []
        self._done: list[Statement] = []

    def begin(self, statement: Statement) -> None:
        self._pending.append(statement)
        if statement.number is not None:
            # What moves the count may come after this number as well as before it.
            together = [*self._pending, *self._done]
            gain = sum(max(0, other.high) for other in together)
            loss = sum(min(0, other.low) for other in together)
            self.low = min(self.low, max(0, statement.number + loss))
            self.high = max(self.high, statement.number + gain)
        self.high += max(0, statement.high)
        self.low = max(0, self.low + min(0, statement.low))

    def finish(self, statement: Statement, at: float) -> None:
        """It has happened by now (or, when not `certain` or moving by nothing, perhaps not)."""
        if statement not in self._pending:
            return
        statement.end = at
        self._pending.remove(statement)
        self._done.append(statement)
        if not self._pending:
            if len(self._done) <= _TOGETHER_MAX:
                self.low, self.high = self._settled()
            self._base = (self.low, self.high)
            self._done = []

    def _settled(self) -> tuple[int, int]:
        numbers = [each for each in self._done if each.number is not None]
        moves = [each for each in self._done if each.number is None]
        outcomes: list[tuple[int, int]] = []
        if not any(each.certain for each in numbers):
            outcomes.append(_moved(self._base, [(each.low, each.high) for each in moves]))
        for last in numbers:
            if any(each.certain and each.begin > last.end for each in numbers):
                continue
            assert last.number is not None
            after = [_effect_after(last, each) for each in moves]
            outcomes.append(_moved((last.number, last.number), after))
        return min(low for low, _ in outcomes), max(high for _, high in outcomes)


def _effect_after(last: Statement, move: Statement) -> tuple[int, int]:
    if move.begin > last.end:
        return move.low, move.high
    if move.end < last.begin:
        return 0, 0
    return min(0, move.low), max(0, move.high)


def _moved(start: tuple[int, int], moves: list[tuple[int, int]]) -> tuple[int, int]:
    low = start[0] + sum(move[0] for move in moves)
    high = start[1] + sum(move[1] for move in moves)
    if len(moves) > 1 and start[0] + sum(min(0, move[0]) for move in moves) < 0:
        # An arrival may have stopped at zero before a later gain.
        high = start[1] + sum(max(0, move[1]) for move in moves)
    return max(0, low), max(0, high)
