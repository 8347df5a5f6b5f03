"""What the tests of the embedded PostgreSQL share: asking it, and other processes that hold it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg

HOLDER = """
import asyncio, sys
from pathlib import Path
from housing_service.store.embedded import attach_or_start, supervise

async def hold(kind, data_dir):
    if kind == "service":
        supervisor = await supervise(data_dir, lambda _: None)
        await supervisor.announce_web("http://127.0.0.1:8123/")
        print("ready", flush=True)
        await asyncio.Event().wait()
    async with attach_or_start(data_dir, lambda _: None):
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(hold(sys.argv[1], Path(sys.argv[2])))
"""


@contextlib.asynccontextmanager
async def holder(kind: str, data_dir: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process that holds the directory until it is killed or gets a line of input."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, kind, str(data_dir)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 60) == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close(timeout=10)


async def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def processes_of(directory: Path) -> list[str]:
    """The command lines of running processes that name `directory`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(directory) in words:
            found.append(words)
    return found
