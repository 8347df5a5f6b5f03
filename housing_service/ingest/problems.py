"""What was wrong with the rows of a file: every one counted, the first thousand kept.

Reasons name columns, never the content of a cell: a wrong file may hold anything about anybody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

KEPT_MAX = 1000


class RowProblem(Exception):
    """One row can't go in; `code` is stable snake_case, `reason` a plain sentence."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class SourceUnreadable(Exception):
    """The whole file can't be used; nothing of it was taken.

    `sentence` says what is wrong, `next_step` what to do about it, `code` is stable.
    """

    def __init__(self, code: str, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class Problem:
    """One row (line 1 is the first line of the file, 0 the file itself) and why."""

    file: str
    line: int
    code: str
    reason: str


@dataclass(slots=True)
class ProblemList:
    """A bounded list with a total, so that a broken file of millions of rows stays small."""

    total: int = 0
    kept: list[Problem] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)
    by_file: Counter[str] = field(default_factory=Counter)

    def add(self, file: str, line: int, code: str, reason: str) -> None:
        """Count the problem, and keep it while there is room."""
        self.total += 1
        self.by_code[code] += 1
        self.by_file[file] += 1
        if len(self.kept) < KEPT_MAX:
            self.kept.append(Problem(file, line, code, reason))


@dataclass(slots=True)
class ReadingLog:
    """What a reader says beside its records.

    `problems` kept something out. `warnings` went in, but somebody should look. `notes` are
    counted sentences about what was left aside on purpose.
    """

    problems: ProblemList = field(default_factory=ProblemList)
    warnings: ProblemList = field(default_factory=ProblemList)
    notes: Counter[str] = field(default_factory=Counter)
