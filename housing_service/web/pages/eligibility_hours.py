"""Intake hours as lines that people fill in: days, from, until.

Stored spans never pass midnight; a line may, so a night that was stored as two spans is shown as
the one line it was entered as.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from housing_service.domain.eligibility.hours import DAYS, SPANS_MAX, Hours, parse_hours

_MINUTES_A_DAY = 24 * 60
EVERY_HOUR: Hours = tuple((day, 0, _MINUTES_A_DAY) for day in range(7))
# Lines offered from the start, so that nobody has to ask for more without scripts.
LINES_MIN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line: days by their codes, and clock times such as 08:00."""

    days: tuple[str, ...]
    start: str
    until: str


def lines_of(hours: Hours) -> tuple[Line, ...]:
    """The fewest lines that say the same; `raw_hours` of them is `hours` again."""
    days_by_times: dict[tuple[int, int], list[str]] = {}
    for day, first, until in _nights_joined(hours):
        days_by_times.setdefault((first, until), []).append(DAYS[day])
    return tuple(
        Line(tuple(days), _clock(first), _clock(until))
        for (first, until), days in days_by_times.items()
    )


def raw_hours(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    """The lines as the vocabulary's JSON. A line without days is meant for every day."""
    return [
        {"days": list(line.days or DAYS), "from": line.start, "until": line.until} for line in lines
    ]


def lines_in(fields: Mapping[str, str], code: str) -> dict[int, Line]:
    """The lines of a posted form in which anything was filled in, by their number from 0."""
    found = {}
    for number in range(SPANS_MAX):
        at = f"{code}.{number}"
        days = tuple(day for day in DAYS if fields.get(f"{at}.{day}"))
        start, until = (_padded(fields.get(f"{at}.{end}", "")) for end in ("from", "until"))
        if days or start or until:
            found[number] = Line(days, start, until)
    return found


def fields_of(hours: Hours, code: str) -> dict[str, str]:
    """The form fields that `lines_in` reads."""
    fields: dict[str, str] = {}
    for number, line in enumerate(lines_of(hours)):
        at = f"{code}.{number}"
        fields |= {f"{at}.{day}": "1" for day in line.days}
        fields |= {f"{at}.from": line.start, f"{at}.until": line.until}
    return fields


def is_start(text: str) -> bool:
    """Whether the vocabulary reads it as a time at which a span begins."""
    return _is_read(text, "12:00")


def is_end(text: str) -> bool:
    """Whether the vocabulary reads it as a time at which a span ends."""
    return _is_read("12:00", text)


def _is_read(start: str, until: str) -> bool:
    try:
        parse_hours([{"days": ["mon"], "from": start, "until": until}])
    except ValueError:
        return False
    return True


def _nights_joined(hours: Hours) -> list[tuple[int, int, int]]:
    """(day, first minute, minute of the end), where an end at or before the first minute is the
    next day's. Midnight is the end 0."""
    mornings = {
        (day, until): (day, first, until)
        for day, first, until in hours
        if first == 0 and until < _MINUTES_A_DAY
    }
    joined: list[tuple[int, int, int]] = []
    taken: set[tuple[int, int, int]] = set()
    for day, first, until in hours:
        if first == 0 or until != _MINUTES_A_DAY:
            continue
        next_day = (day + 1) % 7
        ends = [end for other, end in mornings if other == next_day and end <= first]
        morning = next((mornings[next_day, end] for end in ends), None)
        if morning is not None and morning not in taken:
            taken |= {morning, (day, first, until)}
            joined.append((day, first, morning[2]))
    joined += [span for span in hours if span not in taken]
    return sorted((day, first, until % _MINUTES_A_DAY) for day, first, until in joined)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _padded(text: str) -> str:
    """ "8:00" as "08:00"; a browser without a field for times lets people write it so."""
    text = text.strip()
    return f"0{text}" if text[1:2] == ":" else text
