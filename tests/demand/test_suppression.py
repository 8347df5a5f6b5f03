"""No hidden number follows from what is shown, for an attacker who knows totals and the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from housing_service.domain.suppression import Shown, hidden_rows, shown_table


def tables(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every table of so many cells with this total."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(total - first, cells - 1):
            yield (first, *rest)


def published(shown: Shown[int]) -> tuple[Any, ...]:
    return (shown.total, shown.placed_total, tuple(shown.rows.values()))


def recovered(worlds: dict[Any, list[tuple[tuple[int, int], ...]]]) -> list[Any]:
    """Hidden numbers that are the same in every table that would be shown so."""
    found = []
    for told, possible in worlds.items():
        _, placed_total, rows = told
        for number, row in enumerate(rows):
            if row is None and len({table[number][0] for table in possible}) < 2:
                found.append((told, number, "needs"))
            split_hidden = row is None or row[1] is None
            if (
                split_hidden
                and placed_total is not None
                and len({table[number][1] for table in possible}) < 2
            ):
                found.append((told, number, "placed"))
    return found


@pytest.mark.parametrize(("rows", "total_max"), [(2, 40), (3, 36), (4, 24), (5, 16)])
def test_one_column_and_every_table_there_is(rows: int, total_max: int) -> None:
    worlds = defaultdict(list)
    for total in range(total_max + 1):
        for needs in tables(total, rows):
            table = tuple((count, 0) for count in needs)
            worlds[published(shown_table(dict(enumerate(table)), 5))].append(table)
    assert len(worlds) > total_max
    assert recovered(worlds) == []


@pytest.mark.parametrize(
    ("rows", "cell_min", "totals_max"), [(2, 5, (24, 24)), (3, 2, (11, 11)), (3, 3, (10, 13))]
)
def test_two_columns_and_every_table_there_is(
    rows: int, cell_min: int, totals_max: tuple[int, int]
) -> None:
    worlds = defaultdict(list)
    for placed_total, not_placed in product(*(range(most + 1) for most in totals_max)):
        for met, unmet in product(tables(placed_total, rows), tables(not_placed, rows)):
            table = tuple((a + b, a) for a, b in zip(met, unmet, strict=True))
            worlds[published(shown_table(dict(enumerate(table)), cell_min))].append(table)
    assert recovered(worlds) == []


COUNTS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda cell: (max(cell), min(cell))),
    min_size=2,
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(COUNTS)
def test_larger_tables_keep_to_what_was_tried_on_small_ones(cells: list[tuple[int, int]]) -> None:
    rows = dict(enumerate(cells))
    shown = shown_table(rows, 5)
    hidden = {key for key, row in shown.rows.items() if row is None}
    if shown.total is None:
        assert hidden == set(rows) and sum(needs for needs, _ in cells) < 5
        return
    assert shown.total == sum(needs for needs, _ in cells)
    assert len(hidden) != 1, "one hidden row alone is the total less the others"
    # Linear bounds: no sum of hidden cells leaves only one way to fill them.
    if hidden and hidden != set(rows):
        left = shown.total - sum(row[0] for row in shown.rows.values() if row)
        assert left >= 10
    for key, row in shown.rows.items():
        if row is not None:
            needs, placed = row
            assert needs == rows[key][0] >= 5
            assert placed is None or (placed == rows[key][1] and 5 <= placed <= needs - 5)


def test_what_is_always_hidden_is_never_alone() -> None:
    rows = {"a": (40,), "b": (70,), "private": (50,)}
    assert hidden_rows(rows, 5, frozenset({"private"})) == {"a", "private"}
    assert hidden_rows({"a": (40,), "b": (70,)}, 5) == frozenset()
    assert hidden_rows({"a": (0,), "b": (9,), "c": (9,), "d": (30,)}, 5) == {"a", "b", "c"}
