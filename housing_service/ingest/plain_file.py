"""One file of rows, plain or gzipped, opened with a bound on what it unpacks to."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol

from housing_service.ingest.limits import UNPACKED_BYTES_MAX
from housing_service.ingest.problems import SourceUnreadable

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"


class ReadableBytes(Protocol):
    """An open file, a gzip stream or a member of a zip archive."""

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class Bounded:
    """Reads from `source`; raises SourceUnreadable `unpacks_too_large` beyond the bound."""

    def __init__(self, source: ReadableBytes) -> None:
        self._source = source
        self._left = UNPACKED_BYTES_MAX

    def read(self, size: int, /) -> bytes:
        chunk = self._source.read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise SourceUnreadable(
                "unpacks_too_large",
                "The file unpacks to more than is ever read; what came before was read.",
                "Split the file.",
            )
        return chunk


class PlainFile:
    """Context manager: opens the file at `path`; raises SourceUnreadable with one sentence."""

    def __init__(self, path: Path) -> None:
        self.name = shown(Path(path.name or path))
        try:
            if path.is_dir():
                raise SourceUnreadable(
                    "is_a_directory",
                    f"{shown(path)} is a directory; this format is one CSV file.",
                    "Name the file inside it.",
                )
            if path.exists() and not path.is_file():
                # A pipe can't be read twice, and may never end.
                raise SourceUnreadable(
                    "not_a_file",
                    f"{shown(path)} is not a regular file.",
                    "Save it to a file first.",
                )
            self._raw = path.open("rb")
        except (OSError, ValueError) as error:
            raise cannot_open(path, error) from error
        try:
            self.size = path.stat().st_size
            self._unpacked = self._unpack(path)
        except BaseException:
            self._raw.close()
            raise
        self._bounded = Bounded(self._unpacked)

    def _unpack(self, path: Path) -> ReadableBytes:
        try:
            first = self._raw.peek(8)[:8]
        except OSError as error:
            raise cannot_open(path, error) from error
        if first.startswith(_GZIP):
            return gzip.GzipFile(fileobj=self._raw)
        if first.startswith((_ZIP, _OLE)):
            raise SourceUnreadable(
                "not_csv",
                f"{self.name} is a zip archive or a spreadsheet, not a CSV file.",
                "Unpack it, or save the sheet as CSV.",
            )
        return self._raw

    @property
    def position(self) -> int:
        """Bytes of the file on disk already taken, for a progress bar."""
        return self._raw.tell()

    def read(self, size: int, /) -> bytes:
        return self._bounded.read(size)

    def __enter__(self) -> PlainFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._unpacked.close()
        self._raw.close()


def shown(path: Path) -> str:
    """Return the path as text that can be printed, whatever bytes the name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def cannot_open(path: Path, error: Exception) -> SourceUnreadable:
    """Return the sentence for a file the system does not give."""
    if isinstance(error, FileNotFoundError):
        return SourceUnreadable(
            "file_not_found", f"{shown(path)} does not exist.", "Check the path."
        )
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "unusable name"
    return SourceUnreadable(
        "file_not_readable",
        f"{shown(path)} can't be read: {reason.lower()}.",
        "Check its permissions.",
    )
