"""Crowds: thousands of sockets that come back at once, and readers that have stopped reading."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

from ops.soak.supervise import ROOT, Supervised

_STOP_SECONDS_MAX = 10.0


@dataclass(slots=True)
class Crowd:
    """Sockets in a process of their own, at one service."""

    process: asyncio.subprocess.Process
    service: Supervised

    async def all_back(self, seconds: float) -> float:
        """When (monotonic) every socket had its snapshot. Raises TimeoutError."""
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), seconds)
        if not line:
            raise RuntimeError("the process that holds the crowd ended")
        return float(json.loads(line)["at"])


@contextlib.asynccontextmanager
async def crowd(
    service: Supervised, token: str, count: int, *, stalled_every: int = 0, seconds: float = 120.0
) -> AsyncIterator[Crowd]:
    """`count` sockets that come back whenever they are cut; every `stalled_every`-th stops
    reading after its snapshot. All have had theirs at the beginning of the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ops.soak.herd",
        str(service.port), token, str(count), str(stalled_every),
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    made = Crowd(process, service)
    try:
        await made.all_back(seconds)
        yield made
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS_MAX)
        except TimeoutError:
            process.kill()
            await process.wait()
