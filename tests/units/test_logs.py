"""What the log never says."""

from __future__ import annotations

import logging

import pytest

from housing_service.logs import configure_logging


def test_no_line_names_a_callers_address(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, server = logging.getLogger(), logging.getLogger("aiohttp.server")
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(server, "filters", [])
    monkeypatch.setattr(logging.getLogger("aiohttp.access"), "level", logging.NOTSET)
    configure_logging("info")
    server.error("Error handling request from %s", "203.0.113.9")
    server.error("another fault")
    said = capsys.readouterr().err
    assert "203.0.113.9" not in said
    assert "another fault" in said
