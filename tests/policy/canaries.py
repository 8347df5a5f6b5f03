"""Strings that stand nowhere else, in every field of a confidential program that can hold one."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import asyncpg

WORD = "Kestrel"
NUMBER = "867 5309"
# How they are written: as it is, in an address, in JSON or HTML, and in other cases of letters.
_MARKS = (WORD.lower(), NUMBER, NUMBER.replace(" ", "+"), NUMBER.replace(" ", "%20"))
_COLUMNS = (
    "SELECT c.table_name, c.column_name, c.data_type, c.udt_name"
    " FROM information_schema.columns c JOIN information_schema.tables t USING"
    " (table_schema, table_name)"
    " WHERE c.table_schema = 'housing' AND t.table_type = 'BASE TABLE'"
    " AND (c.data_type = 'text' OR c.udt_name = '_text') ORDER BY 1, 2"
)


# What is there breaks on purpose: a zone that no calendar knows.
_READ_BY_THE_SERVICE = {"time_zone"}
# What outsiders are told stands in columns of its own.
_TOLD = "outsider_"


def found_in(text: str) -> list[str]:
    """The marks that stand in it."""
    lower = text.lower()
    return [mark for mark in _MARKS if mark in lower]


async def plant_canaries(owner: asyncpg.Connection, things: Iterable[UUID], hold: UUID) -> set[str]:
    """Write a mark into every column of text of every row that names one of these; returns the
    columns that took one. Of holds only `hold` is marked: those of others are theirs to read.
    Closed lists, codes and hashes can't hold one and don't."""
    named = "|".join(str(thing) for thing in things)
    planted: set[str] = set()
    for table, column, kind, _ in [tuple(row.values()) for row in await owner.fetch(_COLUMNS)]:
        if column in _READ_BY_THE_SERVICE or column.startswith(_TOLD):
            continue
        for value in (f"{WORD} {column}", f"{WORD.lower()}.{column}", f"+1 555 {NUMBER}"):
            # A column that is unique takes it once.
            written = "ARRAY[$1 || x.n]" if kind == "ARRAY" else "$1 || x.n"
            try:
                async with owner.transaction():
                    done = await owner.execute(
                        f"UPDATE housing.{table} t SET {column} = "
                        + written
                        + " FROM (SELECT ctid AS at, CASE row_number() OVER ()"
                        " WHEN 1 THEN '' ELSE ' ' || row_number() OVER () END AS n"
                        f" FROM housing.{table} s WHERE s::text ~ $2) x WHERE t.ctid = x.at",
                        value, str(hold) if table == "hold" else named,
                    )  # fmt: skip
            except asyncpg.PostgresError:
                continue
            if done != "UPDATE 0":
                planted.add(f"{table}.{column}")
                break
    return planted


async def tables_with_a_mark(owner: asyncpg.Connection) -> set[str]:
    """Every table in which a mark stands, read as a dump would read it."""
    tables = await owner.fetch(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'housing' AND c.relkind IN ('r', 'p')"
    )
    hit = set()
    for (table,) in tables:
        rows: list[bytes] = []

        async def keep(data: bytes, rows: list[bytes] = rows) -> None:
            rows.append(data)

        await owner.copy_from_table(table, schema_name="housing", output=keep)
        if found_in(b"".join(rows).decode("utf-8", "replace")):
            hit.add(table)
    return hit
