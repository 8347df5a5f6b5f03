"""Messages about holds, requests and asks: whom they concern, and that nobody else is sent one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from housing_service.domain.identity import OPERATOR, SHELTER_STAFF
from housing_service.live.board import HoldEntry, Kind
from housing_service.live.connection import Connection
from housing_service.live.entries import told_in_order
from housing_service.live.frames import text_frame


def hold_frame(kind: Kind, view: bytes) -> bytes:
    """A whole `hold`, `request` or `ask` message from one of its encoded views."""
    name = kind.encode()
    return text_frame(b'{"type":"%s","%s":%s}' % (name, name, view))


def _never(_entry: HoldEntry) -> bool:
    return False


class HoldFrames:
    """Hold messages of one pass, found by whom they concern."""

    def __init__(
        self,
        entries: Iterable[HoldEntry],
        since: int = -1,
        is_hidden: Callable[[HoldEntry], bool] = _never,
    ) -> None:
        self._since = since
        self._entries = told_in_order(entries)
        self._accounts = {
            account.int for entry in self._entries for account in (entry.account_id, *entry.former)
        }
        self._organizations = {entry.organization_id for entry in self._entries}
        self._is_hidden = is_hidden
        # How many of the frames written were about what no metric may tell of.
        self.hidden = 0

    def write_to(self, connections: Iterable[Connection]) -> int:
        """Write to those consoles that may see one of these holds; returns how many frames."""
        if not self._entries:
            return 0
        return sum(self._write(connection) for connection in self._concerned(connections))

    def _concerned(self, connections: Iterable[Connection]) -> list[Connection]:
        return [
            connection
            for connection in connections
            if connection.account_number in self._accounts
            or connection.role == OPERATOR
            or (
                connection.role == SHELTER_STAFF
                and connection.organization_id in self._organizations
            )
        ]

    def _write(self, connection: Connection) -> int:
        sent = 0
        for entry in self._entries:
            view = connection.hold_view(entry) or connection.gone_view(entry, self._since)
            if view is not None:
                connection.transport.write(hold_frame(entry.kind, view))
                sent += 1
                self.hidden += self._is_hidden(entry)
        return sent
