"""Processes that die or stop: a service, PostgreSQL, one of its backends.

Each is a context manager: the fault is in force inside the block and is lifted at its end. What a
block stopped it continues, by process id; what it killed is for the supervisors to bring back.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterable

from ops.soak.stage import Stage
from ops.soak.supervise import Supervised


def _send(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


@contextlib.asynccontextmanager
async def killed_service(service: Supervised) -> AsyncIterator[None]:
    """kill -9 of a service; its supervisor starts it again."""
    service.signal(signal.SIGKILL)
    yield


@contextlib.asynccontextmanager
async def killed_postgres(stage: Stage) -> AsyncIterator[None]:
    """kill -9 of PostgreSQL's first process; its children notice and end."""
    _send([stage.postmaster()], signal.SIGKILL)
    yield


@contextlib.asynccontextmanager
async def killed_everything(stage: Stage) -> AsyncIterator[None]:
    """kill -9 of PostgreSQL, all its children and every service in the same moment."""
    pids = [stage.postmaster(), *stage.backends(), *(service.pid for service in stage.services)]
    _send(pids, signal.SIGKILL)
    yield


@contextlib.asynccontextmanager
async def killed_backend(stage: Stage) -> AsyncIterator[None]:
    """kill -9 of one connection's backend: PostgreSQL ends all others and recovers by itself."""
    async with stage.owner() as owner:
        found = await owner.fetchval(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'housing-service'"
            " ORDER BY state_change DESC LIMIT 1"
        )
        _send([found or 0], signal.SIGKILL)
    yield


@contextlib.asynccontextmanager
async def stopped_service(service: Supervised) -> AsyncIterator[None]:
    """SIGSTOP of a service: its sockets stay open and nothing is said on them."""
    pid = service.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        _send([pid], signal.SIGCONT)


@contextlib.asynccontextmanager
async def stopped_postgres(stage: Stage) -> AsyncIterator[None]:
    """SIGSTOP of PostgreSQL and all its children: connections stay open and hang."""
    pids = [stage.postmaster(), *stage.backends()]
    _send(pids, signal.SIGSTOP)
    try:
        yield
    finally:
        _send(pids, signal.SIGCONT)
