"""Who is watching: all consoles of this process, grouped by what they are sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from housing_service.domain.filters import PoolFilter
from housing_service.domain.sight import Sight, sight_of
from housing_service.live.audience import Audience
from housing_service.live.board import Board
from housing_service.live.connection import Connection
from housing_service.metrics import LIVE_CONNECTIONS


class Groups:
    """Consoles by audience. Equal audiences are one object, so that a pass compares by identity.

    `departures` rises whenever a console leaves its group: who goes through a list of members and
    yields looks again whom it may still write to."""

    def __init__(self, board: Board) -> None:
        self._board = board
        # Dictionaries, because they keep the order of joining: consoles that joined together lie
        # together in memory, and going through them in that order takes half the time.
        self._members: dict[Audience, dict[Connection, None]] = {}
        self._audiences: dict[Audience, Audience] = {}
        self._confidential_known: frozenset[UUID] = frozenset()
        self.departures = 0
        self.connections = 0

    def audience_of(self, connection: Connection, pool_filter: PoolFilter) -> Audience:
        """The one object for all who see and ask for the same."""
        audience = self.seen_by(connection, pool_filter)
        return self._audiences.setdefault(audience, audience)

    def seen_by(self, connection: Connection, pool_filter: PoolFilter) -> Audience:
        """What a console would watch, without counting it among those who do."""
        return Audience(self._shared_sight(sight_of(connection.identity)), pool_filter)

    def _shared_sight(self, sight: Sight) -> Sight:
        # Staff of an organization without confidential pools see what everybody sees.
        if sight.staff_of in self._board.confidential_organizations:
            return sight
        return replace(sight, staff_of=None)

    def join(self, connection: Connection) -> None:
        """Count a console among the audience it is bound to."""
        if connection.audience is not None:
            self._members.setdefault(connection.audience, {})[connection] = None
            self._count(+1)

    def leave(self, connection: Connection) -> Audience | None:
        """Forget a console; repeating it changes nothing. Returns its audience when nobody else
        is left in it."""
        audience = connection.audience
        group = self._members.get(audience) if audience is not None else None
        if audience is None or group is None or connection not in group:
            return None
        del group[connection]
        self.departures += 1
        self._count(-1)
        if group:
            return None
        del self._members[audience]
        self._audiences.pop(audience, None)
        return audience

    def _count(self, by: int) -> None:
        self.connections += by
        LIVE_CONNECTIONS.set(self.connections)

    def __contains__(self, connection: Connection) -> bool:
        audience = connection.audience
        return audience is not None and connection in self._members.get(audience, ())

    def everybody(self) -> list[Connection]:
        return [connection for group in self._members.values() for connection in group]

    def by_audience(self) -> list[tuple[Audience, list[Connection]]]:
        """All consoles as they are grouped now."""
        return [(audience, list(group)) for audience, group in self._members.items()]

    def regroup(self) -> None:
        """Give staff their own view when their organization's first confidential pool appears
        after they subscribed; those need a full snapshot."""
        if self._board.confidential_organizations == self._confidential_known:
            return
        self._confidential_known = frozenset(self._board.confidential_organizations)
        for connection in self.everybody():
            audience = connection.audience
            if audience is None:
                continue
            sight = self._shared_sight(sight_of(connection.identity))
            if sight != audience.sight:
                pool_filter = audience.filter
                self.leave(connection)
                connection.bind(
                    self.audience_of(connection, pool_filter), connection.viewer_token, -1
                )
                self.join(connection)


def grouped(connections: Iterable[Connection]) -> list[tuple[Audience, list[Connection]]]:
    """Some consoles by audience."""
    groups: dict[Audience, list[Connection]] = {}
    for connection in connections:
        if connection.audience is not None:
            groups.setdefault(connection.audience, []).append(connection)
    return list(groups.items())
