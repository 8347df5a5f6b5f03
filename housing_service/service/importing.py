"""Import a file of another system: read it, bring in its records one by one, then its counts.

Every record is all or nothing by itself: what is wrong is reported with file, line and reason, and
the rest goes in. Importing the same file again changes nothing.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from housing_service.ingest.hmis_csv import read_hmis
from housing_service.ingest.problems import SourceUnreadable
from housing_service.ingest.progress import Progress
from housing_service.ingest.records import (
    ImportBundle,
    OrganizationRecord,
    PoolRecord,
    ProgramRecord,
)
from housing_service.ingest.replay_speed import seconds_per_day
from housing_service.ingest.toronto_occupancy import observed_at, read_toronto
from housing_service.service.import_counts import CountsImport
from housing_service.service.import_summary import ImportSummary
from housing_service.store.importing import (
    ImportSession,
    ImportState,
    ImportStore,
    import_session,
)
from housing_service.store.setup_errors import DatabaseSetupError

FORMATS: Final = ("toronto-occupancy", "hmis-csv")

EXIT_DONE: Final = 0
EXIT_FAILED: Final = 1
EXIT_NOT_ALLOWED: Final = 2
EXIT_STOPPED: Final = 130

# Instant and confirm pools of a transitional program lock a place while papers are done.
_HOLD_MINUTES: Final = {"transitional_housing": (72 * 60, 7 * 24 * 60)}
_HOLD_MINUTES_ELSE: Final = (60, 180)


class _NotAllowed(Exception):
    def __init__(self, code: str, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.next_step = next_step


class _ReadingStopped(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Job:
    format: str
    path: Path
    dry_run: bool
    open_pools: bool
    seconds_per_day: float | None

    @property
    def needs_exercise(self) -> bool:
        return self.open_pools or self.seconds_per_day is not None


async def run_import(
    owner_url: str,
    format: str,
    path: Path,
    *,
    dry_run: bool,
    json_output: bool,
    open_pools: bool,
    replay: str | None,
    progress: Progress,
) -> int:
    """Import `path` and print what became of it; return the exit code.

    0 when the file was read to its end (rows may have been refused: the summary lists them), 1 when
    file or database can't be used, 2 when the options don't fit together or the database is not an
    exercise, 130 when stopped by Ctrl-C. `replay` is a speed such as "1d/s"; it and `open_pools`
    mark an empty database as an exercise and are refused in any other live one. With `json_output`
    stdout gets exactly one JSON document. With `dry_run` nothing is written.
    """
    summary = ImportSummary(format, path.name, dry_run)
    try:
        job = _job(format, path, dry_run, open_pools, replay)
        async with import_session(owner_url) as session:
            await _import(session, job, summary, progress)
        code = EXIT_DONE
    except _NotAllowed as error:
        code = _fail(summary, error, EXIT_NOT_ALLOWED)
    except (SourceUnreadable, DatabaseSetupError) as error:
        code = _fail(summary, error, EXIT_FAILED)
    except asyncio.CancelledError:
        # Ctrl-C: each record and each batch was committed or taken back by itself.
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
        summary.stopped = True
        code = EXIT_STOPPED
    finally:
        progress.clear()
    if json_output:
        summary.print_json(sys.stdout)
    else:
        summary.print_text(sys.stdout, sys.stderr)
    return code


def _fail(
    summary: ImportSummary, error: _NotAllowed | SourceUnreadable | DatabaseSetupError, code: int
) -> int:
    summary.failure = {
        "code": error.code,
        "sentence": error.sentence,
        "next_step": error.next_step,
    }
    return code


def _job(format: str, path: Path, dry_run: bool, open_pools: bool, replay: str | None) -> _Job:
    if format not in FORMATS:
        raise _NotAllowed(
            "format_unknown",
            f"There is no format {format!r}.",
            f"The formats are {' and '.join(FORMATS)}.",
        )
    if replay is None:
        return _Job(format, path, dry_run, open_pools, None)
    if dry_run or format != "toronto-occupancy":
        raise _NotAllowed(
            "replay_not_possible",
            "Only daily counts can be replayed, and not as a dry run.",
            "Leave --replay out.",
        )
    try:
        return _Job(format, path, dry_run, open_pools, seconds_per_day(replay))
    except ValueError as error:
        raise _NotAllowed("replay_speed_unknown", str(error), "Try --replay 1d/s.") from error


async def _import(
    session: ImportSession, job: _Job, summary: ImportSummary, progress: Progress
) -> None:
    state = await session.state()
    _check_exercise(job, state)
    if not job.dry_run:
        await session.be_the_only_one()
    bundle = await _read(job, state, progress)
    summary.source = bundle.source
    summary.take_reading(bundle.log)
    if job.needs_exercise and not state.is_exercise and not job.dry_run:
        if not await session.mark_exercise():
            _check_exercise(job, ImportState(state.now, is_exercise=False, is_empty=False))
        progress.say("This empty database is now marked as made for an exercise.")
    store = session.store(bundle.source, dry_run=job.dry_run)
    refused = await _import_records(store, bundle, job, summary, progress)
    counts = CountsImport(store, bundle, summary, progress, refused)
    if job.seconds_per_day is not None:
        await counts.replay(job.seconds_per_day)
    elif job.format == "toronto-occupancy":
        await counts.import_all(observed_at)


def _check_exercise(job: _Job, state: ImportState) -> None:
    if job.needs_exercise and not state.is_exercise and not state.is_empty:
        raise _NotAllowed(
            "not_an_exercise",
            "Opening pools and replaying are possible only in a database made for an exercise.",
            "Use an empty database for it; pools of a real region open when their shelter agrees.",
        )


async def _read(job: _Job, state: ImportState, progress: Progress) -> ImportBundle:
    stop = threading.Event()

    def on_bytes(done: int, total: int) -> None:
        if stop.is_set():
            raise _ReadingStopped
        progress.show("Reading", done, total)

    try:
        if job.format == "hmis-csv":
            return await asyncio.to_thread(read_hmis, job.path, state.now)
        return await asyncio.to_thread(read_toronto, job.path, state.now, on_bytes)
    finally:
        stop.set()


async def _import_records(
    store: ImportStore, bundle: ImportBundle, job: _Job, summary: ImportSummary, progress: Progress
) -> frozenset[str]:
    """Import organizations, then programs; return the keys of pools that did not get in."""
    total = len(bundle.organizations) + len(bundle.programs)
    refused: set[str] = set()
    for done, organization in enumerate(bundle.organizations):
        progress.show("Importing programs", done, total)
        outcome = await store.add_organization(_organization_json(organization))
        if outcome in ("added", "changed", "unchanged"):
            summary.count("organization", outcome)
        else:
            file = bundle.organization_file
            summary.refuse("organization", file, organization.line, outcome)
    for done, program in enumerate(bundle.programs, start=len(bundle.organizations)):
        progress.show("Importing programs", done, total)
        parts = await store.add_program(_program_json(program), open_pools=job.open_pools)
        for part in parts:
            if part["outcome"] in ("added", "changed", "unchanged"):
                summary.count(part["kind"], part["outcome"])
            else:
                summary.refuse(part["kind"], program.file, program.line, part["outcome"])
                refused.update(pool.key for pool in program.pools)
    return frozenset(refused)


def _organization_json(record: OrganizationRecord) -> dict[str, Any]:
    return {
        "key": record.key,
        "name": record.name,
        "victim_service_provider": record.victim_service_provider,
        "as_of": record.as_of,
    }


def _program_json(record: ProgramRecord) -> dict[str, Any]:
    return {
        "key": record.key,
        "organization_key": record.organization_key,
        "name": record.name,
        "kind": record.kind,
        "confidential": record.confidential,
        "region": record.region,
        "time_zone": record.time_zone,
        "as_of": record.as_of,
        # A confidential program's address doesn't even reach the database's session.
        "site": None if record.confidential else record.site,
        "pools": [_pool_json(pool, record) for pool in record.pools],
        "pools_complete": record.pools_complete,
        "retired": record.retired,
    }


def _pool_json(pool: PoolRecord, program: ProgramRecord) -> dict[str, Any]:
    default, maximum = _HOLD_MINUTES.get(program.kind, _HOLD_MINUTES_ELSE)
    said = {"units_total": pool.units_total, "planned_units": pool.planned_units}
    return {
        "key": pool.key,
        "name": pool.name,
        "unit": pool.unit,
        "households_served": pool.households,
        "stale_after_seconds": program.stale_after_seconds,
        "hold_minutes_default": default,
        "hold_minutes_max": maximum,
        # What a file doesn't say is left as it is.
        **{field: units for field, units in said.items() if units is not None},
    }
