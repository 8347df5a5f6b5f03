"""Keep the embedded PostgreSQL of one data directory running, for one process at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Literal

from housing_service.store.embedded.account import choose_account
from housing_service.store.embedded.binaries import find_binaries
from housing_service.store.embedded.cluster import ensure_cluster
from housing_service.store.embedded.directory_lock import DirectoryLock, read_record
from housing_service.store.embedded.layout import (
    DatabaseAddress,
    Layout,
    prepare_data_dir,
    socket_directory,
)
from housing_service.store.embedded.server import Server
from housing_service.store.embedded.server_log import trim_log
from housing_service.store.embedded.waiting import attach_or_take_lock, take_lock

_LOG_CHECK_SECONDS = 60.0
_BACK_OFF_SECONDS_MIN = 0.1
_BACK_OFF_SECONDS_MAX = 5.0

Progress = Callable[[str], None]


class Supervisor:
    """Holds the directory and its server until `stop`; a server that dies is started again."""

    def __init__(self, layout: Layout, lock: DirectoryLock, server: Server, say: Progress) -> None:
        self.address: DatabaseAddress = server.address
        self._layout = layout
        self._lock = lock
        self._server = server
        self._progress = say
        self._restarts = 0
        self._restarted = asyncio.Condition()
        self._watcher = asyncio.create_task(self._watch())

    @property
    def restarts(self) -> int:
        """How often the server has been started again since this supervisor began."""
        return self._restarts

    @property
    def postmaster_pid(self) -> int:
        """The server's process number at this moment."""
        postmaster = self._server.postmaster
        return postmaster.pid if postmaster is not None else 0

    async def restarted(self, count: int = 0) -> int:
        """Wait until the server has been started again more than `count` times; return how often.

        When this returns the new server has answered. The caller bounds the wait.
        """
        async with self._restarted:
            await self._restarted.wait_for(lambda: self._restarts > count)
            return self._restarts

    async def announce_web(self, url: str) -> None:
        """Write down the web address, which a second supervisor's refusal then names."""
        self._lock.note(web_url=url)

    async def stop(self) -> None:
        """End the server cleanly and give the directory up; repeating it changes nothing."""
        self._watcher.cancel()
        await asyncio.gather(self._watcher, return_exceptions=True)
        try:
            await self._server.down()
        finally:
            self._lock.release()

    async def _watch(self) -> None:
        while True:
            postmaster = self._server.postmaster
            assert postmaster is not None
            try:
                await asyncio.wait_for(postmaster.ended.wait(), _LOG_CHECK_SECONDS)
            except TimeoutError:
                with contextlib.suppress(OSError):
                    trim_log(self._layout.log)
                continue
            self._progress("PostgreSQL ended unexpectedly; starting it again.")
            await self._bring_back()
            async with self._restarted:
                self._restarts += 1
                self._restarted.notify_all()

    async def _bring_back(self) -> None:
        pause_seconds = _BACK_OFF_SECONDS_MIN
        while True:
            try:
                await self._server.up()
            except Exception as error:
                # Whatever it was (a full disk, say) may pass; giving up would not help anyone.
                self._progress(f"{error} Trying again in {pause_seconds:.1f} s.")
            else:
                self._progress("PostgreSQL is back.")
                return
            await asyncio.sleep(pause_seconds)
            pause_seconds = min(_BACK_OFF_SECONDS_MAX, pause_seconds * 2)


async def supervise(
    data_dir: Path,
    progress: Progress,
    *,
    holder: Literal["service", "command"] = "service",
    overrides: Mapping[str, str] | None = None,
) -> Supervisor:
    """Take the data directory and return once its PostgreSQL answers with durable settings.

    The directory and the database `housing` are made when missing; roles and tables are not. The
    server is stopped by `Supervisor.stop` only: should this process be killed, the server lives on
    and the next supervisor takes it over. `overrides` change server settings, for tests. Raises
    AlreadySupervised at once when a service holds the directory (and after 60 s when a command
    does), CannotStart and NotDurable; nothing is left running then.
    """
    layout = prepare_data_dir(data_dir)
    lock = await take_lock(layout, holder, progress)
    return await _supervise(layout, lock, _unfailing(progress), overrides or {})


async def _supervise(
    layout: Layout, lock: DirectoryLock, progress: Progress, overrides: Mapping[str, str]
) -> Supervisor:
    try:
        account = choose_account(layout.cluster)
        binaries = find_binaries()
        socket_dir = socket_directory(layout, account)
        await ensure_cluster(layout, account, binaries, progress)
        server = Server(
            layout=layout,
            account=account,
            binaries=binaries,
            socket_dir=socket_dir,
            progress=progress,
            overrides=overrides,
        )
        lock.note(address=server.address)
        await server.up()
        lock.note(ready=True)
        return Supervisor(layout, lock, server, progress)
    except BaseException:
        lock.release()
        raise


@contextlib.asynccontextmanager
async def attach_or_start(data_dir: Path, progress: Progress) -> AsyncIterator[DatabaseAddress]:
    """Lend the directory's database to a command: the running one, or one started for it.

    Inside the block the database answers; one that was started here is stopped at its end. Raises
    what `supervise` raises, AlreadySupervised only after 60 s of waiting for another command.
    """
    layout = prepare_data_dir(data_dir)
    found = await attach_or_take_lock(layout, progress)
    if isinstance(found, DatabaseAddress):
        yield found
        return
    supervisor = await _supervise(layout, found, _unfailing(progress), {})
    try:
        yield supervisor.address
    finally:
        await supervisor.stop()


def _unfailing(progress: Progress) -> Progress:
    # A terminal that went away must not end the watch over the database.
    def say(sentence: str) -> None:
        with contextlib.suppress(Exception):
            progress(sentence)

    return say


def running_web_url(data_dir: Path) -> str | None:
    """The web address of the service that holds this data directory; null when none serves."""
    if not data_dir.is_dir():
        return None
    record = read_record(prepare_data_dir(data_dir))
    return record.web_url or None if record is not None else None
