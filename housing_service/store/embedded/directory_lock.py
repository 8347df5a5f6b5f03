"""One process per data directory: a file lock, and a note that says who holds it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import asdict, dataclass, replace
from typing import Literal

from housing_service.store.embedded.layout import DatabaseAddress, Layout, write_private
from housing_service.store.embedded.postmaster import process_runs


@dataclass(frozen=True, slots=True)
class Record:
    """Who holds a data directory: a `service` that stays, or a `command` that soon ends."""

    pid: int
    holder: Literal["service", "command"]
    ready: bool = False
    web_url: str = ""
    owner_url: str = ""
    service_url: str = ""

    @property
    def address(self) -> DatabaseAddress:
        """Where its database answers once `ready`."""
        return DatabaseAddress(self.owner_url, self.service_url)


class DirectoryLock:
    """The held lock. The kernel gives it up when the process ends, however it ends."""

    def __init__(self, layout: Layout, descriptor: int, record: Record) -> None:
        self._layout = layout
        self._descriptor = descriptor
        self._owner_uid = layout.data_dir.stat().st_uid
        self._record = record
        self.note()

    @classmethod
    def try_take(
        cls, layout: Layout, holder: Literal["service", "command"]
    ) -> DirectoryLock | None:
        """Return the lock, or None at once when another holds it. Raises OSError."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(layout.lock, flags, 0o600)
        try:
            if os.geteuid() == 0:
                os.fchown(descriptor, layout.data_dir.stat().st_uid, -1)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return cls(layout, descriptor, Record(os.getpid(), holder))
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise

    def note(
        self,
        *,
        ready: bool | None = None,
        web_url: str | None = None,
        address: DatabaseAddress | None = None,
    ) -> None:
        """Write down what others may need to know; what is None stays as it was."""
        record = self._record
        if address is not None:
            urls = (address.owner_url, address.service_url)
            record = replace(record, owner_url=urls[0], service_url=urls[1])
        if ready is not None:
            record = replace(record, ready=ready)
        if web_url is not None:
            record = replace(record, web_url=web_url)
        self._record = record
        content = json.dumps(asdict(record), indent=2).encode() + b"\n"
        write_private(self._layout.record, content, self._owner_uid)

    def release(self) -> None:
        """Give the lock up and remove the note; repeating it changes nothing."""
        if self._descriptor >= 0:
            # The lock's own file stays: another may be waiting for it.
            with contextlib.suppress(OSError):
                self._layout.record.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = -1


def read_record(layout: Layout, *, must_run: bool = True) -> Record | None:
    """Return the note of the lock's holder; None when there is none (yet).

    With `must_run` a note whose process can't be seen is taken for a dead holder's. It may as well
    be one in another container, so ask again without it after a moment.
    """
    try:
        record = Record(**json.loads(layout.record.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return record if not must_run or process_runs(record.pid) else None
