"""The City of Toronto's daily occupancy file into organizations, programs and daily counts.

One pass in bounded memory. A program is described by the row of its latest night, so that a later
row may hide an address which an earlier one gave.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from housing_service.domain.vocabulary import DAILY_FEED_STALE_AFTER_SECONDS
from housing_service.ingest.csv_rows import CsvRows, Row
from housing_service.ingest.dates import (
    DayOrder,
    day_order_hint,
    is_ambiguous_form,
    next_morning,
)
from housing_service.ingest.limits import PROGRAMS_MAX
from housing_service.ingest.plain_file import PlainFile
from housing_service.ingest.problems import ReadingLog, RowProblem
from housing_service.ingest.records import (
    DailyCount,
    ImportBundle,
    OrganizationRecord,
    PoolRecord,
    ProgramRecord,
    RegionRecord,
)
from housing_service.ingest.text_lines import TextLines
from housing_service.ingest.toronto_row import (
    COLUMNS,
    Count,
    Identity,
    read_count,
    read_day,
    read_identity,
)

SOURCE: Final = "toronto-occupancy"
TIME_ZONE: Final = "America/Toronto"
# One region for the whole file: a smaller one would survive in the program after its address was
# hidden. Population: 2021 census.
REGION: Final = RegionRecord("toronto", "Toronto", 2_794_356)

_ZONE: Final = ZoneInfo(TIME_ZONE)
_COUNT_HOUR: Final = 4
_AHEAD_MAX: Final = datetime.timedelta(minutes=2)


def observed_at(day: datetime.date) -> datetime.datetime:
    """Return when a night's count was taken: 04:00 Toronto time of the next day."""
    return next_morning(day, _COUNT_HOUR, _ZONE)


def read_toronto(
    path: Path, now: datetime.datetime, on_bytes: Callable[[int, int], None] = lambda _d, _t: None
) -> ImportBundle:
    """Read a CSV file, plain or gzipped. `now` is the database's clock; later counts are refused.

    `on_bytes` hears (bytes read, bytes in all). Raises SourceUnreadable; all else is in the log.
    """
    log = ReadingLog()
    order = _day_order(path, log)
    with PlainFile(path) as file:
        lines = TextLines(file, file.name, log)
        rows = CsvRows(lines, file.name, COLUMNS, log)
        reading = _Reading(file.name, log, now, order, "LOCATION_ADDRESS" in rows.present)
        for row in rows:
            reading.take(row)
            if row.line % 1000 == 0:
                on_bytes(file.position, file.size)
        on_bytes(file.size, file.size)
    return reading.bundle()


def _day_order(path: Path, log: ReadingLog) -> DayOrder:
    """Read ahead only when dates end in the year, until one of them proves the order."""
    with PlainFile(path) as file:
        unheard = ReadingLog()
        seen = False
        for row in CsvRows(TextLines(file, file.name, unheard), file.name, COLUMNS, unheard):
            cell = row["OCCUPANCY_DATE"]
            if hint := day_order_hint(cell):
                return hint
            if not is_ambiguous_form(cell) and cell:
                return DayOrder.MONTH_FIRST
            seen = seen or bool(cell)
        if seen:
            log.notes["No date tells day and month apart; they are read as month/day/year."] += 1
        return DayOrder.MONTH_FIRST


@dataclass(slots=True)
class _Program:
    identity: Identity
    day: datetime.date
    line: int
    # By unit: the units in all, as of which night.
    pools: dict[str, tuple[datetime.date, int | None, Identity]] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    file: str
    log: ReadingLog
    now: datetime.datetime
    order: DayOrder
    has_address: bool
    programs: dict[str, _Program] = field(default_factory=dict)
    organizations: dict[str, OrganizationRecord] = field(default_factory=dict)
    result: ImportBundle = field(init=False)

    def __post_init__(self) -> None:
        self.result = ImportBundle(SOURCE, self.log, self.file, count_file=self.file)

    def take(self, row: Row) -> None:
        """Take what is good of one row; a bad count doesn't keep its program out."""
        try:
            day = read_day(row, self.order)
            if observed_at(day) > self.now + _AHEAD_MAX:
                raise RowProblem("observed_in_future", "The row speaks of a night yet to come.")
            identity = read_identity(row, has_address=self.has_address)
            program = self._program(identity, day, row.line)
            count = read_count(row, identity.unit)
            self._pool(program, identity, day, count)
            key = _pool_key(identity)
            self.result.counts.add(
                day, DailyCount(key, row.line, count.units_free, count.units_out_of_service)
            )
        except RowProblem as problem:
            self.log.problems.add(self.file, row.line, problem.code, problem.reason)
        else:
            for code, reason in count.warnings:
                self.log.warnings.add(self.file, row.line, code, reason)

    def _program(self, identity: Identity, day: datetime.date, line: int) -> _Program:
        program = self.programs.get(identity.program_key)
        if program is None:
            if len(self.programs) >= PROGRAMS_MAX:
                raise RowProblem("too_many_programs", f"Only {PROGRAMS_MAX} programs are taken.")
            program = self.programs[identity.program_key] = _Program(identity, day, line)
        elif day > program.day:
            program.identity, program.day, program.line = identity, day, line
        known = self.organizations.get(identity.organization_key)
        if known is None or day > known.as_of:
            self.organizations[identity.organization_key] = OrganizationRecord(
                identity.organization_key, identity.organization_name, False, day, line
            )
        return program

    def _pool(
        self, program: _Program, identity: Identity, day: datetime.date, count: Count
    ) -> None:
        known = program.pools.get(identity.unit)
        if known is None or day > known[0]:
            program.pools[identity.unit] = (day, count.units_total, identity)

    def bundle(self) -> ImportBundle:
        self.result.organizations = list(self.organizations.values())
        self.result.programs = [self._record(program) for program in self.programs.values()]
        return self.result

    def _record(self, program: _Program) -> ProgramRecord:
        identity = program.identity
        return ProgramRecord(
            key=identity.program_key,
            organization_key=identity.organization_key,
            name=identity.program_name,
            kind=identity.kind,
            confidential=False,
            region=REGION,
            time_zone=TIME_ZONE,
            as_of=program.day,
            file=self.file,
            line=program.line,
            stale_after_seconds=DAILY_FEED_STALE_AFTER_SECONDS,
            site=identity.site,
            pools=tuple(
                PoolRecord(
                    key=_pool_key(of),
                    name=f"{of.sector}, {of.unit}s" if of.sector else f"{of.unit}s".capitalize(),
                    unit=of.unit,
                    households=of.households,
                    units_total=total,
                )
                for _, total, of in program.pools.values()
            ),
        )


def _pool_key(identity: Identity) -> str:
    return f"{identity.program_key}/{identity.unit}"
