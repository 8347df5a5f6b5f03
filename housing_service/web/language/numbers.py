"""Numbers and months as the language spoken now writes them (Unicode CLDR)."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent

from housing_service.web.language.current import language


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code.partition("-")[0])


def number(value: float, *, percent: bool = False) -> str:
    """ "1,234" or, for a share of one, "73%"."""
    locale = _locale(language())
    return format_percent(value, locale=locale) if percent else format_decimal(value, locale=locale)


def month(first: date) -> str:
    """ "November 2026"."""
    return format_skeleton("yMMMM", first, locale=_locale(language()))
