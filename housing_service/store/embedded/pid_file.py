"""PostgreSQL's own notes of its process number, read to find a server that was left behind."""

from __future__ import annotations

import os
from pathlib import Path

from housing_service.store.embedded.layout import write_private
from housing_service.store.embedded.postmaster import process_runs

# No kernel gives a process this number, so PostgreSQL takes its owner for dead.
_NOBODY_PID = 2**31 - 1


def read_pid(lock_file: Path) -> int | None:
    """Return the process number in the first line; None when there is none (yet)."""
    try:
        pid = int(_lines(lock_file)[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if pid > 1 else None


def read_socket_dir(pid_file: Path) -> str:
    """Return the socket directory a postmaster.pid names; empty while the server starts."""
    try:
        lines = _lines(pid_file)
    except OSError:
        return ""
    return lines[4] if len(lines) > 4 else ""


def is_server_of(pid: int, cluster: Path) -> bool:
    """Return whether process `pid` runs and, by its command line, is the server of `cluster`.

    True also where the system does not show command lines.
    """
    if not process_runs(pid):
        return False
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return True
    return Path(os.fsdecode(words[0])).name.startswith("postgres") and os.fsencode(cluster) in words


def disown_stale(lock_file: Path, cluster: Path, owner_uid: int) -> None:
    """Make PostgreSQL see that a lock file's process is no server any more. Raises OSError.

    Its number may by now belong to another process, or to a dead one that nobody collected;
    PostgreSQL can't tell and would refuse to start. Only the number is replaced: it still checks
    that nothing uses the old server's memory.
    """
    pid = read_pid(lock_file)
    if pid is None or pid == _NOBODY_PID or is_server_of(pid, cluster):
        return
    first_line_end = (content := lock_file.read_bytes()).find(b"\n")
    write_private(lock_file, str(_NOBODY_PID).encode() + content[first_line_end:], owner_uid)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()
