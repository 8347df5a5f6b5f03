"""Which files of an HMIS CSV export are opened: a closed list, from a directory or a zip archive.

An export usually carries files about people (Client.csv, Enrollment.csv and many more) and about
staff (User.csv). None of those is ever opened, listed or named.
"""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Final, Protocol, TypeVar

from housing_service.ingest.limits import ZIP_ENTRIES_MAX
from housing_service.ingest.plain_file import Bounded, cannot_open, shown
from housing_service.ingest.problems import SourceUnreadable

# The only names that are ever opened; matched whatever their case.
OPENED: Final = frozenset(
    {
        "Export.csv",
        "Organization.csv",
        "Project.csv",
        "ProjectCoC.csv",
        "Inventory.csv",
        "HMISParticipation.csv",
    }
)
_BY_LOWER: Final = {name.lower(): name for name in OPENED}

Found = TypeVar("Found")


class HmisFiles(Protocol):
    """The organization-level files of one export. `names` are those that are there."""

    names: frozenset[str]

    def open(self, name: str) -> IO[bytes]: ...

    def __enter__(self) -> HmisFiles: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_hmis(path: Path) -> HmisFiles:
    """Return the files at `path`, a directory or a zip; raises SourceUnreadable."""
    try:
        if path.is_dir():
            return _Directory(path)
        if path.exists() and not path.is_file():
            raise SourceUnreadable(
                "not_a_file", f"{shown(path)} is neither a directory nor a file.", "Check the path."
            )
        return _Zip(path)
    except (OSError, ValueError) as error:
        raise cannot_open(path, error) from error


def bounded(source: IO[bytes]) -> Bounded:
    """Return the source with the bound on what it may unpack to."""
    return Bounded(source)


class _Directory:
    def __init__(self, path: Path) -> None:
        found = [child for child in sorted(path.iterdir()) if _is_ours(child)]
        if not found:
            # Archives are often unpacked into a folder of their own.
            found = [
                child
                for folder in sorted(path.iterdir())
                if folder.is_dir() and not _is_hidden(folder.name)
                for child in sorted(folder.iterdir())
                if _is_ours(child)
            ]
        self._paths = _by_name([(child.name, child) for child in found])
        self.names = frozenset(self._paths)

    def open(self, name: str) -> IO[bytes]:
        path = self._paths[name]
        try:
            return path.open("rb")
        except OSError as error:
            raise cannot_open(path, error) from error

    def __enter__(self) -> HmisFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


class _Zip:
    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
            raise SourceUnreadable(
                "not_a_zip",
                f"{shown(path)} is neither a directory nor a readable zip archive.",
                "Name the export's zip file, or the directory it was unpacked to.",
            ) from error
        entries = self._archive.infolist()
        if len(entries) > ZIP_ENTRIES_MAX:
            self._archive.close()
            raise SourceUnreadable(
                "zip_too_many_files",
                f"{shown(path)} holds more than {ZIP_ENTRIES_MAX} files.",
                "Name the export's own zip file.",
            )
        try:
            self._entries = _by_name(
                [
                    (_inner_name(entry.filename), entry)
                    for entry in entries
                    # Not is_dir(), which stumbles over an entry without a name.
                    if entry.filename and not entry.filename.endswith("/")
                ]
            )
        except SourceUnreadable:
            self._archive.close()
            raise
        self.names = frozenset(self._entries)

    def open(self, name: str) -> IO[bytes]:
        entry = self._entries[name]
        if entry.flag_bits & 0x1:
            raise SourceUnreadable(
                "zip_encrypted", f"{name} is encrypted.", "Unpack the archive, or export again."
            )
        try:
            return self._archive.open(entry)
        except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError) as error:
            raise SourceUnreadable(
                "zip_damaged", f"{name} can't be read from the archive.", "Export it again."
            ) from error

    def __enter__(self) -> HmisFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()


def _by_name(found: list[tuple[str, Found]]) -> dict[str, Found]:
    chosen: dict[str, Found] = {}
    for given, where in found:
        name = _BY_LOWER.get(given.lower())
        if name is None:
            continue
        if name in chosen:
            raise SourceUnreadable(
                "file_twice",
                f"There is more than one {name}; it can't be told which export is meant.",
                "Name one export.",
            )
        chosen[name] = where
    return chosen


def _inner_name(member: str) -> str:
    """Return the file's own name when it lies at the top or one folder deep, else ''."""
    parts = PurePosixPath(member.replace("\\", "/")).parts
    plain = all(part not in ("..", "/") and not _is_hidden(part) for part in parts)
    return parts[-1] if 1 <= len(parts) <= 2 and plain else ""


def _is_ours(path: Path) -> bool:
    return path.name.lower() in _BY_LOWER and path.is_file()


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "__MACOSX"))
