"""What readers make of files: organizations, programs with site and pools, and daily counts.

`key` is the record's id in its own file; together with the source it finds the record again, so
that importing twice changes nothing.
"""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from housing_service.ingest.limits import COUNT_ROWS_MAX
from housing_service.ingest.problems import ReadingLog, RowProblem


@dataclass(frozen=True, slots=True)
class RegionRecord:
    """An area; `population` in people, None when the file does not say."""

    code: str
    label: str
    population: int | None = None


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """An agency; `as_of` is the day its file speaks of, `line` where it stands there."""

    key: str
    name: str
    victim_service_provider: bool
    as_of: datetime.date
    line: int


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """Where a program is, as public as its file. An empty `line` says: no address is given."""

    line: str
    city: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class PoolRecord:
    """Interchangeable units. `households` None means that the file does not say who is served.

    `planned_units` is a yearly inventory's plan and never a free count.
    """

    key: str
    name: str
    unit: str
    households: tuple[str, ...] | None
    units_total: int | None = None
    planned_units: int | None = None


@dataclass(frozen=True, slots=True)
class ProgramRecord:
    """A program with its site and pools.

    `site` None means that the file says nothing about addresses. `pools_complete` means that pools
    not listed have no current inventory. A `retired` program has ended: it is not added when new.
    """

    key: str
    organization_key: str
    name: str
    kind: str
    confidential: bool
    region: RegionRecord
    time_zone: str
    as_of: datetime.date
    file: str
    line: int
    stale_after_seconds: int
    site: SiteRecord | None
    pools: tuple[PoolRecord, ...]
    pools_complete: bool = False
    retired: bool = False


@dataclass(frozen=True, slots=True)
class DailyCount:
    """One pool's statement for one day; `units_out_of_service` None when it makes no sense."""

    pool_key: str
    line: int
    units_free: int
    units_out_of_service: int | None


@dataclass(slots=True)
class CountSeries:
    """Daily counts of many pools, 32 bytes each, kept by day in whatever order they come."""

    _pool_numbers: dict[str, int] = field(default_factory=dict)
    _pool_keys: list[str] = field(default_factory=list)
    _by_day: dict[datetime.date, array[int]] = field(default_factory=dict)
    rows: int = 0

    def add(self, day: datetime.date, count: DailyCount) -> None:
        """Store one count; raises RowProblem `file_too_long` at the bound."""
        if self.rows >= COUNT_ROWS_MAX:
            raise RowProblem("file_too_long", f"Only the first {COUNT_ROWS_MAX} counts are taken.")
        number = self._pool_numbers.setdefault(count.pool_key, len(self._pool_keys))
        if number == len(self._pool_keys):
            self._pool_keys.append(count.pool_key)
        out = -1 if count.units_out_of_service is None else count.units_out_of_service
        stored = self._by_day.setdefault(day, array("q"))
        stored.extend((number, count.line, count.units_free, out))
        self.rows += 1

    @property
    def days(self) -> list[datetime.date]:
        """The days that have counts, earliest first."""
        return sorted(self._by_day)

    def of_day(self, day: datetime.date) -> Iterator[DailyCount]:
        """Yield the day's counts in the order of the file, repeated rows included."""
        stored = self._by_day[day]
        for at in range(0, len(stored), 4):
            number, line, free, out = stored[at : at + 4]
            yield DailyCount(self._pool_keys[number], line, free, None if out < 0 else out)


@dataclass(slots=True)
class ImportBundle:
    """All one source says. `source` names it in the database, so that ids of two don't mix."""

    source: str
    log: ReadingLog
    organization_file: str
    organizations: list[OrganizationRecord] = field(default_factory=list)
    programs: list[ProgramRecord] = field(default_factory=list)
    counts: CountSeries = field(default_factory=CountSeries)
    count_file: str = ""
