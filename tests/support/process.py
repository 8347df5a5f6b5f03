"""Real processes of the command line, started on a data directory and stopped by process id."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]


def environment(data_dir: Path, **settings: Any) -> dict[str, str]:
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    housing = {f"HOUSING_{name.upper()}": str(value) for name, value in settings.items()}
    return {**keep, "HOUSING_DATA_DIR": str(data_dir), "HOUSING_PORT": "0", **housing}


class Process:
    """One `housing-service` process with its standard error collected."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self.url = ""
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()

    async def _read(self) -> None:
        assert self.process.stderr is not None
        async for raw in self.process.stderr:
            async with self._news:
                self.lines.append(raw.decode(errors="replace").rstrip())
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    def watch(self) -> None:
        self._reader = asyncio.create_task(self._read())

    async def until(self, text: str, seconds: float = 60) -> str:
        """The first line that contains `text`."""
        async with self._news, asyncio.timeout(seconds):
            while True:
                for line in self.lines:
                    if text in line:
                        return line
                reader_ended = self._reader is not None and self._reader.done()
                assert not reader_ended, f"ended without {text!r}: {self.lines[-20:]}"
                await self._news.wait()

    async def stop(self, number: int = signal.SIGTERM, seconds: float = 30) -> int:
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)
        code = await asyncio.wait_for(self.process.wait(), seconds)
        if self._reader is not None:
            await self._reader
        return code


@contextlib.asynccontextmanager
async def run(data_dir: Path, *arguments: str, **settings: Any) -> AsyncIterator[Process]:
    """A command that runs until the block ends."""
    started = Process(
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "housing_service",
            *arguments,
            env=environment(data_dir, **settings),
            cwd=REPOSITORY,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    )
    started.watch()
    try:
        yield started
    finally:
        await started.stop()


@contextlib.asynccontextmanager
async def serve(data_dir: Path, **settings: Any) -> AsyncIterator[Process]:
    async with run(data_dir, "serve", **settings) as process:
        line = await process.until("Serving at ")
        process.url = line.rsplit(" ", 1)[-1]
        yield process


async def command(data_dir: Path, *arguments: str, **settings: Any) -> tuple[int, str, str]:
    """Run a command to its end: (exit code, standard output, standard error)."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "housing_service", *arguments,
        env=environment(data_dir, **settings), cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def token(data_dir: Path, role: str, organization: object = None) -> dict[str, str]:
    extra = ["--organization", str(organization)] if organization else []
    code, out, err = await command(data_dir, "token", "create", "--role", role, "--json", *extra)
    assert code == 0, err
    made: dict[str, str] = json.loads(out)
    return made
