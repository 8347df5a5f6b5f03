"""Faults the service writes to its log while something is done to it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

_FAULTS_MAX = 100


class _Faults(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # The HTTP library logs every refusal of bytes that are no HTTP as an error; those answers
        # are 400 and judged where they are read.
        refused = record.name == "aiohttp.server" and record.msg.startswith("Error handling")
        if not refused and len(self.seen) < _FAULTS_MAX:
            fault = record.exc_info[1] if record.exc_info else None
            self.seen.append(f"{record.name}: {record.getMessage()} ({fault!r})")


@contextlib.contextmanager
def logged_faults() -> Iterator[list[str]]:
    """Everything logged as an error inside the block: a request that failed, an exception nobody
    handled, a task that died."""
    handler = _Faults()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield handler.seen
    finally:
        root.removeHandler(handler)
