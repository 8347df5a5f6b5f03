"""Which pools are read again, and which need not be."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID, uuid4

from housing_service.service.holds import Holds
from housing_service.service.unread import Unread

POOL, OTHER = uuid4(), uuid4()


def test_a_change_that_is_told_twice_is_read_once() -> None:
    board = {POOL: 4}
    unread = Unread(board.__getitem__)
    unread.add(POOL, 5)
    unread.add(POOL, 5)
    assert list(unread.take(10)) == [POOL]
    # The second telling comes while the first reading is under way, which brings the change.
    unread.add(POOL, 5)
    unread.done()
    board[POOL] = 5
    assert not unread.take(10)
    unread.add(POOL, 5)
    assert not unread.take(10) and not unread.work.is_set()


def test_a_change_after_the_reading_began_is_read_again() -> None:
    board = {POOL: 4}
    unread = Unread(board.__getitem__)
    unread.add(POOL, 5)
    unread.take(10)
    unread.add(POOL, 6)
    unread.done()
    board[POOL] = 5
    assert list(unread.take(10)) == [POOL]


def test_without_a_version_a_pool_is_read_whatever_the_board_has() -> None:
    unread = Unread({POOL: 9}.__getitem__)
    unread.add(POOL)
    unread.add(POOL, 5)
    assert list(unread.take(10)) == [POOL]
    unread.add(POOL, 10)
    unread.add(POOL)
    unread.done()
    assert list(unread.take(10)) == [POOL]


def test_the_newest_version_heard_of_counts() -> None:
    board = {POOL: 4}
    unread = Unread(board.__getitem__)
    unread.add(POOL, 5)
    unread.add(POOL, 7)
    unread.add(POOL, 6)
    board[POOL] = 6
    assert list(unread.take(10)) == [POOL]


def test_what_could_not_be_read_waits_on_and_stays_as_old_as_it_was() -> None:
    unread = Unread({POOL: 4, OTHER: 4}.__getitem__)
    unread.add(POOL, 5)
    unread.add(OTHER, 5)
    first = unread.take(1)
    assert list(first) == [POOL] and set(unread.since()) == {POOL, OTHER}
    unread.add(POOL, 5)
    unread.put_back()
    again = unread.take(10)
    assert set(again) == {POOL, OTHER} and again[POOL] == first[POOL]


def test_the_version_that_outsiders_are_told_saves_no_reading() -> None:
    """It is another one than the board's, and would be taken for a version long since read."""
    touched: list[tuple[UUID, int | None]] = []
    holds = SimpleNamespace(_touched=lambda pool, version: touched.append((pool, version)))
    hold = {"pool_id": str(POOL), "pool_version": 3}
    for name in ("Beds", None):
        Holds._note(holds, {**hold, "pool_name": name})  # type: ignore[arg-type]
    # An operator's view names no pool at all.
    Holds._note(holds, hold)  # type: ignore[arg-type]
    assert touched == [(POOL, 3), (POOL, None), (POOL, None)]
