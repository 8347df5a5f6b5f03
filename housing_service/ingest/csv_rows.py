"""Lines into rows with named cells: a bad row is a problem, and the next row is read again.

Columns are found by name whatever their order, case or separator ("Occupancy Date" is
OCCUPANCY_DATE). Only the wanted columns are kept, so nothing else of a row travels further.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from housing_service.ingest.limits import (
    COLUMNS_MAX,
    RECORD_CHARACTERS_MAX,
    RECORD_LINES_MAX,
)
from housing_service.ingest.problems import ReadingLog, SourceUnreadable
from housing_service.ingest.text_lines import TextLines


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it starts on and its wanted cells, stripped; a missing column is ''."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Columns:
    """`needed` must be there; `optional` may; `other_names` maps an older name to today's."""

    needed: Sequence[str]
    optional: Sequence[str] = ()
    other_names: Mapping[str, str] | None = None


class CsvRows:
    """Iterates over the rows of one file. `present` names the wanted columns the file has.

    Creating it reads the header and raises SourceUnreadable (`empty_file`, `missing_columns`).
    `damaged` is true after the last row when rows were lost to damage, so that what is absent
    proves nothing.
    """

    def __init__(self, lines: TextLines, file: str, columns: Columns, log: ReadingLog) -> None:
        self._lines = lines
        self._file = file
        self._log = log
        self._feed = _Feed(lines)
        self._lost_rows = False
        self._header_line = 0
        header = self._header()
        self._width = len(header)
        self._positions = self._find(header, columns)
        self.present = frozenset(self._positions)

    @property
    def damaged(self) -> bool:
        return self._lost_rows or self._lines.broken

    def __iter__(self) -> Iterator[Row]:
        for line, cells in self._records():
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) < self._width:
                self._problem(line, "too_few_cells", "The row has fewer cells than the header.")
            elif any(cell.strip() for cell in cells[self._width :]):
                self._problem(line, "too_many_cells", "The row has more cells than the header.")
            else:
                yield Row(line, {name: cells[at].strip() for name, at in self._positions.items()})

    def _header(self) -> list[str]:
        self._feed.skip_blank()
        self._feed.delimiter = max(",;\t", key=self._feed.peek().count)
        for line, cells in self._records():
            if any(cell.strip() for cell in cells):
                while not cells[-1].strip():
                    cells.pop()
                self._header_line = line
                return cells[:COLUMNS_MAX]
        raise SourceUnreadable(
            "empty_file", f"{self._file} is empty.", "Download or export the file again."
        )

    def _find(self, header: list[str], columns: Columns) -> dict[str, int]:
        wanted = {_key(name): name for name in (*columns.needed, *columns.optional)}
        for older, name in (columns.other_names or {}).items():
            wanted[_key(older)] = name
        positions: dict[str, int] = {}
        for at, cell in enumerate(header):
            column = wanted.get(_key(cell))
            if column in positions:
                reason = f"The column {column} comes twice; the first counts."
                self._log.warnings.add(self._file, self._header_line, "column_twice", reason)
            elif column is not None:
                positions[column] = at
        missing = [name for name in columns.needed if name not in positions]
        if missing:
            shown = ", ".join(missing[:5]) + (" and more" if len(missing) > 5 else "")
            raise SourceUnreadable(
                "missing_columns",
                f"{self._file} lacks the column {shown}."
                if len(missing) == 1
                else f"{self._file} lacks the columns {shown}.",
                "Check that this is the right file in the right format.",
            )
        return positions

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield records; after one that can't be read, start again at the line after its first."""
        reader = self._feed.reader()
        while True:
            self._feed.start_record()
            code, reason = "row_unreadable", "The row can't be read as comma-separated cells."
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _LineTooLong:
                code, reason = "line_too_long", "The line is too long to be read."
            except (_RecordTooLong, csv.Error):
                pass
            else:
                if not self._feed.ended_inside:
                    yield self._feed.first_line, cells
                    continue
                code, reason = "quote_not_closed", "A quote is opened and never closed."
            self._problem(self._feed.first_line, code, reason)
            self._feed.read_again()
            reader = self._feed.reader()

    def _problem(self, line: int, code: str, reason: str) -> None:
        self._lost_rows = True
        self._log.problems.add(self._file, line, code, reason)


class _RecordTooLong(Exception):
    pass


class _LineTooLong(Exception):
    pass


class _Feed:
    """Gives lines to the csv reader, remembers those of the current record, can give them again."""

    def __init__(self, lines: TextLines) -> None:
        self._lines = iter(lines)
        self._again: deque[tuple[int, str | None]] = deque()
        self._given: list[tuple[int, str | None]] = []
        self._characters = 0
        self.delimiter = ","
        self.ended_inside = False

    @property
    def first_line(self) -> int:
        return self._given[0][0] if self._given else 0

    def reader(self) -> Iterator[list[str]]:
        return csv.reader(self, delimiter=self.delimiter, skipinitialspace=True)

    def start_record(self) -> None:
        self._given.clear()
        self._characters = 0

    def read_again(self) -> None:
        self._again.extendleft(reversed(self._given[1:]))
        self.ended_inside = False

    def skip_blank(self) -> None:
        while self._look() and not (self._again[0][1] or "?").strip():
            self._again.popleft()

    def peek(self) -> str:
        """Return the next line without taking it; '' at the end or when it is too long."""
        return (self._again[0][1] or "") if self._look() else ""

    def _look(self) -> bool:
        if not self._again and (line := next(self._lines, None)) is not None:
            self._again.append(line)
        return bool(self._again)

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self._given) >= RECORD_LINES_MAX or self._characters > RECORD_CHARACTERS_MAX:
            raise _RecordTooLong
        if not self._look():
            self.ended_inside = bool(self._given)
            raise StopIteration
        line = self._again.popleft()
        self._given.append(line)
        if line[1] is None:
            raise _LineTooLong
        self._characters += len(line[1])
        return line[1] + "\n"


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
