"""The organization-level tables of one HMIS export, each read whole, bounded and by column name."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from housing_service.ingest.csv_rows import Columns, CsvRows, Row
from housing_service.ingest.dates import parse_us_day
from housing_service.ingest.hmis_files import HmisFiles, bounded
from housing_service.ingest.hmis_words import DELTA_EXPORT, code, is_coc_code
from housing_service.ingest.limits import HMIS_ROWS_MAX
from housing_service.ingest.problems import ReadingLog, RowProblem, SourceUnreadable
from housing_service.ingest.text_lines import TextLines
from housing_service.ingest.values import plain_text

COLUMNS: Final = {
    "Export.csv": Columns(
        needed=(),
        optional=("SourceID", "SourceName", "ExportDate", "ExportDirective"),
    ),
    "Organization.csv": Columns(
        needed=("OrganizationID", "OrganizationName", "VictimServiceProvider"),
        optional=("DateDeleted",),
        # FY2020 spelled it so.
        other_names={"VictimServicesProvider": "VictimServiceProvider"},
    ),
    "Project.csv": Columns(
        needed=("ProjectID", "OrganizationID", "ProjectName", "ProjectType", "TargetPopulation"),
        optional=("OperatingStartDate", "OperatingEndDate", "DateDeleted"),
    ),
    "ProjectCoC.csv": Columns(
        needed=("ProjectID", "CoCCode"),
        optional=("Address1", "Address2", "City", "ZIP", "DateDeleted"),
    ),
    "Inventory.csv": Columns(
        needed=("ProjectID", "HouseholdType", "BedInventory"),
        optional=(
            "CoCCode",
            "ESBedType",
            "InventoryStartDate",
            "InventoryEndDate",
            "DateDeleted",
        ),
        other_names={"BedType": "ESBedType"},
    ),
    "HMISParticipation.csv": Columns(
        needed=("ProjectID", "HMISParticipationType"),
        optional=("DateDeleted",),
    ),
}

REQUIRED: Final = ("Organization.csv", "Project.csv")
# An export dated further ahead than this was dated by mistake.
_AHEAD_MAX: Final = datetime.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Export:
    """What Export.csv says: whose export, of which day, and whether it lists everything."""

    source: str
    as_of: datetime.date
    is_delta: bool
    coc_code: str


class HmisTables:
    """Reads tables by name; rows with a DateDeleted are skipped and counted.

    `complete(name)` tells, after reading, whether what the table lacks is really not there.
    """

    def __init__(self, files: HmisFiles, log: ReadingLog) -> None:
        self._files = files
        self._log = log
        self._damaged: set[str] = set()
        self._present: dict[str, frozenset[str]] = {}
        missing = [name for name in REQUIRED if name not in files.names]
        if missing:
            raise SourceUnreadable(
                "missing_files",
                f"There is no {' and no '.join(missing)} here, so this is no HMIS CSV export.",
                "Name the directory or zip that holds Organization.csv and Project.csv.",
            )

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of one table; none when the file is absent or an optional one unusable."""
        if name not in self._files.names:
            return
        try:
            with self._files.open(name) as source:
                rows = CsvRows(
                    TextLines(bounded(source), name, self._log), name, COLUMNS[name], self._log
                )
                self._present[name] = rows.present
                yield from self._kept(name, rows)
                if rows.damaged:
                    self._damaged.add(name)
        except SourceUnreadable as error:
            if name in REQUIRED:
                raise
            self._damaged.add(name)
            self._log.problems.add(name, 0, error.code, error.sentence)

    def _kept(self, name: str, rows: CsvRows) -> Iterator[Row]:
        for count, row in enumerate(rows):
            if count >= HMIS_ROWS_MAX:
                self._damaged.add(name)
                reason = f"Only the first {HMIS_ROWS_MAX} rows are taken."
                self._log.problems.add(name, row.line, "file_too_long", reason)
                return
            if row["DateDeleted"]:
                self._log.notes[f"deleted rows of {name} were skipped"] += 1
            else:
                yield row

    def complete(self, name: str) -> bool:
        """Return whether the file is there and was read to its end without losing a row."""
        return name in self._files.names and name not in self._damaged

    def has_column(self, name: str, column: str) -> bool:
        """Return whether the table, once read, has the column."""
        return column in self._present.get(name, frozenset())

    def export(self, now: datetime.datetime) -> Export:
        """Return the newest row of Export.csv; without a usable date, `now` and a warning."""
        source, newest, directive, coc = "", None, "", ""
        for row in self.rows("Export.csv"):
            try:
                day = parse_us_day(row["ExportDate"], "ExportDate")
            except RowProblem as problem:
                self._log.warnings.add("Export.csv", row.line, problem.code, problem.reason)
                continue
            if newest is None or day >= newest:
                newest, directive = day, code(row["ExportDirective"])
                source = plain_text(row["SourceID"]) or plain_text(row["SourceName"])
                coc = row["SourceID"] if is_coc_code(row["SourceID"]) else ""
        today = now.date()
        if newest is None or newest > today + _AHEAD_MAX:
            reason = "There is no usable ExportDate; the export is taken as today's."
            self._log.warnings.add("Export.csv", 0, "export_date_unknown", reason)
            newest = today
        return Export(f"hmis-csv:{source[:100]}", newest, directive == DELTA_EXPORT, coc)
