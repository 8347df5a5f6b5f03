"""Messages about holds, requests and asks: whom they concern, and that nobody else is sent one."""

from __future__ import annotations

from collections.abc import Iterable

from housing_service.domain.identity import OPERATOR, SHELTER_STAFF
from housing_service.live.board import HoldEntry, Kind
from housing_service.live.connection import Connection
from housing_service.live.frames import text_frame


def hold_frame(kind: Kind, view: bytes) -> bytes:
    """A whole `hold`, `request` or `ask` message from one of its encoded views."""
    name = kind.encode()
    return text_frame(b'{"type":"%s","%s":%s}' % (name, name, view))


class HoldFrames:
    """Hold messages of one pass, found by whom they concern."""

    def __init__(self, entries: Iterable[HoldEntry]) -> None:
        # Oldest first, so that a console reads changes in the order they happened.
        self._entries = list(entries)[::-1]
        self._accounts = {entry.account_id.int for entry in self._entries}
        self._organizations = {entry.organization_id for entry in self._entries}

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
            view = connection.hold_view(entry)
            if view is not None:
                connection.transport.write(hold_frame(entry.kind, view))
                sent += 1
        return sent
