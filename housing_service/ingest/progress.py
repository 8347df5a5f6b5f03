"""A progress line on a terminal, and nothing anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TextIO

_BAR_CHARACTERS = 30
_REDRAW_SECONDS = 0.1


class Progress(Protocol):
    """Hears how far a step is; both numbers are in the step's own measure."""

    def show(self, what: str, done: int, total: int) -> None: ...

    def say(self, sentence: str) -> None: ...

    def clear(self) -> None: ...


class NoProgress:
    """Shows nothing and keeps sentences to itself."""

    def show(self, what: str, done: int, total: int) -> None:
        """Do nothing."""

    def say(self, sentence: str) -> None:
        """Do nothing."""

    def clear(self) -> None:
        """Do nothing."""


class TerminalProgress:
    """Draws one line, at most ten times a second, and wipes it when asked."""

    def __init__(
        self, stream: TextIO, monotonic_seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._monotonic_seconds = monotonic_seconds
        self._drawn_at = float("-inf")
        self._is_drawn = False

    def show(self, what: str, done: int, total: int) -> None:
        """Draw the bar, unless it was drawn a moment ago."""
        now = self._monotonic_seconds()
        if done < total and now - self._drawn_at < _REDRAW_SECONDS:
            return
        self._drawn_at = now
        part = min(1.0, done / total) if total else 1.0
        bar = "#" * round(part * _BAR_CHARACTERS)
        self._stream.write(f"\r{what} [{bar:<{_BAR_CHARACTERS}}] {part:4.0%}\x1b[K")
        self._stream.flush()
        self._is_drawn = True

    def say(self, sentence: str) -> None:
        """Write one line above the bar."""
        self.clear()
        self._stream.write(sentence + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar off the screen."""
        if self._is_drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._is_drawn = False


class LineProgress(NoProgress):
    """Writes sentences, but draws no bar: for a log or a pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def say(self, sentence: str) -> None:
        """Write one line."""
        self._stream.write(sentence + "\n")
        self._stream.flush()


def progress_for(stream: TextIO) -> Progress:
    """Return a bar when the stream is a terminal, else sentences only."""
    return TerminalProgress(stream) if stream.isatty() else LineProgress(stream)
