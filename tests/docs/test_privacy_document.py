"""docs/data-inventory.md accounts for every column there is, and none is for a person."""

from __future__ import annotations

import re

from document_tables import ROOT, names_in, rows, text_of

INVENTORY = "docs/data-inventory.md"
_TABLE = re.compile(r"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?housing\.(\w+) \(")
_ALTERED = re.compile(r"ALTER TABLE housing\.(\w+)\s([^;]*);")
_ADDED = re.compile(r"ADD COLUMN (?:IF NOT EXISTS )?(\w+)")
_NOT_A_COLUMN = {"CHECK", "UNIQUE", "PRIMARY", "FOREIGN", "CONSTRAINT", "EXCLUDE"}
# Words that would name a person, a way to reach one, or a place to write about one.
_PERSONAL = re.compile(
    r"(first|last|full|given|family|client|guest|person|survivor)_?name|birth|\bdob\b|phone|"
    r"e_?mail|ssn|passport|document|photo|gender|note|comment|remark|description|message"
)


def _parts(text: str) -> list[str]:
    """What stands between the commas of the parentheses that `text` begins inside of."""
    depth, parts = 1, [""]
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return parts
        if character == "," and depth == 1:
            parts.append("")
        else:
            parts[-1] += character
    raise AssertionError("a parenthesis is not closed")


def _columns() -> dict[str, set[str]]:
    tables: dict[str, set[str]] = {}
    files = [*sorted((ROOT / "sql/migrations").glob("*.sql")), ROOT / "sql/setup/bookkeeping.sql"]
    for path in files:
        text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        for found in _TABLE.finditer(text):
            names = {part.split()[0] for part in _parts(text[found.end() :])}
            tables[found[1]] = names - _NOT_A_COLUMN
        for table, changes in _ALTERED.findall(text):
            tables[table].update(_ADDED.findall(changes))
    return tables


def _documented() -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {}
    for cell, columns, *_ in rows(text_of(INVENTORY)):
        for table in names_in(cell):
            tables.setdefault(table, []).extend(names_in(columns))
    return tables


def test_every_column_is_accounted_for_and_nothing_else() -> None:
    stored, documented = _columns(), _documented()
    assert sorted(documented) == sorted(stored)
    for table, columns in stored.items():
        listed = set(documented[table])
        assert len(listed) == len(documented[table]), f"{table} lists a column twice"
        if table.startswith("schema_"):
            assert columns <= listed
        else:
            assert listed == columns, table


def test_every_row_says_why_and_how_long() -> None:
    for row in rows(text_of(INVENTORY)):
        assert len(row) == 4 and all(row), row


def test_no_column_is_for_a_person() -> None:
    for table, columns in _columns().items():
        for column in columns:
            assert not _PERSONAL.search(column), f"{table}.{column}"


def test_the_parser_sees_what_is_there() -> None:
    columns = _columns()
    assert {"adults", "needs", "arrival_code", "expires_at"} <= columns["hold"]
    assert columns["ended_hold"] == {"id"}
    assert len(columns) >= 18
    assert _documented()["ended_request"] == ["id"]
