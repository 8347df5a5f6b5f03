"""A PostgreSQL whose every flush takes a millisecond longer, where a C compiler is found."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

from housing_service.store.embedded import attach_or_start, cluster, postmaster

_SOURCE = Path(__file__).with_name("slow_flush.c")
_COMPILE_SECONDS_MAX = 60


@contextlib.asynccontextmanager
async def slow_database(data_dir: Path) -> AsyncIterator[str | None]:
    """The owner's URL of the database in `data_dir`, started with slow flushes; null when nothing
    can compile the shim. Nothing else may run on the directory."""
    library = _compiled(data_dir.parent)
    if library is None:
        yield None
        return
    usual = postmaster.ENVIRONMENT
    postmaster.ENVIRONMENT = {**cluster.ENVIRONMENT, "LD_PRELOAD": str(library)}
    try:
        async with attach_or_start(data_dir, lambda _: None) as address:
            yield address.owner_url
    finally:
        postmaster.ENVIRONMENT = usual


def _compiled(directory: Path) -> Path | None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    made = directory / "slow_flush.so"
    done = subprocess.run(
        [compiler, "-O2", "-shared", "-fPIC", "-o", str(made), str(_SOURCE), "-ldl"],
        check=False,
        capture_output=True,
        timeout=_COMPILE_SECONDS_MAX,
    )
    if done.returncode != 0:
        return None
    # PostgreSQL may run as another user than the bench.
    made.chmod(0o755)
    return made
