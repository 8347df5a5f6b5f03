"""One row of the City of Toronto's daily occupancy file, judged on its own.

Source: "Daily Shelter & Overnight Service Occupancy & Capacity", City of Toronto open data. A row
is one program on one night, counted at 04:00 of the next day; a program is measured either in beds
or in rooms, and the other unit's columns are blank.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Final

from housing_service.ingest.csv_rows import Columns, Row
from housing_service.ingest.dates import DayOrder, parse_day
from housing_service.ingest.limits import (
    CITY_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX,
    POSTAL_CODE_CHARACTERS_MAX,
)
from housing_service.ingest.problems import RowProblem
from housing_service.ingest.records import SiteRecord
from housing_service.ingest.values import identifier, name, plain_text, whole_number

COLUMNS: Final = Columns(
    needed=(
        "OCCUPANCY_DATE",
        "ORGANIZATION_ID",
        "ORGANIZATION_NAME",
        "PROGRAM_ID",
        "PROGRAM_NAME",
        "CAPACITY_TYPE",
    ),
    optional=(
        "SECTOR",
        "PROGRAM_MODEL",
        "OVERNIGHT_SERVICE_TYPE",
        "LOCATION_ADDRESS",
        "LOCATION_CITY",
        "LOCATION_POSTAL_CODE",
        *(
            f"{what}_{unit}"
            for unit in ("BED", "ROOM")
            for what in ("CAPACITY_ACTUAL", "CAPACITY_FUNDING")
        ),
        *(
            f"{what}_{units}"
            for units in ("BEDS", "ROOMS")
            for what in ("OCCUPIED", "UNOCCUPIED", "UNAVAILABLE")
        ),
    ),
)

# The first day of the file's present form; an earlier date is a misread one.
_FIRST_DAY: Final = datetime.date(2010, 1, 1)

_HOUSEHOLDS: Final = {
    "men": ("single_adult",),
    "women": ("single_adult",),
    "mixed adult": ("single_adult", "couple", "multi_adult"),
    "families": ("adult_with_children",),
    # The sector serves people from 16 to 24, with or without somebody who has custody.
    "youth": ("youth_alone", "single_adult"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a row says about its program; `kind` and `households` in the words of the service."""

    organization_key: str
    organization_name: str
    program_key: str
    program_name: str
    kind: str
    sector: str
    households: tuple[str, ...] | None
    unit: str
    site: SiteRecord | None


@dataclass(frozen=True, slots=True)
class Count:
    """What a row counts, in units of its program; `warnings` are (code, reason)."""

    units_free: int
    units_out_of_service: int | None
    units_total: int | None
    warnings: tuple[tuple[str, str], ...]


def read_day(row: Row, order: DayOrder) -> datetime.date:
    """Return the night the row speaks of; raises RowProblem."""
    day = parse_day(row["OCCUPANCY_DATE"], "OCCUPANCY_DATE", order)
    if day < _FIRST_DAY:
        raise RowProblem("not_a_date", "OCCUPANCY_DATE is earlier than this format.")
    return day


def read_identity(row: Row, *, has_address: bool) -> Identity:
    """Return whose row it is; raises RowProblem. Without an address column there is no site."""
    sector = plain_text(row["SECTOR"])
    return Identity(
        organization_key=identifier(row["ORGANIZATION_ID"], "ORGANIZATION_ID"),
        organization_name=name(row["ORGANIZATION_NAME"], "ORGANIZATION_NAME"),
        program_key=identifier(row["PROGRAM_ID"], "PROGRAM_ID"),
        program_name=name(row["PROGRAM_NAME"], "PROGRAM_NAME"),
        kind=_kind(row["PROGRAM_MODEL"], row["OVERNIGHT_SERVICE_TYPE"]),
        sector=sector if len(sector) <= 40 else "",
        households=_HOUSEHOLDS.get(sector.casefold()),
        unit=_unit(row["CAPACITY_TYPE"]),
        site=_site(row) if has_address else None,
    )


def read_count(row: Row, unit: str) -> Count:
    """Return the row's count of one unit; raises RowProblem when no free number is to be had.

    Free is what stands as unoccupied; where that is blank, actual capacity less occupied. More
    occupied than there is room for is 0 free.
    """
    one, many = unit.upper(), f"{unit.upper()}S"
    actual = _not_negative(row, f"CAPACITY_ACTUAL_{one}")
    funded = _not_negative(row, f"CAPACITY_FUNDING_{one}")
    occupied = _not_negative(row, f"OCCUPIED_{many}")
    free = whole_number(row[f"UNOCCUPIED_{many}"], f"UNOCCUPIED_{many}")
    out = whole_number(row[f"UNAVAILABLE_{many}"], f"UNAVAILABLE_{many}")
    warnings = []
    over = actual is not None and occupied is not None and occupied > actual
    if free is None:
        if actual is None or occupied is None:
            raise RowProblem("count_missing", f"Neither UNOCCUPIED_{many} nor its parts are given.")
        free = actual - occupied
    if over or free < 0:
        warnings.append(("over_capacity", f"More {unit}s are occupied than there are; 0 are free."))
        free = 0
    if actual is not None and free > actual:
        raise RowProblem("free_above_capacity", f"More {unit}s are free than there are.")
    if out is not None and out < 0:
        warnings.append(("out_of_service_below_zero", f"UNAVAILABLE_{many} is below zero."))
        out = None
    total = max((n for n in (actual, funded) if n is not None), default=None)
    return Count(free, out, total, tuple(warnings))


def _not_negative(row: Row, column: str) -> int | None:
    value = whole_number(row[column], column)
    if value is not None and value < 0:
        raise RowProblem("number_below_zero", f"{column} is below zero.")
    return value


def _kind(model: str, service_type: str) -> str:
    if re.search(r"\bday\b", service_type.casefold()) and "24" not in service_type:
        return "day_shelter"
    if model.casefold().startswith("transitional"):
        return "transitional_housing"
    return "emergency_shelter"


def _unit(capacity_type: str) -> str:
    first = capacity_type.casefold()
    if first.startswith(("bed", "room")):
        return "bed" if first.startswith("bed") else "room"
    raise RowProblem("capacity_type_unknown", "CAPACITY_TYPE is neither beds nor rooms.")


def _site(row: Row) -> SiteRecord:
    line = plain_text(row["LOCATION_ADDRESS"])
    city = plain_text(row["LOCATION_CITY"])
    postal_code = plain_text(row["LOCATION_POSTAL_CODE"])
    if not line or len(line) > NAME_CHARACTERS_MAX:
        # A city or a postal code alone is no address to send anybody to.
        return SiteRecord("", "", "")
    return SiteRecord(
        line,
        city if len(city) <= CITY_CHARACTERS_MAX else "",
        postal_code if len(postal_code) <= POSTAL_CODE_CHARACTERS_MAX else "",
    )
