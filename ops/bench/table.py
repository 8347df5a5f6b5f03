"""The one table a run prints: figure, bar, whether it is met, and what it was measured beside."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `bar` is the figure to reach or stay below; null where there is none."""

    name: str
    value: float
    unit: str = ""
    bar: float | None = None
    at_most: bool = False
    detail: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; null without a bar."""
        if self.bar is None:
            return None
        return self.value <= self.bar if self.at_most else self.value >= self.bar

    def cells(self) -> tuple[str, str, str, str]:
        bar = "" if self.bar is None else f"{'<=' if self.at_most else '>='} {self.bar:g}"
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return self.name, f"{_short(self.value)} {self.unit}".strip(), f"{bar} {verdict}".strip(), \
            self.detail  # fmt: skip


def _short(value: float) -> str:
    if isnan(value):
        return "not measured"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.01 else f"{value:.4f}"


def markdown(rows: list[Row]) -> str:
    """The table as Markdown that also reads well in a terminal."""
    cells = [("what", "figure", "bar", "beside it"), *(row.cells() for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
