"""Codes of the HUD HMIS CSV format in the words of the service.

Source: HUD HMIS Data Dictionary, FY2020 to FY2026 (2.02.6 project type, 2.07.4 household type,
2.07.5 bed type, 2.01 victim service provider, 2.02.7 target population, 2.08.1 participation).
"""

from __future__ import annotations

import re
from typing import Final

from housing_service.domain.vocabulary import Kind
from housing_service.ingest.records import RegionRecord

# A HUD "Safe Haven" (8) serves people with severe mental illness; it is no hidden safe house.
KIND_BY_PROJECT_TYPE: Final[dict[str, Kind]] = {
    "0": "emergency_shelter",
    "1": "emergency_shelter",
    "2": "transitional_housing",
    "8": "emergency_shelter",
    "11": "day_shelter",
}

# (who is served, how the pool is named)
HOUSEHOLD_TYPES: Final = {
    "1": (("single_adult", "couple", "multi_adult"), "Adults"),
    "3": (("adult_with_children",), "Families with children"),
    "4": (("youth_alone",), "Youth on their own"),
}

VOUCHER_BED_TYPE: Final = "2"
COMPARABLE_DATABASE: Final = "2"
DELTA_EXPORT: Final = "1"

_NO: Final = frozenset({"", "0", "no", "false", "n"})
_YES: Final = frozenset({"1", "yes", "true", "y"})

_COC_CODE: Final = re.compile(r"[A-Za-z]{2}-[0-9]{3}[A-Za-z]?")
_UNKNOWN_REGION: Final = RegionRecord("area-not-given", "Area not given")

# The zone in which most people of the state live; a program's staff may correct it.
_ZONE_BY_STATE: Final = {
    zone: states.split()
    for zone, states in {
        "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
        "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
        "America/Denver": "CO ID MT NM UT WY",
        "America/Phoenix": "AZ",
        "America/Los_Angeles": "CA NV OR WA",
        "America/Anchorage": "AK",
        "Pacific/Honolulu": "HI",
        "America/Puerto_Rico": "PR VI",
        "Pacific/Guam": "GU MP",
        "Pacific/Pago_Pago": "AS",
    }.items()
}


def flag(cell: str) -> bool | None:
    """Return a yes-or-no code; None when it is neither, so that the caller can be careful."""
    value = re.sub(r"\.0+$", "", cell).casefold()
    return False if value in _NO else True if value in _YES else None


def code(cell: str) -> str:
    """Return a list code as its plain number: "1.0" and "01" are 1."""
    value = re.sub(r"\.0*$", "", cell)
    return (value.lstrip("0") or "0") if re.fullmatch(r"[0-9]{1,6}", value) else value


def region(coc_code: str) -> RegionRecord:
    """Return the Continuum of Care as a region; it commonly covers a county or more."""
    if not _COC_CODE.fullmatch(coc_code):
        return _UNKNOWN_REGION
    return RegionRecord(coc_code.lower(), coc_code.upper())


def is_coc_code(cell: str) -> bool:
    """Return whether the cell is a Continuum of Care code such as XX-500."""
    return _COC_CODE.fullmatch(cell) is not None


def time_zone(coc_code: str) -> str:
    """Return the IANA time zone of the code's state, UTC when the state is not known."""
    state = coc_code[:2].upper()
    return next((zone for zone, states in _ZONE_BY_STATE.items() if state in states), "UTC")
