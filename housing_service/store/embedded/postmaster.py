"""One running PostgreSQL server process: see it end, and end it, whether or not it is our child."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from housing_service.store.embedded.cluster import ENVIRONMENT

_FAST_STOP_SECONDS_MAX = 30.0
_HARD_STOP_SECONDS_MAX = 10.0
_POLL_SECONDS = 0.2


class Postmaster:
    """A server process. `ended` is set once it no longer runs; made inside a running loop."""

    def __init__(self, pid: int, child: subprocess.Popen[bytes] | None = None) -> None:
        self.pid = pid
        self.ended = asyncio.Event()
        self._child = child
        self._poller: asyncio.Task[None] | None = None
        self._pidfd = -1
        try:
            # A handle on the process itself: its number may be given to another one later.
            self._pidfd = os.pidfd_open(pid)
        except ProcessLookupError:
            self._finish()
        except (AttributeError, OSError):
            self._poller = asyncio.create_task(self._poll())
        else:
            asyncio.get_running_loop().add_reader(self._pidfd, self._finish)

    @classmethod
    def spawn(cls, command: Sequence[str], log: Path) -> Postmaster:
        """Start `command` in a session of its own, so that a terminal's Ctrl-C does not reach it.

        Raises OSError.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        descriptor = os.open(log, flags, 0o600)
        try:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
        finally:
            os.close(descriptor)
        return cls(child.pid, child)

    @property
    def is_child(self) -> bool:
        """Whether this process started it."""
        return self._child is not None

    def is_running(self) -> bool:
        """Return whether it runs at this moment, even if the loop has not been told yet."""
        if self.ended.is_set():
            return False
        if self._pidfd >= 0:
            poll = select.poll()
            poll.register(self._pidfd, select.POLLIN)
            return not poll.poll(0)
        if self._child is not None:
            return self._child.poll() is None
        return process_runs(self.pid)

    async def stop(self) -> None:
        """End it: open transactions are rolled back, the rest is on disk; harder after 30 s.

        Returns when the process is gone and reaped. An immediate stop loses nothing either, it
        only makes the next start recover.
        """
        for number, seconds in (
            (signal.SIGINT, _FAST_STOP_SECONDS_MAX),
            (signal.SIGQUIT, _HARD_STOP_SECONDS_MAX),
            (signal.SIGKILL, _HARD_STOP_SECONDS_MAX),
        ):
            if not self.is_running():
                break
            self._send(number)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.ended.wait(), seconds)
        self._finish()

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, number)
            else:
                os.kill(self.pid, number)

    def _finish(self) -> None:
        if self._pidfd >= 0:
            asyncio.get_running_loop().remove_reader(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = -1
        if self._child is not None:
            self._child.poll()
        if self._poller is not None and self._poller is not asyncio.current_task():
            self._poller.cancel()
        self.ended.set()

    async def _poll(self) -> None:
        # The kernel offers nothing here that could wake us.
        while self.is_running():  # noqa: ASYNC110
            await asyncio.sleep(_POLL_SECONDS)
        self._finish()


def process_runs(pid: int) -> bool:
    """Return whether process `pid` exists and has not ended (an unreaped one has)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        # No /proc here, or it hides the processes of others: the signal went through.
        return True
    return status.rpartition(")")[2].split()[0] not in {"Z", "X"}
