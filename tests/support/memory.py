"""Where a test run keeps what it writes: in memory, when the machine has enough of it.

A hundred times a minute a database is made and dropped. On a disk most of that is waiting for
flushes that no test looks at; in memory they cost nothing, and the server's settings stay as they
are in production (fsync on), so the same code runs.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
# A run writes 300 MiB for each of its workers; half of what is free stays with the others.
FREE_BYTES_MIN = 3 * 1024**3
_PREFIX = "housing-tests-"


def settle() -> Path | None:
    """Let everything temporary of this process and its children lie in memory. Returns the
    directory to `clear` at the end; None when the disk it is: too little memory, or a place was
    chosen already (TMPDIR, as a worker's is by the process that started it)."""
    if "TMPDIR" in os.environ or not _is_roomy():
        return None
    _sweep()
    made = MEMORY / f"{_PREFIX}{os.getpid()}"
    made.mkdir(mode=0o755)
    os.environ["TMPDIR"] = str(made)
    tempfile.tempdir = None
    return made


def clear(made: Path) -> None:
    os.environ.pop("TMPDIR", None)
    tempfile.tempdir = None
    shutil.rmtree(made, ignore_errors=True)


def in_memory() -> bool:
    """Whether what is temporary lies in memory now."""
    return Path(tempfile.gettempdir()).is_relative_to(MEMORY)


def _is_roomy() -> bool:
    try:
        room = os.statvfs(MEMORY)
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    available = next((line for line in lines if line.startswith("MemAvailable:")), "x 0")
    return (
        os.access(MEMORY, os.W_OK)
        and room.f_bavail * room.f_frsize >= FREE_BYTES_MIN
        and int(available.split()[1]) * 1024 >= 2 * FREE_BYTES_MIN
    )


def _sweep() -> None:
    """What a run left that was killed; one that still runs keeps its own."""
    for old in MEMORY.glob(f"{_PREFIX}*"):
        pid = old.name.removeprefix(_PREFIX)
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(old, ignore_errors=True)
