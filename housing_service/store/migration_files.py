"""The migrations and functions of one SQL directory, and what a database still lacks of them."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from housing_service.store.setup_errors import DatabaseSetupError

_NAME = re.compile(r"(?P<number>\d{4})_(?P<phase>pre|post)_[a-z0-9_]+\.sql")


class MigrationError(DatabaseSetupError):
    """The schema could not be brought up to date; the file named in the sentence left no trace."""

    code = "migration_failed"


class MigrationRefused(MigrationError):
    """The files and the database disagree about the past; nothing was written."""

    code = "migration_refused"


class DatabaseNewer(MigrationRefused):
    """The database was migrated by a newer release than this one; nothing was written."""

    code = "database_newer"


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One file: its name, its text and the SHA-256 of its bytes in hexadecimal."""

    name: str
    text: str
    checksum: str
    phase: str = ""

    @property
    def number(self) -> int:
        """A migration's place in the order."""
        return int(self.name[:4])


def read_migrations(sql_dir: Path) -> list[SqlFile]:
    """Return the migrations in order; raises MigrationRefused for a bad or a doubled number."""
    files = []
    for path in sorted((sql_dir / "migrations").glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise MigrationRefused(
                f"The migration {path.name} is not named like 0001_pre_what.sql.", "Rename it."
            )
        files.append(_read(path, match["phase"]))
    for first, second in itertools.pairwise(files):
        if first.number == second.number:
            raise MigrationRefused(
                f"The migrations {first.name} and {second.name} have the same number.",
                "Give the newer one the next free number.",
            )
    return files


def read_functions(sql_dir: Path) -> list[SqlFile]:
    """Return the function files in the order in which they are run."""
    return [_read(path) for path in sorted((sql_dir / "functions").glob("*.sql"))]


def pending(
    files: list[SqlFile], applied: Mapping[str, str], *, include_post: bool
) -> list[SqlFile]:
    """Return the files still to run, in order; `applied` maps names to checksums.

    An empty database gets every file. Otherwise those marked post wait until `include_post` says
    that no old code runs any more. Raises MigrationRefused when an applied file has changed or is
    missing, or a new one comes before an applied one of its kind, and DatabaseNewer.
    """
    check_history(files, applied)
    by_name = {file.name: file for file in files}
    for name, checksum in applied.items():
        if by_name[name].checksum != checksum:
            raise MigrationRefused(
                f"The migration {name} has changed since it was applied.",
                "Restore the file as it was, and put the change into a new migration.",
            )
    for phase in ("pre", "post"):
        done = [by_name[name].number for name in applied if by_name[name].phase == phase]
        for file in files:
            if (
                file.phase == phase
                and file.name not in applied
                and file.number < max(done, default=0)
            ):
                raise MigrationRefused(
                    f"The migration {file.name} comes before one that is already applied.",
                    "Give it the next free number.",
                )
    everything = include_post or not applied
    return [f for f in files if f.name not in applied and (everything or f.phase == "pre")]


def check_history(files: list[SqlFile], applied: Iterable[str]) -> None:
    """Return when every applied migration is known; raises MigrationRefused or DatabaseNewer."""
    known = {file.name for file in files}
    newest = max((file.number for file in files), default=0)
    for name in applied:
        if name in known:
            continue
        if name[:4].isdigit() and int(name[:4]) > newest:
            raise DatabaseNewer(
                f"The database is newer than this release: it has the migration {name}.",
                "Run the release that applied it, or a newer one.",
            )
        raise MigrationRefused(
            f"The migration {name} was applied to the database, but its file is missing.",
            "Restore the file, or run the release that applied it.",
        )


def _read(path: Path, phase: str = "") -> SqlFile:
    content = path.read_bytes()
    return SqlFile(path.name, content.decode("utf-8"), hashlib.sha256(content).hexdigest(), phase)
