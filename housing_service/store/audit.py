"""The record as a whole: its heads, its purge, and reading it to check it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from housing_service.domain.audit_check import Head
from housing_service.domain.audit_row import AuditRow
from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.sql import query

_HEADS = query("audit_heads")
_EXPIRED = query("audit_expired")
_PURGE = query("purge_audit")
_BOOKS = query("audit_books")
_ROWS = query("audit_rows")
_RECORD = query("organization_record")
# Rows read at once while checking: some hundred kilobytes.
ROWS_AT_ONCE_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """The row at `number` of a book."""

    chain: UUID
    book: str
    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Book:
    """A book by what stands beside it: its head, and the checkpoint at which it begins."""

    chain: UUID
    book: str
    head: Head | None
    begins: Head | None
    public_key: bytes | None
    signature: bytes | None


async def heads(database: Database) -> tuple[datetime, list[Place]]:
    """The last row of every book, and the database's time of that."""
    rows = await database.fetch(_HEADS)
    return rows[0]["now"], [_place(row) for row in rows if row["chain"] is not None]


async def heads_by(connection: asyncpg.Connection) -> tuple[datetime, list[Place]]:
    """The same for a command, by the owner's connection."""
    rows = await connection.fetch(_HEADS)
    return rows[0]["now"], [_place(row) for row in rows if row["chain"] is not None]


async def expired(database: Database, rows_max: int) -> list[Place]:
    """Of each book with rows that were kept long enough: the last of at most `rows_max`."""
    return [_place(row) for row in await database.fetch(_EXPIRED, rows_max)]


async def purge(database: Database, upto: Place, public_key: bytes, signature: bytes) -> int:
    """Put a signed checkpoint in the place of a book's rows up to this one; returns how many rows
    went, 0 when somebody else has done so or their time has not come."""
    return int(
        await database.fetchval(
            _PURGE,
            upto.chain,
            upto.book,
            upto.number,
            upto.hash,
            public_key,
            signature,
            writes=True,
        )
    )


@asynccontextmanager
async def reading(owner_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that sees one moment of the whole record and can't write. Raises what asyncpg
    raises when this role may not read it."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield connection
    finally:
        await connection.close()


async def books(connection: asyncpg.Connection) -> list[Book]:
    return [
        Book(
            row["chain"],
            row["book"],
            None if row["head_number"] is None else Head(row["head_number"], row["head_hash"]),
            None if row["begin_number"] is None else Head(row["begin_number"], row["begin_hash"]),
            row["public_key"],
            row["signature"],
        )
        for row in await connection.fetch(_BOOKS)
    ]


async def rows_of(
    connection: asyncpg.Connection, chain: UUID, book: str, after: int
) -> AsyncIterator[AuditRow]:
    """The rows of a book with a greater number, in order, read some at a time."""
    while rows := await connection.fetch(_ROWS, chain, book, after, ROWS_AT_ONCE_MAX):
        for row in rows:
            yield AuditRow(*row.values())
        after = rows[-1]["number"]


def _place(row: asyncpg.Record) -> Place:
    return Place(row["chain"], row["book"], row["number"], row["hash"])


async def organization_record(
    database: Database, caller: UUID, since: datetime, until: datetime, rows_max: int
) -> list[dict[str, Any]]:
    """The caller's organization's rows, newest first. Raises Refusal `not_allowed`."""
    row = await database.fetchrow(_RECORD, caller, since, until, rows_max)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    items: list[dict[str, Any]] = orjson.loads(row["items"])
    return items
