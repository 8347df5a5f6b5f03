"""An office's clock in the database, against one that looks at every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.homes import WEEK_CLOSES, WEEK_OPENS, ZONE, working_due
from tests.support.world import World

DUE = "SELECT housing.working_due($1, $2, $3, $4, $5, $6, $7)"
# Clocks change here each in its own way: by an hour, by half of one, at midnight, not at all.
ZONES = (
    "America/Toronto", "America/Havana", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata",
    "America/Santiago", "UTC",
)  # fmt: skip
_CHANGES = (date(2026, 3, 8), date(2026, 3, 29), date(2026, 11, 1), date(2026, 10, 25),
            date(2026, 4, 5), date(2026, 9, 6), date(2026, 10, 4))  # fmt: skip


@st.composite
def cases(draw: Any) -> tuple[Any, ...]:
    change = draw(st.sampled_from(_CHANGES))
    start = datetime(change.year, change.month, change.day, tzinfo=UTC) + timedelta(
        days=draw(st.integers(-5, 2)), minutes=draw(st.integers(0, 1_439))
    )
    opens: list[int | None] = []
    closes: list[int | None] = []
    for _ in range(7):
        shut = draw(st.booleans()) and draw(st.booleans())
        edges = draw(st.lists(st.integers(0, 48), min_size=2, max_size=2, unique=True))
        opens.append(None if shut else min(edges) * 30)
        closes.append(None if shut else max(edges) * 30)
    holidays = [change + timedelta(days=n) for n in draw(st.sets(st.integers(-5, 7), max_size=3))]
    latest = start + timedelta(days=draw(st.integers(1, 10)), minutes=draw(st.integers(0, 600)))
    minutes = draw(st.integers(1, 60 * 60))
    return start, minutes, draw(st.sampled_from(ZONES)), opens, closes, holidays, latest


async def test_the_database_and_the_minute_by_minute_clock_agree(world: World) -> None:
    found: list[tuple[Any, ...]] = []

    @settings(
        max_examples=250, deadline=None, database=None, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(cases())
    def collect(case: tuple[Any, ...]) -> None:
        found.append(case)

    collect()
    for case in found:
        assert await world.owner.fetchval(DUE, *case) == working_due(*case), case


@pytest.mark.parametrize(
    ("start", "hours", "holidays", "due"),
    [
        # Friday at four: one hour then, the rest from Monday on.
        ("2026-11-20T16:00-05:00", 24, [], "2026-11-25T16:00-05:00"),
        # A holiday is no working day; Sunday night counts from Monday morning.
        ("2026-11-22T23:30-05:00", 8, [date(2026, 11, 23)], "2026-11-24T17:00-05:00"),
        # Over the night in which the clock is put back: two working days are two working days.
        ("2026-10-30T09:00-04:00", 16, [], "2026-11-02T17:00-05:00"),
    ],
    ids=["weekend", "holiday", "clock_put_back"],
)
async def test_days_that_anybody_can_check(
    world: World, start: str, hours: int, holidays: list[date], due: str
) -> None:
    begins = datetime.fromisoformat(start)
    answer = await world.owner.fetchval(
        DUE, begins, hours * 60, ZONE, WEEK_OPENS, WEEK_CLOSES, holidays,
        begins + timedelta(days=14),
    )  # fmt: skip
    assert answer == datetime.fromisoformat(due)


async def test_an_office_around_the_clock_works_the_hours_a_day_has(world: World) -> None:
    always: tuple[list[int], list[int]] = ([0] * 7, [1_440] * 7)
    for midnight, hours in (("2026-11-01T00:00-04:00", 25), ("2026-03-08T00:00-05:00", 23)):
        begins = datetime.fromisoformat(midnight)
        due = await world.owner.fetchval(
            DUE, begins, hours * 60, ZONE, *always, [], begins + timedelta(days=3)
        )
        assert due == begins + timedelta(hours=hours)


async def test_no_open_day_means_the_latest_time(world: World) -> None:
    begins = datetime(2026, 11, 20, 15, tzinfo=UTC)
    days = [begins.date() + timedelta(days=n) for n in range(20)]
    due = await world.owner.fetchval(
        DUE, begins, 60, ZONE, WEEK_OPENS, WEEK_CLOSES, days, begins + timedelta(days=14)
    )
    assert due == begins + timedelta(days=14)
