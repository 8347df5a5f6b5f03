"""Checking the whole record, and exporting its heads: what the commands `audit verify` and
`audit export` do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from housing_service.domain.audit_check import BookCheck, Finding, Head
from housing_service.domain.audit_row import REGION
from housing_service.service.audit_heads import SignedHeads, read_heads, write_heads
from housing_service.service.audit_key import (
    AuditKeyUnusable,
    checkpoint_message,
    is_signed,
    read_key,
)
from housing_service.store import audit as store

FINDINGS_MAX = 1000


@dataclass(frozen=True, slots=True)
class Verified:
    """What was read, and what is wrong with it; at most FINDINGS_MAX are listed."""

    books: int
    rows: int
    findings: list[Finding]

    def as_json(self) -> dict[str, Any]:
        return {
            "sound": not self.findings,
            "books": self.books,
            "rows": self.rows,
            "findings": [
                {
                    "chain": str(one.chain),
                    "book": one.book,
                    "number": one.number,
                    "until": one.until,
                    "fault": one.fault,
                }
                for one in self.findings
            ],
        }

    def lines(self) -> list[str]:
        """The same for people."""
        if not self.findings:
            return [f"Sound: {self.rows} rows in {self.books} books."]
        return [_sentence(one) for one in self.findings]


async def export_heads(owner_url: str, key_file: Path, directory: Path) -> tuple[Path, str]:
    """Sign the heads as they are now and write them; returns the file and the public key in hex.
    Raises AuditKeyUnusable and OSError."""
    key = read_key(key_file, make=True)
    assert key is not None
    async with store.reading(owner_url) as connection:
        at, places = await store.heads_by(connection)
    return write_heads(directory, at, places, key), key.public.hex()


def trusted_keys(key_file: Path, trust: list[str]) -> frozenset[bytes]:
    """The service's own key and those that the operator names in hex. Raises AuditKeyUnusable."""
    try:
        keys = {bytes.fromhex(one) for one in trust}
    except ValueError:
        raise AuditKeyUnusable("A trusted key is 64 hexadecimal digits.") from None
    own = read_key(key_file, make=False)
    return frozenset(keys | ({own.public} if own else set()))


async def verify(owner_url: str, trusted: frozenset[bytes], files: list[Path]) -> Verified:
    """Read every row once, at one moment, and say which are not as they were written. Against heads
    in `files` also what was cut off or written anew as a whole. Raises HeadsUnusable, OSError."""
    signed = [read_heads(path, trusted) for path in files]
    findings: list[Finding] = []
    rows = 0
    async with store.reading(owner_url) as connection:
        books = await store.books(connection)
        known = {(book.chain, book.book) for book in books}
        lost = {name for one in signed for name in one.heads} - known
        books += [store.Book(chain, book, None, None, None, None) for chain, book in sorted(lost)]
        for book in books:
            check = BookCheck(
                book.chain, book.book, book.begins, _signed_for(signed, book.chain, book.book)
            )
            findings += _judge_checkpoint(book, trusted)
            after = book.begins.number if book.begins else 0
            async for row in store.rows_of(connection, book.chain, book.book, after):
                findings += check.add(row)
                del findings[FINDINGS_MAX:]
            findings += check.end(book.head)
            rows += check.rows
    return Verified(len(books), rows, findings[:FINDINGS_MAX])


def _judge_checkpoint(book: store.Book, trusted: frozenset[bytes]) -> list[Finding]:
    """A beginning that no trusted key has signed may have been cut off by anybody."""
    if book.begins is None or book.public_key is None or book.signature is None:
        return []
    upto = store.Place(book.chain, book.book, book.begins.number, book.begins.hash)
    if book.public_key in trusted and is_signed(
        checkpoint_message(upto), book.public_key, book.signature
    ):
        return []
    return [Finding(book.chain, book.book, 1, book.begins.number, "unsigned")]


def _signed_for(signed: list[SignedHeads], chain: UUID, book: str) -> tuple[Head, ...]:
    return tuple(one.heads[chain, book] for one in signed if (chain, book) in one.heads)


def _sentence(one: Finding) -> str:
    whose = "the region" if one.chain == REGION else f"organization {one.chain}"
    which = f"row {one.number}" if one.number == one.until else f"rows {one.number}-{one.until}"
    return f"{whose}, {one.book}, {which}: {one.fault}."
