"""Throw-away copies of the checkout, each with a directory of its own for temporary files.

Nothing outside the copy is written. What a run left behind (a database server whose test was cut
short, say) is ended by the process id in its own directory before the copy is removed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ops.mutants.mutation import ROOT

_END_SECONDS_MAX = 10.0


@dataclass(frozen=True)
class Copy:
    """`checkout` is what may be changed; `temporary` is where its runs keep their files."""

    checkout: Path
    temporary: Path


def files_of_checkout(root: Path = ROOT) -> list[Path]:
    """Relative paths of all files that are tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return sorted({Path(name) for name in listed.split("\0") if name})


@contextlib.contextmanager
def copied_checkout(root: Path = ROOT) -> Iterator[Copy]:
    """Lend a copy; afterwards it is gone and nothing that was started in it runs."""
    # A short name, because a database's socket lies below it.
    home = Path(tempfile.mkdtemp(prefix="mutant-"))
    try:
        # The database's own user must be able to pass through.
        home.chmod(0o711)
        made = Copy(home / "checkout", home / "t")
        made.temporary.mkdir(mode=0o711)
        for name in files_of_checkout(root):
            target = made.checkout / name
            target.parent.mkdir(parents=True, exist_ok=True)
            # A file may have been removed since it was listed.
            with contextlib.suppress(FileNotFoundError):
                shutil.copy2(root / name, target)
        yield made
    finally:
        _end_servers_below(home)
        shutil.rmtree(home, ignore_errors=True)


def descendants(pid: int) -> list[int]:
    """All processes below this one, also those that lead a session of their own."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        # It may have ended meanwhile.
        with contextlib.suppress(OSError):
            parent = int(path.read_text(errors="replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    found: list[int] = []
    to_visit = [pid]
    while to_visit:
        below = children.get(to_visit.pop(), [])
        found += below
        to_visit += below
    return found


def end_by_id(pids: list[int], number: int = signal.SIGKILL) -> None:
    """Signal these processes; those that have ended are passed over."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _end_servers_below(home: Path) -> None:
    """End database servers whose data lie below `home`; the one sure sign is where they run."""
    left = [pid for pid in _noted_servers(home) if _runs_below(pid, home)]
    end_by_id(left, signal.SIGQUIT)
    deadline = time.monotonic() + _END_SECONDS_MAX
    while left and time.monotonic() < deadline:
        left = [pid for pid in left if _runs_below(pid, home)]
        time.sleep(0.05)
    end_by_id(left)


def _noted_servers(home: Path) -> list[int]:
    pids = []
    for note in home.rglob("postmaster.pid"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            pids.append(int(note.read_text().split()[0]))
    return pids


def _runs_below(pid: int, home: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(home)
    except OSError:
        return False
