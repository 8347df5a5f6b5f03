"""Ten thousand ways to spoil a book of the record, and a second writing of its hash."""

from __future__ import annotations

import hashlib
import random
import struct
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from housing_service.domain.audit_check import BookCheck, Finding, Head
from housing_service.domain.audit_row import AuditRow

Book = list[AuditRow]


def own_hash(row: AuditRow) -> bytes:
    """The encoding of docs/audit.md, written a second time from that page alone."""
    out = hashlib.sha256()
    seconds = row.at.astimezone(UTC).replace(tzinfo=None) - datetime(1970, 1, 1)
    microseconds = (
        seconds.days * 86_400_000_000 + seconds.seconds * 1_000_000 + seconds.microseconds
    )
    for value in (
        "housing.audit.1", row.chain, row.book, row.number, microseconds, row.account_id,
        row.actor_role, row.action, row.target_kind, row.target_id, row.previous,
    ):  # fmt: skip
        if value is None:
            out.update(b"\x00")
            continue
        raw = (
            value.bytes if isinstance(value, UUID)
            else value.encode("utf-8") if isinstance(value, str)
            else struct.pack(">q", value) if isinstance(value, int)
            else value
        )  # fmt: skip
        out.update(struct.pack(">BI", 1, len(raw)) + raw)
    return out.digest()


def findings_of(
    book: Book, head: Head | None, signed: tuple[Head, ...] = (), begins: Head | None = None
) -> list[Finding]:
    chain, name = (book[0].chain, book[0].book) if book else (UUID(int=0), "acts")
    check = BookCheck(chain, name, begins, signed)
    return [one for row in book for one in check.add(row)] + check.end(head)


def head_of(book: Book) -> Head:
    return Head(book[-1].number, book[-1].hash)


def relinked(book: Book, at: int) -> Book:
    """The book with every row from this place on hashed anew: whoever owns the database can."""
    made = book[:at]
    previous = book[at - 1].hash if at else book[0].previous
    for row in book[at:]:
        row = replace(row, previous=previous)
        made.append(replace(row, hash=own_hash(row)))
        previous = made[-1].hash
    return made


def flipped(row: AuditRow, chance: random.Random) -> AuditRow:
    """One bit of one field differs."""
    name = chance.choice([one.name for one in fields(row) if one.name not in ("book", "number")])
    value = getattr(row, name)
    if value is None:
        value = "" if name == "target_kind" else UUID(int=chance.getrandbits(128))
        return replace(row, **{name: value})
    return replace(row, **{name: _flip(value, chance)})


def _flip(value: Any, chance: random.Random) -> Any:
    if isinstance(value, UUID):
        return UUID(int=value.int ^ (1 << chance.randrange(128)))
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1 << chance.randrange(40))
    if isinstance(value, bytes):
        at = chance.randrange(len(value))
        changed = value[at] ^ (1 << chance.randrange(8))
        return value[:at] + bytes([changed]) + value[at + 1 :]
    at = chance.randrange(len(value))
    return value[:at] + chr(ord(value[at]) ^ (1 << chance.randrange(7))) + value[at + 1 :]


def _flip_row(book: Book, chance: random.Random) -> tuple[Book, set[int]]:
    at = chance.randrange(len(book))
    changed = flipped(book[at], chance)
    return [*book[:at], changed, *book[at + 1 :]], {book[at].number}


def _delete(book: Book, chance: random.Random) -> tuple[Book, set[int]]:
    at = chance.randrange(len(book))
    return book[:at] + book[at + 1 :], {book[at].number}


def _delete_and_close_up(book: Book, chance: random.Random) -> tuple[Book, set[int]]:
    at = chance.randrange(len(book))
    rest = [replace(row, number=row.number - 1) for row in book[at + 1 :]]
    return book[:at] + rest, {book[at].number}


def _swap(book: Book, chance: random.Random) -> tuple[Book, set[int]]:
    one, other = sorted(chance.sample(range(len(book)), 2))
    made = list(book)
    made[one] = replace(book[other], number=book[one].number)
    made[other] = replace(book[one], number=book[other].number)
    return made, {book[one].number, book[other].number}


def _insert(book: Book, chance: random.Random) -> tuple[Book, set[int]]:
    """A forged row, with a hash that fits it, between two others or at the end."""
    at = chance.randrange(len(book) + 1)
    like = book[min(at, len(book) - 1)]
    forged = replace(
        like,
        number=book[0].number + at,
        action="forged",
        previous=book[at - 1].hash if at else book[0].previous,
    )
    forged = replace(forged, hash=own_hash(forged))
    rest = [replace(row, number=row.number + 1) for row in book[at:]]
    return [*book[:at], forged, *rest], {forged.number}


def _replace(book: Book, chance: random.Random) -> tuple[Book, set[int]]:
    """A row changed and hashed anew, which those after it do not know."""
    at = chance.randrange(len(book))
    forged = replace(book[at], action="forged")
    forged = replace(forged, hash=own_hash(forged))
    return [*book[:at], forged, *book[at + 1 :]], {forged.number}


def _truncate(book: Book, chance: random.Random) -> tuple[Book, set[int]]:
    at = chance.randrange(len(book))
    return book[:at], {row.number for row in book[at:]}


TAMPERINGS = (_flip_row, _delete, _delete_and_close_up, _swap, _insert, _replace, _truncate)
