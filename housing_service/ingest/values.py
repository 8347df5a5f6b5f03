"""Cells into ids, counts and names, strictly: a number that may be wrong is not taken."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from housing_service.ingest.limits import ID_CHARACTERS_MAX, NAME_CHARACTERS_MAX, UNITS_MAX
from housing_service.ingest.problems import RowProblem

_WHOLE = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9]+)(?:\.0*)?")
_FLOAT_ID = re.compile(r"([0-9]+)\.0+")
_ROUNDED_ID = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")


def whole_number(cell: str, column: str) -> int | None:
    """Return the whole number ("12", "12.0", "-1"), or None for an empty cell.

    Raises RowProblem `not_a_whole_number` (also for "1e3": a spreadsheet has rounded it) and
    `number_too_large`.
    """
    if not cell:
        return None
    if len(cell) <= 5 and cell.isascii() and cell.isdigit():
        return int(cell)
    match = _WHOLE.fullmatch(cell)
    if match is None:
        raise RowProblem("not_a_whole_number", f"{column} is not a whole number.")
    digits = match["digits"].lstrip("0") or "0"
    if len(digits) > len(str(UNITS_MAX)) or int(digits) > UNITS_MAX:
        raise RowProblem("number_too_large", f"{column} is larger than {UNITS_MAX}.")
    return -int(digits) if match["sign"] == "-" else int(digits)


def identifier(cell: str, column: str) -> str:
    """Return the id as text, so that no digit is lost; "12.0" is the id 12.

    Raises RowProblem `id_missing`, `id_rounded` ("1.2E+15": digits are lost) and `id_unusable`.
    """
    if not cell:
        raise RowProblem("id_missing", f"{column} is empty.")
    if _ROUNDED_ID.fullmatch(cell):
        raise RowProblem("id_rounded", f"{column} was rounded by a spreadsheet.")
    if match := _FLOAT_ID.fullmatch(cell):
        cell = match[1]
    if len(cell) > ID_CHARACTERS_MAX or not cell.isprintable():
        raise RowProblem("id_unusable", f"{column} is not usable as an id.")
    return cell


def plain_text(cell: str) -> str:
    """Return the text on one line, composed (NFC), without control or direction characters."""
    # A daily file says the same names again every day; only short ones are worth the memory.
    return _plain_short_text(cell) if len(cell) <= NAME_CHARACTERS_MAX else _plain_text(cell)


@lru_cache(maxsize=4096)
def _plain_short_text(cell: str) -> str:
    return _plain_text(cell)


def _plain_text(cell: str) -> str:
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split())
    shown = "".join(
        " " if character.isspace() or unicodedata.category(character) == "Cc" else character
        for character in cell
        if unicodedata.category(character) not in ("Cf", "Cs", "Co", "Cn")
    )
    # Composed last: what stood between a letter and its accent may be gone only now.
    return " ".join(unicodedata.normalize("NFC", shown).split())


def name(cell: str, column: str) -> str:
    """Return a name of 1-200 characters; raises RowProblem `name_missing` or `name_too_long`."""
    text = plain_text(cell)
    if not text:
        raise RowProblem("name_missing", f"{column} is empty.")
    if len(text) > NAME_CHARACTERS_MAX:
        raise RowProblem(
            "name_too_long", f"{column} is longer than {NAME_CHARACTERS_MAX} characters."
        )
    return text
