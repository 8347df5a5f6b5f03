"""A bar on a terminal, and nothing but sentences elsewhere."""

from __future__ import annotations

import io

from housing_service.ingest.progress import progress_for


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_that_goes_away() -> None:
    stream = Terminal()
    progress = progress_for(stream)
    progress.show("Reading", 1, 4)
    progress.show("Reading", 4, 4)
    assert "100%" in stream.getvalue()
    progress.clear()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_pipe_gets_sentences_only() -> None:
    stream = io.StringIO()
    progress = progress_for(stream)
    progress.show("Reading", 1, 4)
    progress.say("A sentence.")
    progress.clear()
    assert stream.getvalue() == "A sentence.\n"
