"""A schematic map of the regions: a tile each, where the operator has placed it, and those
without a place in rows beneath, in the order given. It says nothing about where in a region
anything is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

TILE_WIDTH: Final = 124
TILE_HEIGHT: Final = 76
GAP: Final = 6
COLUMNS_WITHOUT_PLACES: Final = 3
LINE_CHARS_MAX: Final = 13
Place = tuple[str, str, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Tile:
    """One region's place on the map, in the map's own length, and its label in short lines."""

    code: str
    label: str
    lines: tuple[str, ...]
    x: int
    y: int
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class RegionMap:
    """Tiles in reading order: rows from the top, each from its start."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    tile_width: int = TILE_WIDTH
    tile_height: int = TILE_HEIGHT


def region_map(places: Iterable[Place]) -> RegionMap:
    """The map of these regions, given as (code, label, tile or null). Equal input gives an equal
    map; two regions on one tile stand beneath like those without any."""
    grid: dict[tuple[int, int], tuple[str, str]] = {}
    left: list[tuple[str, str]] = []
    for code, label, tile in places:
        if tile is None or tile in grid:
            left.append((code, label))
        else:
            grid[tile] = (code, label)
    columns = sorted({x for x, _ in grid})
    rows = sorted({y for _, y in grid})
    first_x, first_y = (columns[0], rows[0]) if grid else (0, 0)
    placed = {(x - first_x, y - first_y): who for (x, y), who in grid.items()}
    across = max(columns[-1] - first_x + 1 if grid else 0, min(COLUMNS_WITHOUT_PLACES, len(left)))
    below = rows[-1] - first_y + 1 if grid else 0
    for number, who in enumerate(left):
        placed[(number % max(across, 1), below + number // max(across, 1))] = who
    tiles = tuple(
        _tile(code, label, column, row)
        for (column, row), (code, label) in sorted(placed.items(), key=lambda one: one[0][::-1])
    )
    deep = max((tile.row for tile in tiles), default=-1) + 1
    return RegionMap(tiles, _length(across, TILE_WIDTH), _length(deep, TILE_HEIGHT))


def _tile(code: str, label: str, column: int, row: int) -> Tile:
    x, y = column * (TILE_WIDTH + GAP), row * (TILE_HEIGHT + GAP)
    return Tile(code, label, lines_of(label), x, y, column, row)


def _length(count: int, size: int) -> int:
    return max(count * (size + GAP) - GAP, 0)


def lines_of(label: str) -> tuple[str, ...]:
    """A label in two lines at most, broken between words; what is too long ends in an ellipsis."""
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LINE_CHARS_MAX:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return tuple(_short(line) for line in lines)


def _short(line: Sequence[str]) -> str:
    text = "".join(line)
    return text if len(text) <= LINE_CHARS_MAX else text[: LINE_CHARS_MAX - 1] + "…"
