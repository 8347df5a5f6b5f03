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
from typing import Final

from housing_service.ingest.hmis_csv import read_hmis
from housing_service.ingest.plain_file import shown
from housing_service.ingest.problems import SourceUnreadable
from housing_service.ingest.progress import Progress
from housing_service.ingest.records import ImportBundle
from housing_service.ingest.replay_speed import seconds_per_day
from housing_service.ingest.toronto_occupancy import observed_at, read_toronto
from housing_service.service.import_counts import CountsImport
from housing_service.service.import_records import import_records
from housing_service.service.import_summary import ImportSummary
from housing_service.store.importing import ImportSession, ImportState, import_session
from housing_service.store.setup_errors import DatabaseSetupError

FORMATS: Final = ("toronto-occupancy", "hmis-csv")

EXIT_DONE: Final = 0
EXIT_FAILED: Final = 1
EXIT_NOT_ALLOWED: Final = 2
EXIT_STOPPED: Final = 130


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
    summary = ImportSummary(format, shown(Path(path.name or path)), dry_run)
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
    refused = await import_records(store, bundle, job.open_pools, summary, progress)
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
