"""Live counts as lines of text: one line a pool, made for a terminal and safe to show there."""

from __future__ import annotations

from typing import Any, Final

JsonObject = dict[str, Any]

_HEAD: Final = ("Program", "Pool", "Unit", "Free", "Kept", "Left", "State", "Count is")
_WIDTHS_MIN: Final = (16, 8, 9, 4, 4, 4, 13, 8)
_NUMBERS: Final = frozenset({3, 4, 5})
_GAP: Final = "  "
_UNKNOWN: Final = "-"
_HIDDEN: Final = ""


def pool_line(pool: JsonObject) -> tuple[str, ...]:
    """The cells of one pool. A confidential program shows no number, only whether to ask."""
    name = f"{pool['program_name']}"
    if "availability" in pool:
        return (
            _plain(name), _HIDDEN, pool["unit"], _HIDDEN, _HIDDEN, _HIDDEN,
            pool["availability"], pool["freshness"],
        )  # fmt: skip
    return (
        _plain(name),
        _plain(pool["name"]),
        pool["unit"],
        _number(pool["units_free_reported"]),
        _number(pool["units_held"]),
        _number(pool["units_available"]),
        pool["state"],
        pool["freshness"],
    )


def in_order(pools: list[JsonObject]) -> list[JsonObject]:
    """By program and pool, so that a line stays where it is."""
    return sorted(pools, key=lambda pool: (pool["program_name"], pool.get("name", ""), pool["id"]))


def table(pools: list[JsonObject], columns: int, rows_max: int | None = None) -> list[str]:
    """A head and one line a pool, none wider than `columns`; beyond `rows_max` lines it ends by
    saying how many more there are."""
    cells = [pool_line(pool) for pool in in_order(pools)]
    widths = _widths(cells, columns)
    lines = [_join(_HEAD, widths), *(_join(line, widths) for line in cells)]
    if rows_max is not None and len(lines) > rows_max:
        shown = max(1, rows_max - 1)
        lines = [*lines[:shown], f"... and {len(cells) - shown + 1} more"]
    return [line[:columns].rstrip() for line in lines]


def change_line(pool: JsonObject, at: str) -> str:
    """One changed pool as a plain line, with the time of the database's clock."""
    cells = pool_line(pool)
    if "availability" in pool:
        return f"{at}  {cells[0]} ({cells[2]}): {cells[6]}, {cells[7]}"
    return (
        f"{at}  {cells[0]}, {cells[1]} ({cells[2]}): {cells[3]} free, {cells[4]} kept, "
        f"{cells[5]} left, {cells[6]}, {cells[7]}"
    )


def _widths(cells: list[tuple[str, ...]], columns: int) -> list[int]:
    """As wide as the text where that fits; the names give way first."""
    widths = [
        max([len(head), *(len(line[index]) for line in cells)]) for index, head in enumerate(_HEAD)
    ]
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - columns
    for index in (1, 0):
        given = min(max(0, over), max(0, widths[index] - _WIDTHS_MIN[index]))
        widths[index] -= given
        over -= given
    return widths


def _join(cells: tuple[str, ...], widths: list[int]) -> str:
    return _GAP.join(
        _cut(cell, width).rjust(width) if index in _NUMBERS else _cut(cell, width).ljust(width)
        for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _number(value: int | None) -> str:
    return _UNKNOWN if value is None else str(value)


def _plain(text: str) -> str:
    # Names come from files: what a terminal would obey, or read backwards, must not reach it.
    return "".join(char if char.isprintable() else "?" for char in text)
