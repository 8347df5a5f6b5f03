"""What of the fictional region is not there every night: extra capacity on a cold night, winter
beds, and what is kept for emergencies."""

from __future__ import annotations

from typing import Any, Final

from housing_service.demo.records import demo_id

JsonObject = dict[str, Any]

# By pool key; season days are month times 100 plus day.
CAPACITY: Final[dict[str, JsonObject]] = {
    "vouchers-storm/Room vouchers": {"capacity_kind": "surge"},
    "day-market/Rest places": {"capacity_kind": "surge"},
    "dunmarrow-mill/Beds": {
        "capacity_kind": "seasonal", "season_from": 1101, "season_until": 331,
    },
    "alder-night/Beds, women's floor": {"reserve_units": 1},
}  # fmt: skip
# Agencies that may ask for emergency admissions.
MAY_USE_RESERVE: Final = ("hospital", "ninth-bell")
SURGE_REGIONS: Final = ("dunmarrow", "quillmere-center")
SURGE_DAYS: Final = 30


def capacity_document() -> JsonObject:
    """The part of the region's document about capacity. A cold spell has just begun."""
    return {
        "capacity": [
            {"pool_id": str(demo_id("pool", key)), **given} for key, given in CAPACITY.items()
        ],
        "may_use_reserve": [str(demo_id("organization", key)) for key in MAY_USE_RESERVE],
        "surges": [
            {
                "id": str(demo_id("surge", region)),
                "region_code": region,
                "label": "cold",
                "days": SURGE_DAYS,
            }
            for region in SURGE_REGIONS
        ],
    }
