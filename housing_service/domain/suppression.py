"""Hiding small numbers in a table whose totals are shown, so that no subtraction brings them back.

A number below the least that may be shown is hidden, and with it always others: one hidden number
alone is the total less the rest. The others are the smallest there are; none of them is marked
apart from the small ones, or the mark would say which is which. A table with several columns is
hidden by whole rows, so that what is hidden is known only as the sum of rows.

Cell suppression and complementary suppression: L. Willenborg and T. de Waal, Elements of
Statistical Disclosure Control (2001). Beyond that, tests try every small table there could be with
an attacker who knows this rule: no hidden number follows from what is shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


def hidden_rows(
    rows: Mapping[Key, Sequence[int]], cell_min: int, always: frozenset[Key] = frozenset()
) -> frozenset[Key]:
    """The rows to be hidden: those with a number below `cell_min` and those in `always`; if there
    are any, also the smallest others, until at least one stands beside them and every column of
    what is hidden adds up to twice `cell_min`. Rows as small as the last of these go with it."""
    hidden = [key for key, cells in rows.items() if key in always or min(cells) < cell_min]
    if not hidden:
        return frozenset()
    rest = sorted(
        (key for key in rows if key not in hidden), key=lambda key: (min(rows[key]), sum(rows[key]))
    )
    columns = range(len(next(iter(rows.values()))))
    last: Key | None = None
    while rest and (
        last is None
        or any(sum(rows[key][column] for key in hidden) < 2 * cell_min for column in columns)
        or min(rows[rest[0]]) == min(rows[last])
    ):
        last = rest.pop(0)
        hidden.append(last)
    return frozenset(hidden)


@dataclass(frozen=True, slots=True)
class Shown(Generic[Key]):
    """A table that may be shown. `total` is null when it is itself too small, and then so is every
    row; a null row is hidden. `placed_total` and the second number of rows are null where how it
    went on is not shown."""

    total: int | None
    placed_total: int | None
    rows: Mapping[Key, tuple[int, int | None] | None]


def shown_table(rows: Mapping[Key, tuple[int, int]], cell_min: int) -> Shown[Key]:
    """What may be shown of rows of (needs, of which placed). Needs and how they went on are told
    together where that hides less than half of all needs, else needs alone."""
    total = sum(needs for needs, _ in rows.values())
    placed = sum(met for _, met in rows.values())
    if total < cell_min:
        return Shown(None, None, dict.fromkeys(rows))
    if min(placed, total - placed) >= cell_min:
        split = {key: (met, needs - met) for key, (needs, met) in rows.items()}
        hidden = hidden_rows(split, cell_min)
        if 2 * sum(rows[key][0] for key in hidden) < total:
            told = {key: None if key in hidden else cells for key, cells in rows.items()}
            return Shown(total, placed, told)
    else:
        placed = -1
    hidden = hidden_rows({key: (needs,) for key, (needs, _) in rows.items()}, cell_min)
    alone = {key: None if key in hidden else (needs, None) for key, (needs, _) in rows.items()}
    return Shown(total, placed if placed >= 0 else None, alone)
