"""Tickets with which a page opens its socket: for one session, one connection and half a minute.

A browser sends the session's cookie along with every handshake, whoever's page asked for it. The
ticket is what only a page of ours can have: it is sealed with the token of the page's forms. A page
makes its own (`static/js/live_ticket.js`), and one that can't asks for one made here. That token
comes from the session alone, so any process can judge any ticket and a restart voids none. Which
have been used is known to the process that took them: at another one the same ticket could be used
once more, by who has the session's cookie too.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

TICKET_SECONDS: Final = 30
# Above what all sessions of one process may ask for in that time.
USED_MAX: Final = 200_000
# The processes' ideas of the database's clock differ by the way of a round trip.
_AHEAD_MS_MAX: Final = 2_000
_TICKET: Final = re.compile(r"([0-9a-f]{8,16})\.([0-9a-f]{32})\.([0-9a-f]{64})")


class LiveTickets:
    """Makes and takes tickets, by the database's clock as this process knows it."""

    def __init__(self, database_time: Callable[[], float]) -> None:
        self._database_time = database_time
        self._used: OrderedDict[str, int] = OrderedDict()

    def make(self, form_token: str) -> str:
        """A ticket for the session whose forms have this token."""
        said = f"{self._now_ms():x}.{secrets.token_hex(16)}"
        return f"{said}.{_seal(form_token, said)}"

    def take(self, form_token: str, ticket: str) -> bool:
        """Whether this is a ticket of this session that nobody has used here; now it is used."""
        found = _TICKET.fullmatch(ticket)
        if found is None:
            return False
        made, nonce, seal = found.groups()
        if not hmac.compare_digest(seal, _seal(form_token, f"{made}.{nonce}")):
            return False
        now_ms = self._now_ms()
        if not -_AHEAD_MS_MAX <= now_ms - int(made, 16) <= TICKET_SECONDS * 1_000:
            return False
        if nonce in self._used:
            return False
        self._used[nonce] = now_ms
        self._forget(now_ms)
        return True

    def _forget(self, now_ms: int) -> None:
        oldest_ms = now_ms - TICKET_SECONDS * 1_000 - _AHEAD_MS_MAX
        while self._used:
            nonce, taken_ms = next(iter(self._used.items()))
            if taken_ms >= oldest_ms and len(self._used) <= USED_MAX:
                return
            del self._used[nonce]

    def _now_ms(self) -> int:
        return int(self._database_time() * 1_000)


def _seal(form_token: str, said: str) -> str:
    message = b"live-ticket " + said.encode()
    return hmac.new(form_token.encode(), message, hashlib.sha256).hexdigest()
