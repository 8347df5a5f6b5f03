"""A disk that is full: a small file system in memory, and a file that takes what is left of it."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from ops.soak.stage import Stage

_COMMAND_SECONDS_MAX = 30
_CHUNK_BYTES = 1 << 20


class CannotMount(Exception):
    """This user may not mount a file system here; the sentence says why."""


@contextlib.contextmanager
def small_disk(at: Path, mebibytes: int) -> Iterator[Path]:
    """A file system of that size at `at`, gone at the end. Raises CannotMount."""
    at.mkdir(parents=True, exist_ok=True)
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0711", "housing-soak", at)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        raise CannotMount(
            "A full disk needs a small file system of its own, which only root may mount: "
            + said.decode(errors="replace").strip()
        ) from error
    try:
        yield at
    finally:
        # Lazily: a process that is just ending may still have a file open.
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            _run("umount", "-l", at)


def _run(*words: str | Path) -> None:
    subprocess.run(
        [str(word) for word in words],
        check=True,
        capture_output=True,
        timeout=_COMMAND_SECONDS_MAX,
    )


def fill(directory: Path) -> Path:
    """Take every free byte of the file system of `directory`; returns the file that did."""
    ballast = directory / "ballast"
    with ballast.open("wb") as file:
        with contextlib.suppress(OSError):
            while True:
                os.posix_fallocate(file.fileno(), file.tell(), _CHUNK_BYTES)
                file.seek(_CHUNK_BYTES, os.SEEK_CUR)
        with contextlib.suppress(OSError):
            while True:
                os.write(file.fileno(), bytes(512))
    return ballast


@contextlib.asynccontextmanager
async def full_disk(stage: Stage, disk: Path) -> AsyncIterator[None]:
    """Nothing more can be written below `disk`: the ballast takes the room, and the room that
    PostgreSQL had set aside for its log is written full. The ballast goes at the end."""
    ballast = fill(disk)
    try:
        async with stage.owner() as owner:
            await _use_up_log(owner)
        yield
    finally:
        ballast.unlink()


async def _use_up_log(owner: Any) -> None:
    # Each statement commits; the one that finds no room for its log ends the server.
    with contextlib.suppress(Exception):
        for _ in range(4096):
            await owner.execute(
                "SELECT pg_logical_emit_message(false, 'soak', repeat('x', 1000000))"
            )
