"""The bench runs whole at a tiny size, measures real work, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import math
import os
import sys
import tempfile
from pathlib import Path

import pytest

from ops.bench.table import Row, markdown

ROOT = Path(__file__).resolve().parents[2]
RUN_SECONDS_MAX = 110


@pytest.mark.parametrize(
    ("only", "measured_min"),
    # Without a C compiler slow flushes are not measured, and a send loop in C is not.
    [((), 15), (("--only", "fanout"), 2)],
)
async def test_a_tiny_run_measures_and_leaves_nothing_behind(
    tmp_path: Path, only: tuple[str, ...], measured_min: int
) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path.resolve())}
    # Whoever runs PostgreSQL in root's place must be able to pass this directory.
    for directory in (tmp_path, *tmp_path.parents[:3]):
        if directory != Path(tempfile.gettempdir()):
            directory.chmod(0o711)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ops.bench", "--size", "tiny", "--json", *only,
        cwd=ROOT, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(RUN_SECONDS_MAX):
            said, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    # 1 means that a bar was missed, which a tiny run on a busy machine may well do.
    assert process.returncode in (0, 1), errors.decode()
    rows = {row["name"]: row for row in json.loads(said)}
    assert len(rows) >= measured_min
    assert all(row["value"] > 0 or math.isnan(row["value"]) for row in rows.values()), rows
    assert sum(row["value"] > 0 for row in rows.values()) >= measured_min, rows
    assert list(tmp_path.iterdir()) == []
    assert _processes_naming(str(tmp_path)) == []


def _processes_naming(text: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            surroundings = (process / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if int(process.name) != os.getpid() and text in words + surroundings:
            found.append(words)
    return found


@pytest.mark.parametrize(
    ("value", "at_most", "met"), [(0.6, False, True), (0.59, False, False), (0.61, True, False)]
)
def test_a_bar_is_met_or_missed(value: float, at_most: bool, met: bool) -> None:
    row = Row("fan-out", value, "", 0.6, at_most)
    assert row.met is met
    assert ("MISSED" in markdown([row])) is not met
