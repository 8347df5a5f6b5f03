"""Which personal PINs are too easy to guess for somebody who stands at the same desk."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

PIN_DIGITS_MIN = 6
PIN_DIGITS_MAX = 12
_DIFFERENT_DIGITS_MIN = 4
# As long a run of equal steps as a PIN may have: 3456 is one of four digits.
_RUN_MAX = 4


def is_pin(text: str) -> bool:
    """Whether this could be a PIN at all: six to twelve plain digits."""
    return text.isascii() and text.isdigit() and PIN_DIGITS_MIN <= len(text) <= PIN_DIGITS_MAX


def is_weak(pin: str) -> bool:
    """Whether a PIN is among those that people try first: few digits, runs, repeats, mirrors and
    days of a calendar."""
    return (
        len(set(pin)) < _DIFFERENT_DIGITS_MIN
        or _longest_run(pin) > _RUN_MAX
        or _repeats(pin)
        or _is_doubled(pin)
        or pin == pin[::-1]
        or _is_a_day(pin)
    )


def _longest_run(pin: str) -> int:
    """The longest stretch whose digits rise, fall or stay by the same step; 0 comes after 9."""
    steps = [(int(after) - int(before)) % 10 for before, after in pairwise(pin)]
    longest = run = 1
    last: int | None = None
    for step in steps:
        run = run + 1 if step == last and step in (0, 1, 9) else 2 if step in (0, 1, 9) else 1
        last = step
        longest = max(longest, run)
    return longest


def _repeats(pin: str) -> bool:
    return any(
        len(pin) % size == 0 and pin == pin[:size] * (len(pin) // size)
        for size in range(1, len(pin) // 2 + 1)
    )


def _is_doubled(pin: str) -> bool:
    """Whether half of its digits only say the one before again: 00112233."""
    return 2 * sum(before == after for before, after in pairwise(pin)) >= len(pin)


def _is_a_day(pin: str) -> bool:
    """Six or eight digits that write a day, in the orders that people use."""
    if len(pin) == 6:
        orders = [(pin[4:], pin[2:4], pin[:2]), (pin[4:], pin[:2], pin[2:4]),
                  (pin[:2], pin[2:4], pin[4:])]  # fmt: skip
        return any(_exists(f"{century}{y}", m, d) for y, m, d in orders for century in (19, 20))
    if len(pin) == 8:
        orders = [(pin[4:], pin[2:4], pin[:2]), (pin[4:], pin[:2], pin[2:4]),
                  (pin[:4], pin[4:6], pin[6:])]  # fmt: skip
        return any(1900 <= int(y) <= 2099 and _exists(y, m, d) for y, m, d in orders)
    return False


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
