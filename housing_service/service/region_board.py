"""How each region stands, counted from what an operator may see of its pools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from housing_service.domain.vocabulary import BED_UNITS
from housing_service.service.call_list import Call

JsonObject = Mapping[str, Any]


@dataclass(slots=True)
class RegionFigures:
    """One region. `free` and `over_held` are of programs that are not confidential; `stale` are
    pools whose count is old or was never said; `confidential` those that say only whether they
    may have room."""

    code: str
    label: str
    tile: tuple[int, int] | None
    pools: int = 0
    free: int = 0
    stale: int = 0
    over_held: int = 0
    waiting: int = 0
    confidential: int = 0
    to_call: int = 0


def region_board(
    regions: Iterable[JsonObject], pools: Iterable[JsonObject], calls: Iterable[Call]
) -> list[RegionFigures]:
    """Every region in the order given; what lies in a region that is not shown has a line of its
    own at the end."""
    found = {
        str(region["code"]): RegionFigures(
            str(region["code"]),
            str(region["label"]),
            (int(region["tile"][0]), int(region["tile"][1])) if region.get("tile") else None,
        )
        for region in regions
    }
    for pool in pools:
        if pool["unit"] in BED_UNITS:
            _count(_of(found, pool), pool)
    for call in calls:
        figures = _of(found, call.pool)
        figures.to_call += 1
        figures.waiting += sum(
            reason.count
            for reason in call.reasons
            if reason.code in ("asks_waiting", "holds_waiting")
        )
    return list(found.values())


def _of(found: dict[str, RegionFigures], pool: JsonObject) -> RegionFigures:
    code = str(pool["region"])
    if code not in found:
        found[code] = RegionFigures(code, str(pool.get("region_label") or code), None)
    return found[code]


def _count(figures: RegionFigures, pool: JsonObject) -> None:
    figures.pools += 1
    figures.stale += pool["freshness"] in ("stale", "unknown")
    if "availability" in pool:
        figures.confidential += 1
        return
    figures.over_held += int(pool.get("units_short") or 0) > 0
    if pool["state"] == "open":
        figures.free += int(pool.get("units_available") or 0)
