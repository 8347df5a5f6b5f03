"""The ways in which exports write a day, and the one moment a daily count was taken."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from housing_service.ingest.problems import RowProblem

# A time of day, fraction and offset after the day say nothing about which day it is.
_TIME = (
    r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[AaPp][Mm])?"
    r"\s*(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SHORT_YEAR_FIRST = re.compile(rf"([0-9]{{2}})-([0-9]{{2}})-([0-9]{{2}}){_TIME}")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_MONTH_NAMED = re.compile(
    rf"([0-9]{{1,2}})[- ]([A-Za-z]{{3}})[a-z]*[- ]([0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_CELL_CHARACTERS_MAX = 64
EARLIEST = datetime.date(1990, 1, 1)
LATEST = datetime.date(2200, 1, 1)


class DayOrder(Enum):
    """Which comes first in 03/04/2024; a whole file writes it one way."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


def parse_day(cell: str, column: str, order: DayOrder = DayOrder.MONTH_FIRST) -> datetime.date:
    """Return the day; raises RowProblem `date_missing` or `not_a_date`."""
    if not cell:
        raise RowProblem("date_missing", f"{column} is empty.")
    found = _find_day(cell, order) if len(cell) <= _CELL_CHARACTERS_MAX else None
    if found is None:
        raise RowProblem("not_a_date", f"{column} is not a date this format uses.")
    return found


# A daily file says the same day in every row of that day.
@lru_cache(maxsize=1024)
def _find_day(cell: str, order: DayOrder) -> datetime.date | None:
    for read in _FORMS:
        parts = read(cell, order)
        if parts is not None:
            year, month, day = parts
            try:
                found = datetime.date(year + 2000 if year < 100 else year, month, day)
            except ValueError:
                return None
            return found if EARLIEST <= found <= LATEST else None
    return None


def day_order_hint(cell: str) -> DayOrder | None:
    """Return what one cell proves: 13/02/2024 is day first, 02/13/2024 month first."""
    match = _YEAR_LAST.fullmatch(cell)
    if match is None:
        return None
    first, second = int(match[1]), int(match[3])
    if first > 12 >= second:
        return DayOrder.DAY_FIRST
    return DayOrder.MONTH_FIRST if second > 12 >= first else None


def parse_us_day(cell: str, column: str) -> datetime.date:
    """Return the day, month first unless the cell itself proves otherwise; raises RowProblem."""
    return parse_day(cell, column, day_order_hint(cell) or DayOrder.MONTH_FIRST)


def is_ambiguous_form(cell: str) -> bool:
    """Return whether the cell writes the year last, so that day and month may be swapped."""
    return _YEAR_LAST.fullmatch(cell) is not None and _SHORT_YEAR_FIRST.fullmatch(cell) is None


@lru_cache(maxsize=1024)
def next_morning(day: datetime.date, hour: int, zone: ZoneInfo) -> datetime.datetime:
    """Return `hour` o'clock, local time, of the day after `day`."""
    return datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(hour), tzinfo=zone
    )


_Parts = tuple[int, int, int]


def _year_first(cell: str, _: DayOrder) -> _Parts | None:
    match = _YEAR_FIRST.fullmatch(cell)
    return (int(match[1]), int(match[3]), int(match[4])) if match else None


def _compact(cell: str, _: DayOrder) -> _Parts | None:
    match = _COMPACT.fullmatch(cell)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _short_year_first(cell: str, _: DayOrder) -> _Parts | None:
    match = _SHORT_YEAR_FIRST.fullmatch(cell)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _year_last(cell: str, order: DayOrder) -> _Parts | None:
    match = _YEAR_LAST.fullmatch(cell)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    return (year, second, first) if order is DayOrder.DAY_FIRST else (year, first, second)


def _month_named(cell: str, _: DayOrder) -> _Parts | None:
    match = _MONTH_NAMED.fullmatch(cell)
    if match is None or match[2].lower() not in _MONTHS:
        return None
    return int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1])


_FORMS: tuple[Callable[[str, DayOrder], _Parts | None], ...] = (
    _year_first,
    _compact,
    _short_year_first,
    _year_last,
    _month_named,
)
