"""Inventory.csv into planned stock: one pool per project, household type and kind of unit."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Final

from housing_service.ingest.csv_rows import Row
from housing_service.ingest.dates import parse_us_day
from housing_service.ingest.hmis_tables import HmisTables
from housing_service.ingest.hmis_words import HOUSEHOLD_TYPES, VOUCHER_BED_TYPE, code
from housing_service.ingest.limits import UNITS_MAX
from housing_service.ingest.problems import ReadingLog, RowProblem
from housing_service.ingest.records import PoolRecord
from housing_service.ingest.values import identifier, whole_number

_FILE: Final = "Inventory.csv"
_UNIT_WORDS: Final = {"bed": "beds", "voucher": "hotel vouchers"}


@dataclass(slots=True)
class Stock:
    """Planned beds by (project, household type, unit), and the region an inventory row names."""

    _beds: dict[str, dict[tuple[str, str], int]] = field(default_factory=dict)
    _coc_codes: dict[str, str] = field(default_factory=dict)

    def add(self, project: str, household_type: str, unit: str, beds: int) -> None:
        """Add one current row; raises RowProblem `number_too_large` when the sum is absurd."""
        of_project = self._beds.setdefault(project, {})
        total = of_project.get((household_type, unit), 0) + beds
        if total > UNITS_MAX:
            raise RowProblem("number_too_large", f"BedInventory sums to more than {UNITS_MAX}.")
        of_project[(household_type, unit)] = total

    def name_region(self, project: str, coc_code: str) -> None:
        """Remember where the project is, for exports without ProjectCoC.csv."""
        if coc_code:
            self._coc_codes.setdefault(project, coc_code)

    def coc_code(self, project: str) -> str:
        """Return the Continuum of Care of the project's inventory, or ''."""
        return self._coc_codes.get(project, "")

    def pools(self, project: str) -> tuple[PoolRecord, ...]:
        """Return the project's pools that have planned stock."""
        return tuple(
            _pool(project, household_type, unit, beds)
            for (household_type, unit), beds in sorted(self._beds.get(project, {}).items())
            if beds > 0
        )


def read_stock(tables: HmisTables, as_of: datetime.date, log: ReadingLog) -> Stock:
    """Return what is current at `as_of`: started, not ended, not deleted."""
    stock = Stock()
    for row in tables.rows(_FILE):
        try:
            if not _is_current(row, as_of):
                log.notes["inventory rows that are not current were skipped"] += 1
                continue
            _take(stock, row, log)
        except RowProblem as problem:
            log.problems.add(_FILE, row.line, problem.code, problem.reason)
    return stock


def _take(stock: Stock, row: Row, log: ReadingLog) -> None:
    project = identifier(row["ProjectID"], "ProjectID")
    beds = whole_number(row["BedInventory"], "BedInventory")
    if beds is None:
        raise RowProblem("count_missing", "BedInventory is empty.")
    if beds < 0:
        raise RowProblem("number_below_zero", "BedInventory is below zero.")
    household_type = code(row["HouseholdType"])
    if household_type not in HOUSEHOLD_TYPES:
        reason = "HouseholdType is none of 1, 3 and 4; who is served is left open."
        log.warnings.add(_FILE, row.line, "household_type_unknown", reason)
        household_type = "any"
    unit = "voucher" if code(row["ESBedType"]) == VOUCHER_BED_TYPE else "bed"
    stock.add(project, household_type, unit, beds)
    stock.name_region(project, row["CoCCode"])


def _is_current(row: Row, as_of: datetime.date) -> bool:
    start, end = row["InventoryStartDate"], row["InventoryEndDate"]
    if start and parse_us_day(start, "InventoryStartDate") > as_of:
        return False
    return not end or parse_us_day(end, "InventoryEndDate") > as_of


def _pool(project: str, household_type: str, unit: str, beds: int) -> PoolRecord:
    households, words = HOUSEHOLD_TYPES.get(household_type, (None, ""))
    units = _UNIT_WORDS[unit]
    return PoolRecord(
        key=f"{project}/{household_type}/{unit}",
        name=f"{words}, {units}" if words else units.capitalize(),
        unit=unit,
        households=households,
        planned_units=beds,
    )
