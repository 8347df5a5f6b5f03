"""PostgreSQL's log file: kept small, and read back when a start fails."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_LOG_BYTES_MAX = 8 * 1024 * 1024
_TAIL_BYTES = 8 * 1024
_TAIL_LINES = 6


def trim_log(log: Path) -> None:
    """Move the log to `<log>.1` when it has grown past 8 MiB; call it now and then.

    The server keeps appending to the same open file, so the content is copied and cut off; lines
    written in between may be lost.
    """
    try:
        if log.stat().st_size <= _LOG_BYTES_MAX:
            return
        older = log.with_name(f"{log.name}.1")
        older.unlink(missing_ok=True)
        shutil.copyfile(log, older)
        older.chmod(0o600)
        os.truncate(log, 0)
    except FileNotFoundError:
        return


def prepare_log(log: Path, owner_uid: int) -> None:
    """Make the log if there is none, readable by `owner_uid` only. Raises OSError."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        if os.geteuid() == 0:
            os.fchown(descriptor, owner_uid, -1)
    finally:
        os.close(descriptor)


def log_size(log: Path) -> int:
    """Return the log's length in bytes, 0 when there is none."""
    try:
        return log.stat().st_size
    except FileNotFoundError:
        return 0


def last_words(log: Path, since_byte: int) -> str:
    """Return the last lines written after `since_byte`, for a message."""
    try:
        with log.open("rb") as file:
            file.seek(max(since_byte, log_size(log) - _TAIL_BYTES))
            text = file.read(_TAIL_BYTES).decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.strip().splitlines()[-_TAIL_LINES:])
