"""Whatever bytes come, the readers answer with records, problems or one sentence."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_files import HMIS_FILES, NOW, TORONTO_COLUMNS, toronto_row

from housing_service.ingest.dates import day_order_hint, parse_day
from housing_service.ingest.hmis_csv import read_hmis
from housing_service.ingest.hmis_tables import COLUMNS
from housing_service.ingest.problems import RowProblem, SourceUnreadable
from housing_service.ingest.toronto_occupancy import read_toronto
from housing_service.ingest.values import identifier, plain_text, whole_number

SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
HEADER = ",".join(TORONTO_COLUMNS).encode() + b"\n"
GOOD = toronto_row().encode()
DIRT = st.sampled_from(
    [
        b'"',
        b"\0",
        b"\r",
        b"\n",
        b",",
        b"\xff",
        b"\xe9",
        b"\xef\xbb\xbf",
        b"1e3",
        b"-1",
        b"nan",
        b"\xe2\x80\xae",
    ]
)


@st.composite
def spoiled(draw: st.DrawFn, clean: bytes) -> bytes:
    """Clean rows with dirt put in at random places, perhaps cut off."""
    content = clean
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(DIRT) + content[at + draw(st.integers(0, 3)) :]
    return content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content


def read_file(content: bytes, rows_max: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "f.csv"
        path.write_bytes(content)
        try:
            bundle = read_toronto(path, NOW)
        except SourceUnreadable as refusal:
            assert refusal.sentence.endswith(".")
            return
        assert bundle.counts.rows <= rows_max
        for day in bundle.counts.days:
            for count in bundle.counts.of_day(day):
                assert 0 <= count.units_free <= 100_000


@SETTINGS
@given(st.binary(max_size=3000))
def test_any_bytes(content: bytes) -> None:
    read_file(content, 3000)


@SETTINGS
@given(st.binary(max_size=2000))
def test_any_bytes_below_the_right_header(content: bytes) -> None:
    read_file(HEADER + content, 2000)


@SETTINGS
@given(spoiled(HEADER + b"\n".join([GOOD] * 4)))
def test_good_rows_spoiled(content: bytes) -> None:
    read_file(content, 3000)


@SETTINGS
@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_a_gzip_spoiled(at: int, dirt: bytes) -> None:
    content = gzip.compress(HEADER + b"\n".join([GOOD] * 30), mtime=0)
    read_file(content[:at] + dirt + content[at + len(dirt) :], 30)


@SETTINGS
@given(st.dictionaries(st.sampled_from(sorted(COLUMNS)), st.binary(max_size=300)))
def test_any_bytes_in_an_export(contents: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        for name, text in HMIS_FILES.items():
            header, rest = text.encode().split(b"\n", 1)
            spoilt = contents.get(name)
            body = rest if spoilt is None else spoilt
            (Path(directory) / name).write_bytes(header + b"\n" + body)
        try:
            read_hmis(Path(directory), NOW)
        except SourceUnreadable as refusal:
            assert refusal.sentence.endswith(".")


@SETTINGS
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=6))
def test_a_zip_spoiled(at: int, dirt: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in HMIS_FILES.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    content = buffer.getvalue()
    at %= len(content)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "e.zip"
        path.write_bytes(content[:at] + dirt + content[at + len(dirt) :])
        try:
            read_hmis(path, NOW)
        except SourceUnreadable as refusal:
            assert refusal.sentence.endswith(".")


@SETTINGS
@given(st.text(max_size=60))
def test_any_cell(cell: str) -> None:
    day_order_hint(cell)
    shown = plain_text(cell)
    assert shown == plain_text(shown)
    assert "\0" not in shown
    for read in (whole_number, identifier, parse_day):
        try:
            read(cell, "COLUMN")
        except RowProblem as problem:
            assert problem.reason.endswith(".")
