"""An HMIS CSV export (FY2020 to FY2026) into organizations and residential programs.

Inventory becomes the planned stock of pools and never a count of what is free. Programs of victim
service providers, programs for survivors of domestic violence and programs that report to a
comparable database are confidential, and their address is not taken.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from housing_service.domain.vocabulary import STALE_AFTER_SECONDS
from housing_service.ingest.csv_rows import Row
from housing_service.ingest.dates import parse_us_day
from housing_service.ingest.hmis_files import open_hmis
from housing_service.ingest.hmis_stock import Stock, read_stock
from housing_service.ingest.hmis_tables import Export, HmisTables
from housing_service.ingest.hmis_words import (
    COMPARABLE_DATABASE,
    KIND_BY_PROJECT_TYPE,
    code,
    flag,
    region,
    time_zone,
)
from housing_service.ingest.limits import (
    CITY_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX,
    POSTAL_CODE_CHARACTERS_MAX,
)
from housing_service.ingest.problems import ReadingLog, RowProblem
from housing_service.ingest.records import (
    ImportBundle,
    OrganizationRecord,
    ProgramRecord,
    SiteRecord,
)
from housing_service.ingest.values import identifier, name, plain_text

_PROJECT: Final = "Project.csv"
_ORGANIZATION: Final = "Organization.csv"
_NO_ADDRESS: Final = SiteRecord("", "", "")


def read_hmis(path: Path, now: datetime.datetime) -> ImportBundle:
    """Read a directory or zip. `now` (the database's clock) stands in for a missing export date.

    Raises SourceUnreadable when Organization.csv or Project.csv can't be used; all else is in the
    log, and the rest is returned.
    """
    log = ReadingLog()
    with open_hmis(path) as files:
        tables = HmisTables(files, log)
        export = tables.export(now)
        reading = _Reading(tables, export, log)
        reading.read_organizations()
        reading.read_places()
        reading.read_participation()
        reading.stock = read_stock(tables, export.as_of, log)
        programs = reading.read_projects()
    return ImportBundle(
        export.source,
        log,
        _ORGANIZATION,
        organizations=list(reading.organizations.values()),
        programs=programs,
    )


@dataclass(slots=True)
class _Place:
    coc_code: str
    site: SiteRecord


@dataclass(slots=True)
class _Reading:
    tables: HmisTables
    export: Export
    log: ReadingLog
    organizations: dict[str, OrganizationRecord] = field(default_factory=dict)
    places: dict[str, _Place] = field(default_factory=dict)
    comparable: set[str] = field(default_factory=set)
    stock: Stock = field(default_factory=Stock)

    def read_organizations(self) -> None:
        for row in self.tables.rows(_ORGANIZATION):
            try:
                self._organization(row)
            except RowProblem as problem:
                self.log.problems.add(_ORGANIZATION, row.line, problem.code, problem.reason)

    def _organization(self, row: Row) -> None:
        key = identifier(row["OrganizationID"], "OrganizationID")
        provider = self._careful_flag(_ORGANIZATION, row, "VictimServiceProvider")
        known = self.organizations.get(key)
        record = OrganizationRecord(
            key,
            known.name if known else name(row["OrganizationName"], "OrganizationName"),
            # Two rows that disagree: the one that hides more is believed.
            provider or (known is not None and known.victim_service_provider),
            self.export.as_of,
            known.line if known else row.line,
        )
        self.organizations[key] = record
        if known is not None:
            raise RowProblem("id_twice", "OrganizationID comes twice; the first row counts.")

    def _careful_flag(self, file: str, row: Row, column: str) -> bool:
        said = flag(row[column])
        if said is None:
            reason = f"{column} is neither 0 nor 1; it is taken as 1 until somebody looks."
            self.log.warnings.add(file, row.line, "confidential_in_doubt", reason)
        return said is not False

    def read_places(self) -> None:
        """Remember each project's Continuum of Care and address; of several, the first."""
        for row in self.tables.rows("ProjectCoC.csv"):
            try:
                key = identifier(row["ProjectID"], "ProjectID")
            except RowProblem as problem:
                self.log.problems.add("ProjectCoC.csv", row.line, problem.code, problem.reason)
                continue
            self.places.setdefault(key, _Place(row["CoCCode"], _site(row)))

    def read_participation(self) -> None:
        for row in self.tables.rows("HMISParticipation.csv"):
            if code(row["HMISParticipationType"]) == COMPARABLE_DATABASE:
                self.comparable.add(row["ProjectID"])

    def read_projects(self) -> list[ProgramRecord]:
        programs: dict[str, ProgramRecord] = {}
        for row in self.tables.rows(_PROJECT):
            try:
                program = self._program(row)
                if program is None:
                    continue
                if program.key in programs:
                    if program.confidential and not programs[program.key].confidential:
                        # Two rows that disagree: the one that hides more is believed.
                        programs[program.key] = program
                    raise RowProblem("id_twice", "ProjectID comes twice; only one row counts.")
                programs[program.key] = program
            except RowProblem as problem:
                self.log.problems.add(_PROJECT, row.line, problem.code, problem.reason)
        return list(programs.values())

    def _program(self, row: Row) -> ProgramRecord | None:
        kind = KIND_BY_PROJECT_TYPE.get(code(row["ProjectType"]) if row["ProjectType"] else "")
        if kind is None:
            self.log.notes["projects that are no shelter or transitional housing were skipped"] += 1
            return None
        key = identifier(row["ProjectID"], "ProjectID")
        organization_key = identifier(row["OrganizationID"], "OrganizationID")
        organization = self.organizations.get(organization_key)
        if organization is None:
            # Without its organization nobody can tell whether the program must stay hidden.
            raise RowProblem("organization_missing", "Its OrganizationID is not in the export.")
        if self._starts_later(row):
            self.log.notes["projects that have not started yet were skipped"] += 1
            return None
        confidential = self._is_confidential(row, key, organization)
        ended = self._has_ended(row)
        place = self.places.get(key)
        coc_code = place.coc_code if place else self.stock.coc_code(key) or self.export.coc_code
        return ProgramRecord(
            key=key,
            organization_key=organization_key,
            name=name(row["ProjectName"], "ProjectName"),
            kind=kind,
            confidential=confidential,
            region=region(coc_code),
            time_zone=time_zone(coc_code),
            as_of=self.export.as_of,
            file=_PROJECT,
            line=row.line,
            stale_after_seconds=STALE_AFTER_SECONDS[kind],
            site=_NO_ADDRESS if confidential else self._site_of(place),
            pools=() if ended else self.stock.pools(key),
            pools_complete=not self.export.is_delta and self.tables.complete("Inventory.csv"),
            retired=ended,
        )

    def _is_confidential(self, row: Row, key: str, organization: OrganizationRecord) -> bool:
        if organization.victim_service_provider or code(row["TargetPopulation"]) == "1":
            return True
        if key in self.comparable:
            reason = "It reports to a comparable database, so it is taken as confidential."
            self.log.warnings.add(_PROJECT, row.line, "confidential_in_doubt", reason)
            return True
        return False

    def _site_of(self, place: _Place | None) -> SiteRecord | None:
        if not self.tables.has_column("ProjectCoC.csv", "Address1"):
            return None
        if place is not None:
            return place.site
        whole = self.tables.complete("ProjectCoC.csv") and not self.export.is_delta
        return _NO_ADDRESS if whole else None

    def _starts_later(self, row: Row) -> bool:
        start = row["OperatingStartDate"]
        return bool(start) and parse_us_day(start, "OperatingStartDate") > self.export.as_of

    def _has_ended(self, row: Row) -> bool:
        end = row["OperatingEndDate"]
        return bool(end) and parse_us_day(end, "OperatingEndDate") <= self.export.as_of


def _site(row: Row) -> SiteRecord:
    parts = [plain_text(row["Address1"]), plain_text(row["Address2"])]
    line = ", ".join(part for part in parts if part)
    if not parts[0] or len(line) > NAME_CHARACTERS_MAX:
        return _NO_ADDRESS
    city, postal_code = plain_text(row["City"]), plain_text(row["ZIP"])
    return SiteRecord(
        line,
        city if len(city) <= CITY_CHARACTERS_MAX else "",
        postal_code if len(postal_code) <= POSTAL_CODE_CHARACTERS_MAX else "",
    )
