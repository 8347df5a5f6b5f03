"""Bytes of any quality into numbered lines of text, in bounded memory.

UTF-8 with or without BOM, UTF-16 with BOM, Windows-1252 line by line where a line is not UTF-8;
line ends LF, CR LF and CR; NUL characters are dropped, as no database column takes them.
"""

from __future__ import annotations

import codecs
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol

from housing_service.ingest.limits import LINE_BYTES_MAX
from housing_service.ingest.problems import ReadingLog, SourceUnreadable

_CHUNK_BYTES = 1 << 16
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# What gzip, zip and the disk raise in the middle of a broken file.
_BROKEN = (EOFError, OSError, zlib.error, zipfile.BadZipFile, ValueError, RuntimeError)


class ByteSource(Protocol):
    """Anything that gives up to `size` bytes, and none at the end."""

    def read(self, size: int, /) -> bytes: ...


class TextLines:
    """Iterates over `(number, text)`; text is None for a line longer than LINE_BYTES_MAX.

    `broken` becomes true when the file ended in the middle (a truncated archive, a disk error, too
    much unpacked): the unfinished last line is not given, as half a number is a wrong number.
    """

    def __init__(self, source: ByteSource, file: str, log: ReadingLog) -> None:
        self._source = source
        self._file = file
        self._log = log
        self._warned: set[str] = set()
        self._skipping = False
        self.broken = False
        self.number = 0

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        pending = b""
        for chunk in self._chunks():
            pieces = (pending + chunk).splitlines(keepends=True)
            # A last piece that ends in CR waits too: its LF may be the next chunk's first byte.
            pending = b"" if not pieces or pieces[-1].endswith(b"\n") else pieces.pop()
            for piece in pieces:
                yield from self._line(piece)
            if len(pending) > LINE_BYTES_MAX:
                yield from self._too_long()
                pending = b"\r" if pending.endswith(b"\r") else b""
        if pending and not self.broken:
            yield from self._line(pending)

    def _line(self, piece: bytes) -> Iterator[tuple[int, str | None]]:
        if self._skipping:
            # The rest of a line whose beginning was too long already.
            self._skipping = False
            return
        if len(piece) > LINE_BYTES_MAX:
            yield from self._too_long()
            self._skipping = False
            return
        self.number += 1
        yield self.number, self._decode(piece.rstrip(b"\r\n"))

    def _too_long(self) -> Iterator[tuple[int, str | None]]:
        if not self._skipping:
            self.number += 1
            self._skipping = True
            yield self.number, None

    def _decode(self, raw: bytes) -> str:
        if self.number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
            self._warn(
                "not_utf8", "The file is not all UTF-8; such lines are read as Windows-1252."
            )
        if "\0" in text:
            text = text.replace("\0", "")
            self._warn("nul_characters", "The file holds NUL characters; they are left out.")
        return text

    def _warn(self, code: str, reason: str) -> None:
        if code not in self._warned:
            self._warned.add(code)
            self._log.warnings.add(self._file, self.number, code, reason)

    def _chunks(self) -> Iterator[bytes]:
        decoder: codecs.IncrementalDecoder | None = None
        first = True
        while chunk := self._read():
            if first and (encoding := _UTF16.get(chunk[:2])):
                decoder = codecs.getincrementaldecoder(encoding)("replace")
                chunk = chunk[2:]
            first = False
            yield decoder.decode(chunk).encode("utf-8", "replace") if decoder else chunk

    def _read(self) -> bytes:
        try:
            return self._source.read(_CHUNK_BYTES)
        except SourceUnreadable as error:
            reason = error.sentence
        except _BROKEN:
            reason = "The file ends in the middle or is damaged; what came before was read."
        self.broken = True
        self._log.problems.add(self._file, self.number + 1, "file_damaged", reason)
        return b""
