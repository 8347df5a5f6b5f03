"""What operators bring: import files, cells of such files, replay speeds, settings."""

from __future__ import annotations

import atexit
import gzip
import io
import tempfile
import zipfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from housing_service.config import Settings
from housing_service.ingest.dates import day_order_hint, parse_day, parse_us_day
from housing_service.ingest.hmis_csv import read_hmis
from housing_service.ingest.problems import RowProblem, SourceUnreadable
from housing_service.ingest.replay_speed import seconds_per_day
from housing_service.ingest.toronto_occupancy import read_toronto
from housing_service.ingest.values import identifier, name, plain_text, whole_number
from ops.fuzz.examples import HMIS_FILES, TORONTO_FILE
from ops.fuzz.target import Target

_NOW = datetime(2026, 6, 1, tzinfo=UTC)


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="housing-fuzz-files-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


async def _toronto(content: bytes) -> None:
    path = _folder() / "occupancy.csv"
    path.write_bytes(content)
    bundle = read_toronto(path, _NOW)
    for day in bundle.counts.days:
        for count in bundle.counts.of_day(day):
            assert 0 <= count.units_free <= 100_000


async def _toronto_packed(content: bytes) -> None:
    await _toronto(gzip.compress(content, 1, mtime=0))


async def _zip(content: bytes) -> None:
    path = _folder() / "export.zip"
    path.write_bytes(content)
    read_hmis(path, _NOW)


def _one_file(chosen: str) -> Callable[[bytes], Awaitable[object]]:
    """One table of the export spoilt, the others as they should be."""

    async def run(content: bytes) -> None:
        folder = _folder() / chosen.removesuffix(".csv")
        if not folder.exists():
            folder.mkdir()
            for other, text in HMIS_FILES.items():
                (folder / other).write_bytes(text)
        (folder / chosen).write_bytes(content)
        read_hmis(folder, _NOW)

    return run


def _archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, text in HMIS_FILES.items():
            archive.writestr(zipfile.ZipInfo(inner), text)
    return buffer.getvalue()


def _cell_text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


async def _day(content: bytes) -> None:
    cell = _cell_text(content)
    day_order_hint(cell)
    for read in (parse_day, parse_us_day):
        assert 1990 <= read(cell, "COLUMN").year <= 2200


async def _number(content: bytes) -> None:
    read = whole_number(_cell_text(content), "COLUMN")
    assert read is None or abs(read) <= 100_000


async def _identifier(content: bytes) -> None:
    assert 1 <= len(identifier(_cell_text(content), "COLUMN")) <= 64


async def _name(content: bytes) -> None:
    shown = name(_cell_text(content), "COLUMN")
    assert shown == plain_text(shown) and "\0" not in shown
    shown.encode()


async def _speed(content: bytes) -> None:
    assert 0.01 <= seconds_per_day(_cell_text(content)) <= 86_400


async def _setting(content: bytes) -> None:
    """`name=value`, as the environment gives it."""
    label, _, value = _cell_text(content).partition("=")
    Settings.model_validate({label.removeprefix("HOUSING_").lower(): value})


_PROBLEMS = (RowProblem, SourceUnreadable)
_SETTINGS = tuple(
    f"HOUSING_{label.upper()}={field.default}".encode()
    for label, field in Settings.model_fields.items()
)
FILE_TARGETS: tuple[Target, ...] = (
    Target("Toronto CSV", (TORONTO_FILE,), _toronto, 3, _PROBLEMS),
    Target("Toronto CSV, packed", (TORONTO_FILE,), _toronto_packed, 1, _PROBLEMS),
    Target("Toronto gzip, spoilt", (gzip.compress(TORONTO_FILE, mtime=0),), _toronto, 2, _PROBLEMS),
    Target("HMIS zip", (_archive(),), _zip, 2, _PROBLEMS),
    *(
        Target(f"HMIS {table}", (text, *HMIS_FILES.values()), _one_file(table), 1, _PROBLEMS)
        for table, text in HMIS_FILES.items()
    ),
    Target("day", (b"2024-01-15", b"01/15/2024 10:00 PM", b"15-Jan-24", b"20240115"), _day, 20,
           _PROBLEMS),
    Target("whole number", (b"12", b"12.0", b"-1"), _number, 20, _PROBLEMS),
    Target("identifier", (b"24", b"24.0", b"P-17"), _identifier, 20, _PROBLEMS),
    Target("name", ("Harbour House Café".encode(),), _name, 20, _PROBLEMS),
    Target("replay speed", (b"1d/s", b"2d/5min"), _speed, 20, (ValueError,)),
    Target("setting", _SETTINGS, _setting, 4, (ValidationError,)),
)  # fmt: skip
