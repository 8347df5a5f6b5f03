"""What to do when another process holds the data directory: refuse, wait or attach."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Literal

import asyncpg

from housing_service.store.embedded.directory_lock import DirectoryLock, Record, read_record
from housing_service.store.embedded.errors import AlreadySupervised, CannotStart
from housing_service.store.embedded.layout import DatabaseAddress, Layout

_COMMAND_SECONDS_MAX = 60.0
_START_SECONDS_MAX = 600.0
_LOOK_AGAIN_SECONDS = 0.2
_DOUBT_SECONDS = 2.0
_SPEAK_EVERY_SECONDS = 3.0

Progress = Callable[[str], None]


class _Patience:
    """Says every few seconds what is waited for, and knows when it has been long enough."""

    def __init__(self, progress: Progress) -> None:
        self._now = asyncio.get_running_loop().time
        self._began = self._now()
        self._speak_at = self._began
        self._progress = progress

    @property
    def seconds(self) -> float:
        return self._now() - self._began

    async def pause(self, what: str) -> None:
        if self._now() >= self._speak_at:
            self._progress(f"{what} ({self.seconds:.0f} s)...")
            self._speak_at = self._now() + _SPEAK_EVERY_SECONDS
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


async def take_lock(
    layout: Layout, holder: Literal["service", "command"], progress: Progress
) -> DirectoryLock:
    """Return the directory's lock; waits up to 60 s for a command to end. Raises AlreadySupervised.

    A service that holds it is not waited for.
    """
    patience = _Patience(progress)
    while True:
        if (lock := _try_take(layout, holder)) is not None:
            return lock
        record = read_record(layout, must_run=patience.seconds < _DOUBT_SECONDS)
        if record is not None and record.holder == "service" and record.service_url:
            raise refusal(layout, record)
        if patience.seconds >= _COMMAND_SECONDS_MAX:
            raise refusal(layout, record)
        await patience.pause(f"Waiting for another command to leave {layout.data_dir}")


async def attach_or_take_lock(
    layout: Layout, progress: Progress
) -> DatabaseAddress | DirectoryLock:
    """Return the address of the running service's database, or the lock when nobody holds it.

    Waits up to 60 s for another command, up to 10 min for a service that is starting. Raises
    AlreadySupervised.
    """
    patience = _Patience(progress)
    while True:
        if (lock := _try_take(layout, "command")) is not None:
            return lock
        record = read_record(layout, must_run=patience.seconds < _DOUBT_SECONDS)
        if record is None or record.holder == "command":
            if patience.seconds >= _COMMAND_SECONDS_MAX:
                raise refusal(layout, record)
            await patience.pause(f"Waiting for another command to leave {layout.data_dir}")
            continue
        if record.ready and await _answers(record.address):
            return record.address
        if patience.seconds >= _START_SECONDS_MAX:
            raise refusal(layout, record)
        await patience.pause("Waiting for the running service's database")


def refusal(layout: Layout, record: Record | None) -> AlreadySupervised:
    """Return the error that names the holder and how to work beside it."""
    if record is None:
        return AlreadySupervised(
            f"Another process holds {layout.data_dir} and does not say which it is.",
            f"Find it with: fuser {layout.lock}",
        )
    if record.holder == "command":
        return AlreadySupervised(
            f"The command with process id {record.pid} is using the database in {layout.data_dir}.",
            "Start again when it has ended.",
            pid=record.pid,
        )
    place = f", {record.web_url}" if record.web_url else ""
    return AlreadySupervised(
        f"A housing-service (process {record.pid}{place}) already runs the database in "
        f"{layout.data_dir}.",
        "To run a second process beside it, start it with "
        f"HOUSING_DATABASE_URL={record.service_url}",
        pid=record.pid,
        url=record.service_url,
    )


def _try_take(layout: Layout, holder: Literal["service", "command"]) -> DirectoryLock | None:
    try:
        return DirectoryLock.try_take(layout, holder)
    except OSError as error:
        raise CannotStart(
            f"{layout.lock} can't be used by this user: {error.strerror}.",
            "Run as the user who made it, or set HOUSING_DATA_DIR to another directory.",
        ) from error


async def _answers(address: DatabaseAddress) -> bool:
    try:
        connection: Any = await asyncpg.connect(address.owner_url, timeout=5, ssl=False)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    await connection.close(timeout=5)
    return True
