"""Bring the cluster's server up, by starting it or by taking over one that is already there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import asyncpg

from housing_service.store.embedded.account import Account
from housing_service.store.embedded.binaries import Binaries
from housing_service.store.embedded.cluster import write_access_rules
from housing_service.store.embedded.durable import assert_durable, read_settings
from housing_service.store.embedded.errors import CannotStart
from housing_service.store.embedded.layout import Layout, address_at
from housing_service.store.embedded.pid_file import (
    disown_stale,
    is_server_of,
    read_pid,
    read_socket_dir,
)
from housing_service.store.embedded.postmaster import Postmaster
from housing_service.store.embedded.server_log import last_words, log_size, prepare_log, trim_log
from housing_service.store.embedded.server_options import server_options
from housing_service.store.setup_errors import DatabaseSetupError
from housing_service.store.sql_files import setup_sql

_READY_SECONDS_MAX = 600.0
_CONNECT_SECONDS_MAX = 5.0
_ASK_AGAIN_SECONDS = 0.05
_SPEAK_AFTER_SECONDS = 2.0
_SPEAK_EVERY_SECONDS = 3.0
_NOT_READY_YET = (
    OSError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.InterfaceError,
)


class _Ended(Exception):
    """The server process ended before it answered."""


class Server:
    """The one server of a cluster. `postmaster` is set as soon as a process exists."""

    def __init__(
        self,
        *,
        layout: Layout,
        account: Account,
        binaries: Binaries,
        socket_dir: Path,
        progress: Callable[[str], None],
        overrides: Mapping[str, str],
    ) -> None:
        self.address = address_at(socket_dir)
        self.postmaster: Postmaster | None = None
        self._layout = layout
        self._pid_file = layout.cluster / "postmaster.pid"
        self._account = account
        self._binaries = binaries
        self._socket_dir = socket_dir
        self._progress = progress
        self._overrides = overrides

    async def up(self) -> None:
        """Return once the server answers with durable settings and has the database `housing`.

        A server that already runs on this cluster is taken over if its settings are right, and
        started anew if not. Raises CannotStart or NotDurable; no server is left running then.
        """
        deadline = _now() + _READY_SECONDS_MAX
        unclean = read_pid(self._pid_file) is not None
        doing = "recovering after an unclean stop" if unclean else "starting"
        try:
            await self._adopt_or_start(doing, deadline)
        except BaseException:
            await self.down()
            raise

    async def down(self) -> None:
        """End the server, if there is one; returns when it is gone."""
        if self.postmaster is not None:
            await self.postmaster.stop()

    async def _adopt_or_start(self, doing: str, deadline: float) -> None:
        pause_seconds = 0.1
        while True:
            pid = read_pid(self._pid_file)
            if (
                pid
                and is_server_of(pid, self._layout.cluster)
                and await self._adopted(pid, deadline)
            ):
                return
            since = self._spawn()
            assert self.postmaster is not None
            try:
                await self._ready(self.postmaster, doing, deadline)
            except _Ended:
                await self.down()
            else:
                return
            said = last_words(self._layout.log, since)
            # Backends of a killed server hold its memory until they notice, and a server may have
            # been on its way up when its supervisor was killed.
            passing = "is still in use" in said or "already exists" in said
            if not passing or _now() >= deadline:
                raise CannotStart(
                    f"PostgreSQL ended while {doing}. Its last words: {said or 'none'}",
                    f"The whole log is in {self._layout.log}.",
                )
            self._progress("A part of the old PostgreSQL is still there; trying again.")
            await asyncio.sleep(pause_seconds)
            pause_seconds = min(2.0, pause_seconds * 2)

    async def _adopted(self, pid: int, deadline: float) -> bool:
        self._progress(f"Found PostgreSQL already running (process {pid}); taking it over.")
        self.postmaster = Postmaster(pid)
        try:
            where = read_socket_dir(self._pid_file)
            if where not in {"", str(self._socket_dir)}:
                raise CannotStart(f"Its socket is in {where}.")
            await self._ready(self.postmaster, "starting", deadline)
        except _Ended:
            await self.down()
            return False
        except DatabaseSetupError as error:
            if _now() >= deadline:
                raise
            self._progress(f"It can't be used as it runs, so it is started again. {error}")
            await self.down()
            return False
        return True

    def _spawn(self) -> int:
        layout = self._layout
        try:
            prepare_log(layout.log, layout.data_dir.stat().st_uid)
            trim_log(layout.log)
            since = log_size(layout.log)
            for lock_file in (self._pid_file, self._socket_dir / ".s.PGSQL.5432.lock"):
                disown_stale(lock_file, self._layout.cluster, self._account.uid)
            write_access_rules(layout.cluster, self._account)
            command = self._account.command(
                self._binaries.postgres,
                "-D",
                layout.cluster,
                *server_options(self._socket_dir, self._overrides),
                reach=(layout.cluster, self._socket_dir, self._binaries.directory),
            )
            self.postmaster = Postmaster.spawn(command, layout.log)
        except OSError as error:
            raise CannotStart(
                f"PostgreSQL could not be started in {layout.data_dir}: {error.strerror}.",
                "Check the directory's free space and permissions, then start again.",
            ) from error
        return since

    async def _ready(self, postmaster: Postmaster, doing: str, deadline: float) -> None:
        """Wait until it answers and has been judged."""
        began = _now()
        speak_at = began + _SPEAK_AFTER_SECONDS
        while True:
            try:
                return await self._judge()
            except _NOT_READY_YET as error:
                reason = str(error) or type(error).__name__
            except asyncpg.PostgresError as error:
                raise CannotStart(f"PostgreSQL refused the service: {error}.") from error
            if not postmaster.is_running():
                raise _Ended
            now = _now()
            if now >= deadline:
                raise CannotStart(
                    f"PostgreSQL was not ready after {_READY_SECONDS_MAX:.0f} s ({reason}).",
                    f"See {self._layout.log}; start again to wait longer.",
                )
            if now >= speak_at:
                self._progress(f"PostgreSQL is {doing} ({now - began:.0f} s)...")
                speak_at = now + _SPEAK_EVERY_SECONDS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(postmaster.ended.wait(), _ASK_AGAIN_SECONDS)

    async def _judge(self) -> None:
        connection = await self._connect()
        try:
            # A server that was on its way up when its supervisor was killed may answer in place of
            # the one started here, which then ends: that one is to be taken over first.
            if self.postmaster is None or read_pid(self._pid_file) != self.postmaster.pid:
                raise ConnectionError("another PostgreSQL answers at the socket")
            settings = await read_settings(connection)
            self._check_identity(settings["data_directory"], settings["listen_addresses"])
            await assert_durable(connection, require_checksums=True)
            if not await connection.fetchval(setup_sql("find_database")):
                await connection.execute(setup_sql("private_cluster"))
                await connection.execute(setup_sql("create_database"))
        finally:
            with contextlib.suppress(*_NOT_READY_YET):
                await connection.close(timeout=_CONNECT_SECONDS_MAX)

    def _check_identity(self, data_directory: str, listen_addresses: str) -> None:
        if Path(data_directory).resolve() != self._layout.cluster:
            raise CannotStart(f"The PostgreSQL at the socket serves {data_directory} instead.")
        if listen_addresses:
            raise CannotStart(f"PostgreSQL listens on the network ({listen_addresses}).")

    async def _connect(self) -> Any:
        return await asyncpg.connect(
            self.address.owner_url,
            port=5432,
            database="postgres",
            timeout=_CONNECT_SECONDS_MAX,
            command_timeout=60,
            ssl=False,
        )


def _now() -> float:
    return asyncio.get_running_loop().time()
