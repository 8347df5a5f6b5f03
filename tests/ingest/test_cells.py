"""Cells into numbers, ids, names and days."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from housing_service.ingest.dates import DayOrder, day_order_hint, next_morning, parse_day
from housing_service.ingest.problems import RowProblem
from housing_service.ingest.replay_speed import seconds_per_day
from housing_service.ingest.values import identifier, name, plain_text, whole_number


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("", None),
        ("12", 12),
        ("12.0", 12),
        ("+3", 3),
        ("-1", -1),
        ("007", 7),
        ("0", 0),
        ("12.", 12),
    ],
)
def test_whole_numbers(cell: str, number: int | None) -> None:
    assert whole_number(cell, "N") == number


@pytest.mark.parametrize("cell", ["1e3", "12.5", "nan", "inf", "1,234", "１２", "0x10", "--1", "a"])
def test_numbers_that_may_be_wrong(cell: str) -> None:
    with pytest.raises(RowProblem) as refusal:
        whole_number(cell, "N")
    assert refusal.value.code == "not_a_whole_number"
    assert refusal.value.reason == "N is not a whole number."


@pytest.mark.parametrize("cell", ["100001", "9" * 500])
def test_enormous_numbers(cell: str) -> None:
    with pytest.raises(RowProblem) as refusal:
        whole_number(cell, "N")
    assert refusal.value.code == "number_too_large"


def test_ids_lose_no_digit() -> None:
    assert identifier("1234567890123456", "ID") == "1234567890123456"
    assert identifier("12.0", "ID") == "12"
    assert identifier("GR-1362", "ID") == "GR-1362"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("", "id_missing"), ("1.23457E+15", "id_rounded"), ("x" * 65, "id_unusable")],
)
def test_ids_that_cannot_be_used(cell: str, code: str) -> None:
    with pytest.raises(RowProblem) as refusal:
        identifier(cell, "ID")
    assert refusal.value.code == code


def test_text_is_plain() -> None:
    assert plain_text(" a\n\tb \u202ec\x07 \u200b ") == "a b c"
    assert plain_text("Cafe\u0301") == "Café"
    # Also when something invisible stood between a letter and its accent.
    assert plain_text("Cafe\u200b\u0301") == "Café"
    with pytest.raises(RowProblem):
        name("x" * 201, "N")
    with pytest.raises(RowProblem):
        name("\u200b", "N")


@pytest.mark.parametrize(
    "cell",
    [
        "2024-01-31",
        "2024-01-31T00:00:00",
        "2024-01-31 00:00:00.000",
        "2024-01-31T05:00:00Z",
        "2024/01/31",
        "2024/1/31",
        "20240131",
        "24-01-31",
        "01/31/2024",
        "1/31/24",
        "01-31-2024 12:00:00",
        "01/31/2024 12:00:00 AM",
        "31-Jan-2024",
        "31 January 24",
    ],
)
def test_forms_of_a_day(cell: str) -> None:
    assert parse_day(cell, "D") == datetime.date(2024, 1, 31)


@pytest.mark.parametrize(
    "cell", ["31/01/2024", "2024-13-01", "2024-02-30", "45292", "1/1", "x", "1024-01-01"]
)
def test_no_days(cell: str) -> None:
    with pytest.raises(RowProblem) as refusal:
        parse_day(cell, "D")
    assert refusal.value.code == "not_a_date"


def test_day_first_is_proved_by_the_file() -> None:
    assert day_order_hint("31/01/2024") is DayOrder.DAY_FIRST
    assert day_order_hint("01/31/2024") is DayOrder.MONTH_FIRST
    assert day_order_hint("01/02/2024") is None
    assert parse_day("03/02/2024", "D", DayOrder.DAY_FIRST) == datetime.date(2024, 2, 3)


def test_the_count_is_taken_at_four_local_also_when_clocks_change() -> None:
    zone = ZoneInfo("America/Toronto")
    winter = next_morning(datetime.date(2024, 1, 15), 4, zone)
    spring = next_morning(datetime.date(2024, 3, 9), 4, zone)
    assert winter.astimezone(datetime.UTC).isoformat() == "2024-01-16T09:00:00+00:00"
    assert spring.astimezone(datetime.UTC).isoformat() == "2024-03-10T08:00:00+00:00"


@pytest.mark.parametrize(
    ("speed", "seconds"), [("1d/s", 1.0), ("2d/s", 0.5), ("1d/5min", 300.0), ("1 d / 2 s", 2.0)]
)
def test_replay_speeds(speed: str, seconds: float) -> None:
    assert seconds_per_day(speed) == seconds


@pytest.mark.parametrize("speed", ["", "1", "0d/s", "1d", "9999d/s", "1d/9999h", "-1d/s", "1d/s;x"])
def test_no_replay_speeds(speed: str) -> None:
    with pytest.raises(ValueError, match=r"replay"):
        seconds_per_day(speed)
