"""The few sockets of this process that have not said yet who they are.

Without an account nobody takes the places of those who have one.
"""

from __future__ import annotations

from housing_service.config import Settings
from housing_service.domain.addresses import counted_as
from housing_service.domain.errors import Refusal


class Strangers:
    """How many there are, in all and from each address."""

    def __init__(self) -> None:
        self._open = 0
        self._by_address: dict[str, int] = {}

    def enter(self, address: str, settings: Settings) -> Stranger:
        """A place for one more. Raises Refusal `busy`. This machine's own address has no bound of
        its own: behind a proxy that names nobody everybody comes from there."""
        line = counted_as(address)
        full = self._open >= settings.connections_unauthenticated_max
        most = settings.connections_unauthenticated_per_address_max
        if full or (line is not None and self._by_address.get(line, 0) >= most):
            raise Refusal("busy", retry_after_seconds=5)
        self.count(line, +1)
        return Stranger(self, line)

    def count(self, line: str | None, by: int) -> None:
        self._open += by
        if line is not None:
            self._by_address[line] = self._by_address.get(line, 0) + by
            if self._by_address[line] <= 0:
                del self._by_address[line]


class Stranger:
    """One place, until its socket has said who it is or is gone."""

    def __init__(self, strangers: Strangers, line: str | None) -> None:
        self._strangers = strangers
        self._line = line
        self._inside = True

    def leave(self) -> None:
        """The place is free; repeating it changes nothing."""
        if self._inside:
            self._inside = False
            self._strangers.count(self._line, -1)
