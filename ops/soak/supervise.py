"""Keeps one service process running on a fixed port, as an operating system's supervisor would.

A process that ends is started again after a tenth of a second, for as long as the block lasts.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESTART_SECONDS = 0.1
READY_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 40.0


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Supervised:
    """One service. `starts` counts its processes; `pid` is the present one's (0: none)."""

    def __init__(self, name: str, log: Path, settings: Mapping[str, str]) -> None:
        self.name = name
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.starts = 0
        self.pid = 0
        self._log = log
        self._environment = {
            **{key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ},
            "HOUSING_PORT": str(self.port),
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False
        self._keeper: asyncio.Task[None] | None = None

    async def _keep(self) -> None:
        while not self._stopping:
            with self._log.open("ab") as log:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "housing_service", "serve",
                    cwd=ROOT, env=self._environment, stdin=asyncio.subprocess.DEVNULL,
                    stdout=log, stderr=log,
                )  # fmt: skip
            self._process, self.pid = process, process.pid
            self.starts += 1
            await process.wait()
            self.pid = 0
            if not self._stopping:
                await asyncio.sleep(RESTART_SECONDS)

    def start(self) -> None:
        """Begin; `ready` says when it serves."""
        self._keeper = asyncio.create_task(self._keep(), name=f"supervise {self.name}")

    async def ready(self, seconds: float = READY_SECONDS_MAX) -> None:
        """Return at the first 200 of /readyz. Raises TimeoutError with the log's last lines."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if await self._is_ready():
                return
            await asyncio.sleep(0.02)
        raise TimeoutError(f"{self.name} is not ready: {self.last_words()}")

    async def _is_ready(self) -> bool:
        try:
            async with asyncio.timeout(2):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    writer.write(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    return (await reader.readline()).split()[1:2] == [b"200"]
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return False

    def signal(self, number: int) -> int:
        """Send a signal to the present process; returns its pid, 0 when there is none."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
        return self.pid

    def last_words(self) -> str:
        """The end of its log."""
        if not self._log.exists():
            return ""
        return self._log.read_bytes()[-2000:].decode(errors="replace")

    async def stop(self) -> None:
        """End it for good: politely, then by force. A stopped (SIGSTOP) one is continued first."""
        self._stopping = True
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        process = self._process
        if process is not None:
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)


@contextlib.asynccontextmanager
async def supervised(
    name: str, log: Path, settings: Mapping[str, str]
) -> AsyncIterator[Supervised]:
    """A service that is kept running inside the block, and ready at its beginning."""
    service = Supervised(name, log, settings)
    service.start()
    try:
        await service.ready()
        yield service
    finally:
        await service.stop()
