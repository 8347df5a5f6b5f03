"""What stands on pages now: announcements by whom they are for, and nudges by shelter.

It is state, not events: each console is sent all that concerns it whenever any of that changes, so
one that was slow or away needs nothing but the newest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import orjson

from housing_service.domain.identity import OPERATOR, RESPONDER, SHELTER_STAFF
from housing_service.live.frames import text_frame

if TYPE_CHECKING:
    from housing_service.live.connection import Connection

JsonObject = dict[str, Any]
# Who reads an announcement for an audience.
_READERS = {
    "all": frozenset((RESPONDER, SHELTER_STAFF, OPERATOR)),
    "responders": frozenset((RESPONDER, OPERATOR)),
    "staff": frozenset((SHELTER_STAFF, OPERATOR)),
    "operators": frozenset((OPERATOR,)),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that stands. With an organization it is for that shelter's staff alone."""

    kind: Literal["announcement", "nudge", "alert"]
    audience: str
    organization_id: UUID | None
    view: JsonObject

    def is_for(self, role: str, organization_id: UUID | None) -> bool:
        if self.organization_id is not None:
            return role == SHELTER_STAFF and organization_id == self.organization_id
        return role in _READERS[self.audience]


class Notices:
    """All that stands, as of the last reading."""

    def __init__(self) -> None:
        # Rises with every change; a console that has this number has everything.
        self.version = 0
        self._all: tuple[Notice, ...] = ()
        self._members: dict[tuple[str, UUID | None], bytes] = {}
        # Who may have been told anything since this process began.
        self._roles: set[str] = set()
        self._organizations: set[UUID] = set()

    def put(self, notices: Sequence[Notice]) -> bool:
        """Take a reading; returns whether it differs from the last."""
        if tuple(notices) == self._all:
            return False
        self._all = tuple(notices)
        self._members.clear()
        for one in self._all:
            if one.organization_id is not None:
                self._organizations.add(one.organization_id)
            else:
                self._roles |= _READERS[one.audience]
        self.version += 1
        return True

    def shown_to(self, role: str, organization_id: UUID | None) -> dict[str, list[JsonObject]]:
        """The announcements and nudges that somebody reads, oldest first; an operator also what to
        look at."""
        mine = [one for one in self._all if one.is_for(role, organization_id)]
        told = {
            "announcements": [one.view for one in mine if one.kind == "announcement"],
            "nudges": [one.view for one in mine if one.kind == "nudge"],
        }
        if role == OPERATOR:
            told["alerts"] = [one.view for one in mine if one.kind == "alert"]
        return told

    def members(self, connection: Connection) -> bytes:
        """The same as members of a JSON object; made once for all who read the same."""
        organization = connection.organization_id if connection.role == SHELTER_STAFF else None
        key = (connection.role, organization)
        made = self._members.get(key)
        if made is None:
            made = orjson.dumps(self.shown_to(*key))[1:-1]
            self._members[key] = made
        return made

    def tell(self, connection: Connection) -> None:
        """Write what concerns a console, whatever it was told before."""
        members = self.members(connection)
        connection.transport.write(text_frame(b'{"type":"announcement",%s}' % members))
        connection.told_notices(self.version, members)

    def write_to(self, connections: Sequence[Connection]) -> int:
        """Bring consoles up to date; returns how many frames that took. Who may read nothing of a
        change is sent nothing, so that it can't be told from no change."""
        told = 0
        for connection in connections:
            if connection.notices_version == self.version:
                continue
            members = self.members(connection)
            if members == connection.notices_told or self._has_nothing(connection):
                connection.told_notices(self.version, members)
            else:
                self.tell(connection)
                told += 1
        return told

    def _has_nothing(self, connection: Connection) -> bool:
        """Whether a console that came back to this process can have nothing to take away: nothing
        has stood for it since the process began."""
        staff = connection.role == SHELTER_STAFF
        return (
            connection.notices_version < 0
            and connection.role not in self._roles
            and not (staff and connection.organization_id in self._organizations)
        )
