"""Measures of charts that the template draws as SVG. What they show stands in a table beneath, so a
chart is for the eye alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

Json = Mapping[str, Any]
WIDTH: Final = 100.0
HEIGHT: Final = 40.0
BARS_MAX: Final = 12
_COLUMN: Final = 10.0


def bars(rows: Sequence[Json]) -> list[dict[str, Any]]:
    """One lying bar a row, the longest as wide as the chart."""
    most = max((row["needs"] for row in rows), default=0) or 1
    return [
        {
            "label": row["label"],
            "needs": row["needs"],
            "width": round(WIDTH * row["needs"] / most, 2),
            "placed": round(WIDTH * (row["placed"] or 0) / most, 2),
        }
        for row in rows[:BARS_MAX]
    ]


def columns(rows: Sequence[Json]) -> dict[str, Any]:
    """One standing column a row, in order; what is not shown leaves a gap with a mark."""
    most = max((row["needs"] or 0 for row in rows), default=0) or 1
    return {
        "width": _COLUMN * len(rows),
        "height": HEIGHT,
        "most": most,
        "first": rows[0]["label"],
        "middle": rows[len(rows) // 2]["label"],
        "last": rows[-1]["label"],
        "all": [
            {
                "x": _COLUMN * number + 1,
                "y": round(HEIGHT * (1 - (row["needs"] or 0) / most), 2),
                "height": round(HEIGHT * (row["needs"] or 0) / most, 2),
                "shown": row["needs"] is not None,
            }
            for number, row in enumerate(rows)
        ],
    }
