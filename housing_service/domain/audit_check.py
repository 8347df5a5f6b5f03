"""Reads a book of the record once, in order, and says which rows are not as they were written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from housing_service.domain.audit_row import BEGINNING, AuditRow, hash_of

Fault = Literal["changed", "deleted", "inserted", "reordered", "truncated", "rewritten", "unsigned"]
# How far away from its place a row that fits nowhere is looked for, and how many such rows are:
# a book of which everything was changed must not take hours to say so.
_PLACES_EACH_WAY: Final = 32
_DISPLACED_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with the rows `number` to `until` of a book."""

    chain: UUID
    book: str
    number: int
    until: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a book at some time."""

    number: int
    hash: bytes


class BookCheck:
    """One book from `begins` (the row before its first, purged or none) on. `signed` are heads that
    were signed and kept elsewhere. Uses a fixed amount of memory, however long the book is."""

    def __init__(
        self, chain: UUID, book: str, begins: Head | None = None, signed: tuple[Head, ...] = ()
    ) -> None:
        self.rows = 0
        self._chain, self._book = chain, book
        self._begin = (begins or Head(0, BEGINNING)).number
        self._number = self._begin
        self._hash = (begins or Head(0, BEGINNING)).hash
        self._signed = sorted(signed, key=lambda head: head.number)
        self._confirmed = self._number
        # By how many places the rows from here on stand further back than they were written.
        self._shift = 0
        self._displaced: tuple[int, int] | None = None
        self._displaced_left = _DISPLACED_MAX
        # Both rows are sound by themselves, but the second does not follow the first.
        self._broken: tuple[int, int] | None = None
        self._last_sound = True

    def add(self, row: AuditRow) -> list[Finding]:
        """The next row as it stands; what it shows."""
        self.rows += 1
        if row.number <= self._number:
            return [self._found(row.number, "inserted")]
        found = self._settle_broken(row)
        gap = row.number > self._number + 1
        if gap:
            found.append(self._found(self._number + 1, "deleted", row.number - 1))
        place = self._place_of(row)
        if place is None:
            found += self._settle_displaced(None)
            found.append(self._found(row.number, "changed"))
        elif row.number - place != self._shift:
            found += self._move(row, place)
        else:
            found += self._settle_displaced(None)
            if self._last_sound and not gap and row.previous != self._hash:
                self._broken = (self._number, row.number)
        found += self._compare_signed(row)
        self._last_sound = place is not None and self._displaced is None
        self._number, self._hash = row.number, row.hash
        return found

    def end(self, head: Head | None) -> list[Finding]:
        """After the last row: `head` is what the database says is the last."""
        found = self._settle_last(head)
        if self._broken is not None:
            before, after = self._broken
            fits = head == Head(self._number, self._hash)
            found.append(self._found(before if fits else after, "changed"))
        found += self._compare_head(head)
        lost = [signed for signed in self._signed if signed.number > self._number]
        if lost and not any(one.fault == "truncated" for one in found):
            found.append(self._found(self._number + 1, "truncated", lost[-1].number))
        return found

    def _settle_last(self, head: Head | None) -> list[Finding]:
        """Of the last row alone nothing after it tells whether it was moved with others."""
        moved = None
        if self._displaced is not None and head is not None:
            off = self._displaced[1]
            moved = off if self._number - off == head.number else None
        return self._settle_displaced(moved)

    def _compare_head(self, head: Head | None) -> list[Finding]:
        """By the number under which the last row was written."""
        last = self._number - self._shift
        if head is None:
            return [self._found(self._number, "changed")] if self.rows or self._begin else []
        if head.number > last:
            return [self._found(self._number + 1, "truncated", head.number)]
        if head.number < last:
            return [self._found(max(head.number, self._begin) + 1, "inserted", self._number)]
        if head.hash != self._hash and self._last_sound and self._broken is None:
            return [self._found(self._number, "changed")]
        return []

    def _place_of(self, row: AuditRow) -> int | None:
        """The number under which this row was written; null when it is no longer what it was."""
        expected = row.number - self._shift
        if hash_of(row, expected) == row.hash:
            return expected
        if self._displaced_left == 0:
            return None
        self._displaced_left -= 1
        near = range(max(1, row.number - _PLACES_EACH_WAY), row.number + _PLACES_EACH_WAY + 1)
        return next((place for place in near if hash_of(row, place) == row.hash), None)

    def _move(self, row: AuditRow, place: int) -> list[Finding]:
        """A row that was written at another number. Two in a row that are off alike: from there on
        everything was moved, because a row was put in or taken out."""
        shift = row.number - place
        found = self._settle_displaced(shift)
        if not found:
            self._displaced = (row.number, shift)
        return found

    def _settle_displaced(self, shift: int | None) -> list[Finding]:
        if self._displaced is None:
            return []
        number, off = self._displaced
        self._displaced = None
        if shift is None:
            return [self._found(number, "reordered")]
        if shift != off:
            found = [self._found(number, "reordered")]
            # The other one of two that changed places.
            return [*found, self._found(self._number + 1, "reordered")]
        by = off - self._shift
        self._shift = off
        return [
            self._found(number - by, "inserted", number - 1)
            if by > 0
            else self._found(number, "deleted", number - by - 1)
        ]

    def _settle_broken(self, row: AuditRow) -> list[Finding]:
        if self._broken is None:
            return []
        before, after = self._broken
        self._broken = None
        # What follows the second confirms it; then the first is the one that was replaced.
        return [self._found(before if row.previous == self._hash else after, "changed")]

    def _compare_signed(self, row: AuditRow) -> list[Finding]:
        found: list[Finding] = []
        while self._signed and self._signed[0].number <= row.number:
            signed = self._signed.pop(0)
            if signed.number < row.number:
                continue
            if signed.hash != row.hash:
                found.append(self._found(self._confirmed + 1, "rewritten", row.number))
            self._confirmed = row.number
        return found

    def _found(self, number: int, fault: Fault, until: int | None = None) -> Finding:
        return Finding(self._chain, self._book, number, until or number, fault)
