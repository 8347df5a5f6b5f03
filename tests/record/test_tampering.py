"""Whatever is done to the record is found, and the row is named."""

from __future__ import annotations

import os
import random
from dataclasses import replace

from housing_service.domain.audit_check import Head
from housing_service.domain.audit_row import hash_of
from housing_service.store import audit as store
from tests.record.tampering import (
    TAMPERINGS,
    Book,
    findings_of,
    head_of,
    own_hash,
    relinked,
)
from tests.support.world import World

SEED = int(os.environ.get("HOUSING_TEST_SEED", "20261122"))
TIMES = 10_000


async def books_of(world: World, chains: int = 8, rows: int = 40) -> list[Book]:
    """Books as the database writes them, with every kind of null."""
    organizations = [await world.organization(f"House {number}") for number in range(chains)]
    staff = await world.caller("shelter_staff", organizations[0])
    await world.owner.execute(
        "SELECT housing.note(o, CASE WHEN n % 3 > 0 THEN $2::uuid END, (ARRAY['joined',"
        " 'pool_settings', 'address_told'])[n % 7 % 3 + 1], CASE WHEN n % 4 > 0 THEN 'pool' END,"
        " CASE WHEN n % 4 > 0 THEN gen_random_uuid() END)"
        " FROM unnest($1::uuid[]) o, generate_series(1, $3) n",
        organizations, staff.account_id, rows,
    )  # fmt: skip
    return [
        [row async for row in store.rows_of(world.owner, book.chain, book.book, 0)]
        for book in await store.books(world.owner)
    ]


async def test_three_writings_of_the_hash_agree(world: World) -> None:
    for book in await books_of(world, chains=2, rows=20):
        assert findings_of(book, head_of(book)) == []
        for row in book:
            assert row.hash == hash_of(row) == own_hash(row)


async def test_ten_thousand_tamperings_are_found_and_located(world: World) -> None:
    print(f"HOUSING_TEST_SEED={SEED}")
    books = await books_of(world)
    for book in books:
        assert findings_of(book, head_of(book)) == [], "a sound book"
    chance = random.Random(SEED)
    for number in range(TIMES):
        tamper = TAMPERINGS[number % len(TAMPERINGS)]
        book = chance.choice(books)
        spoiled, numbers = tamper(book, chance)
        found = findings_of(spoiled, head_of(book))
        named = {row for one in found for row in range(one.number, one.until + 1)}
        assert numbers <= named, (tamper.__name__, number, numbers, found)
        # Named are the damaged rows, at most those next to them or what lost its end with them.
        near = {row + by for row in numbers for by in (-1, 0, 1)} | {book[-1].number}
        near.add(book[-1].number + 1)
        assert named <= near, (tamper.__name__, number, numbers, found)


async def test_a_fault_is_called_what_it_is(world: World) -> None:
    book = (await books_of(world, chains=1, rows=40))[0]
    assert len(book) > 12
    head = head_of(book)

    def fault(spoiled: Book, number: int) -> list[tuple[str, int]]:
        return [(one.fault, one.number) for one in findings_of(spoiled, head)]

    assert fault([*book[:4], replace(book[4], action="x_x"), *book[5:]], 5) == [("changed", 5)]
    assert fault(book[:4] + book[5:], 5) == [("deleted", 5)]
    closed = book[:4] + [replace(row, number=row.number - 1) for row in book[5:]]
    assert ("deleted", 5) in fault(closed, 5)
    swapped = list(book)
    swapped[4], swapped[7] = replace(book[7], number=5), replace(book[4], number=8)
    assert fault(swapped, 5) == [("reordered", 5), ("reordered", 8)]
    forged = replace(book[4], action="forged")
    moved = [replace(row, number=row.number + 1) for row in book[4:]]
    assert ("inserted", 5) in fault([*book[:4], replace(forged, hash=own_hash(forged)), *moved], 5)
    assert fault(book[:-2], 0) == [("truncated", head.number - 1)]


async def test_what_was_written_anew_as_a_whole_differs_from_signed_heads(world: World) -> None:
    book = (await books_of(world, chains=1, rows=40))[0]
    signed = tuple(Head(book[at].number, book[at].hash) for at in (5, 9, len(book) - 1))
    anew = relinked([*book[:7], replace(book[7], action="x_x"), *book[8:]], 7)
    assert findings_of(anew, head_of(anew)) == [], "nothing in the database itself shows it"
    [first, *_] = findings_of(anew, head_of(anew), signed)
    assert (first.fault, first.number, first.until) == ("rewritten", book[6].number, 10)
    cut = book[:8]
    [lost] = findings_of(cut, head_of(cut), signed)
    assert (lost.fault, lost.number, lost.until) == ("truncated", 9, book[-1].number)
    assert [one.fault for one in findings_of([], None, signed)] == ["truncated"]


async def test_a_purged_beginning_is_no_fault(world: World) -> None:
    book = (await books_of(world, chains=1, rows=30))[0]
    begins = Head(book[3].number, book[3].hash)
    assert findings_of(book[4:], head_of(book), begins=begins) == []
    assert [
        (one.fault, one.number) for one in findings_of(book[5:], head_of(book), (), begins)
    ] == [("deleted", 5)]


def test_an_empty_book_without_a_head_is_sound() -> None:
    assert findings_of([], None) == []
