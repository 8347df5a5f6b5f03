"""Count links: an address that reports one pool's count, without an account, and shows no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.metrics import REFUSALS, REPORTS
from housing_service.service.rate import Rates
from housing_service.service.signin import new_secret
from housing_service.store import count_links as store
from housing_service.store.accounts import secret_hash
from housing_service.store.counts import ReportRequest
from housing_service.store.database import Database

JsonObject = dict[str, Any]
TOKEN_CHARS_MAX = 100
_RECORDED = ("recorded", "exists")


class CountLinks:
    """Use cases of count links, for one process.

    Whoever guesses is slowed by their address before anything is looked up; whoever holds a link
    by the link, known or not, so that nothing tells the two apart.
    """

    def __init__(
        self,
        database: Database,
        touched: Callable[[UUID], None],
        *,
        days: int,
        calls_per_minute: int,
    ) -> None:
        self._database = database
        self._touched = touched
        self._days = days
        self._calls = Rates(calls_per_minute / 60, calls_per_minute)

    def _take_turn(self, token: str, origin: str) -> None:
        if not token.isascii() or len(token) > TOKEN_CHARS_MAX:
            raise Refusal("not_found")
        for key in (f"origin:{origin}", f"link:{secret_hash(token).hex()}"):
            wait = self._calls.take(key)
            if wait:
                raise Refusal("rate_limited", retry_after_seconds=wait)

    async def show(self, token: str, origin: str) -> JsonObject:
        """What the link shows. Raises Refusal `not_found` for one that is unknown, over or taken
        back, `rate_limited`."""
        self._take_turn(token, origin)
        link = await store.link_of(self._database, token)
        if link is None:
            raise Refusal("not_found")
        return link

    async def report(self, token: str, request: ReportRequest, origin: str) -> JsonObject:
        """Record a count; returns what the link shows after it. Raises Refusal as `show`, and as
        any report, with what the link shows as `link`."""
        self._take_turn(token, origin)
        done = await store.report_by_link(self._database, token, request)
        if done is None:
            raise Refusal("not_found")
        if done.code not in _RECORDED:
            REFUSALS.labels(done.code).inc()
            raise Refusal(done.code, link=done.link)
        if done.code == "recorded":
            REPORTS.labels("true").inc()
            self._touched(done.pool_id)
        return done.link

    async def make(self, identity: Identity, pool_id: UUID) -> str:
        """A new link's token, which is shown once. Raises `pool_not_found`, `pool_not_counted`,
        `count_link_limit_reached`, `step_up_required`."""
        token = new_secret()
        await store.make_link(
            self._database,
            identity.account_id,
            pool_id,
            token,
            self._days,
            identity.credential,
        )
        return token

    async def list(self, identity: Identity) -> list[JsonObject]:
        return await store.list_links(self._database, identity.account_id)

    async def revoke(self, identity: Identity, link_id: UUID) -> None:
        """It opens nothing any more. Raises `count_link_not_found`."""
        await store.revoke_link(self._database, identity.account_id, link_id)
