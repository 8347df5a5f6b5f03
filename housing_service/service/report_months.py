"""Which months a report speaks of.

Only whole months can be asked for, each is answered by itself, and none before it is over and
settled: of two ranges that overlap, the difference would be told.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from housing_service.domain.errors import Refusal

MONTHS_MAX = 12
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def month_of(text: str | None, name: str) -> date:
    """The first day of a month written as YYYY-MM. Raises Refusal `invalid_request`."""
    found = _MONTH.fullmatch(text or "")
    if found is None:
        fields = [{"field": name, "message": "expected a month such as 2026-01"}]
        raise Refusal("invalid_request", fields=fields)
    return date(int(found[1]), int(found[2]), 1)


def months_between(since: str | None, until: str | None) -> list[date]:
    """Every month from one to the other (or the one alone), oldest first. Raises Refusal
    `invalid_request` for none at all or more than twelve."""
    first = month_of(since, "from")
    last = month_of(until, "to") if until is not None else first
    months = [first]
    while months[-1] < last and len(months) <= MONTHS_MAX:
        months.append(next_month(months[-1]))
    if months[-1] != last or len(months) > MONTHS_MAX:
        message = f"expected at most {MONTHS_MAX} months, the later one last"
        raise Refusal("invalid_request", fields=[{"field": "to", "message": message}])
    return months


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def days_of(month: date) -> list[str]:
    return [
        month.replace(day=day).isoformat()
        for day in range(1, calendar.monthrange(month.year, month.month)[1] + 1)
    ]


def hours_of(month: date) -> int:
    return 24 * len(days_of(month))
