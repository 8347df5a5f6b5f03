"""A row of the record and its hash. The encoding is written out in docs/audit.md; the database
makes the same one (`housing.audit_hash`), and a test compares both with a third."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

BOOKS: Final = ("acts", "disclosures")
# The chain of the region itself.
REGION: Final = UUID(int=0)
# Before the first row of a book.
BEGINNING: Final = bytes(32)
_VERSION: Final = b"housing.audit.1"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NUMBER_MAX: Final = 2**63


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to which thing, and when; of book `disclosures` only the day."""

    chain: UUID
    book: str
    number: int
    at: datetime
    account_id: UUID | None
    actor_role: str
    action: str
    target_kind: str | None
    target_id: UUID | None
    previous: bytes
    hash: bytes


def field(value: bytes | None) -> bytes:
    """A value with its length before it; null and empty differ."""
    return b"\0" if value is None else b"\1" + len(value).to_bytes(4) + value


def hash_of(row: AuditRow, number: int | None = None) -> bytes:
    """SHA-256 over every field of a row but the hash itself, as if it stood at `number`."""
    number = row.number if number is None else number
    fields = (
        _VERSION,
        row.chain.bytes,
        row.book.encode(),
        (number % _NUMBER_MAX).to_bytes(8),
        ((row.at - _EPOCH) // _MICROSECOND).to_bytes(8, signed=True),
        None if row.account_id is None else row.account_id.bytes,
        row.actor_role.encode(),
        row.action.encode(),
        None if row.target_kind is None else row.target_kind.encode(),
        None if row.target_id is None else row.target_id.bytes,
        row.previous,
    )
    return hashlib.sha256(b"".join(map(field, fields))).digest()
