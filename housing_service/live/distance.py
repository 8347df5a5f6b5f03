"""How far regions lie from each other, in steps on the schematic map.

Each region has a tile; what is one tile away, diagonally too, is near. The map says nothing about
where in a region a program is.
"""

from __future__ import annotations

from collections.abc import Mapping

from housing_service.domain.eligibility.situation import Distance

HERE, NEAR, FAR = range(3)
# Tiles by region code; null where the operator has not placed the region on the map.
Regions = Mapping[str, tuple[int, int] | None]


def steps(regions: Regions, one: str, other: str) -> int:
    """HERE, NEAR or FAR; a region that is not on the map is FAR from every other."""
    if one == other:
        return HERE
    first, second = regions.get(one), regions.get(other)
    if first is None or second is None:
        return FAR
    return NEAR if max(abs(first[0] - second[0]), abs(first[1] - second[1])) <= 1 else FAR


def bands_for(regions: Regions, from_region: str | None, distance: Distance) -> dict[str, int]:
    """Regions by how soon they come in an answer, 0 to 2. Empty where distance plays no part."""
    if from_region is None or distance == "any":
        return {}
    bands = {region: steps(regions, from_region, region) for region in regions}
    if distance == "near":
        return bands
    return {region: FAR - band for region, band in bands.items()}
