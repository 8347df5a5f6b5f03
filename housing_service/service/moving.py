"""Passing holds and requests to a colleague of the same organization; taking over what was left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from housing_service.domain.identity import Identity
from housing_service.live.messages import Id
from housing_service.service.requests import Nothing, Request, parse
from housing_service.store import moving as store
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject


class HandOver(Request):
    """To whom: the id of one of the caller's colleagues."""

    to: Id


class Moving:
    """Use cases of passing on, for one process. `touched` and `request_touched` are told what is to
    be read again."""

    def __init__(
        self,
        database: Database,
        touched: Callable[[UUID, int | None], None],
        request_touched: Callable[[UUID, int | None], None],
    ) -> None:
        self._database = database
        self._touched = touched
        self._request_touched = request_touched

    async def hand_over(
        self, identity: Identity, what: store.What, id_: UUID, body: Any
    ) -> JsonObject:
        """Give a hold, with the others of its set, or a request to a colleague who is signed in.
        From then on the caller sees nothing of it. Raises Refusal as `store.moving.hand_over`."""
        to = parse(HandOver, body).to
        pools = await store.hand_over(self._database, what, identity.account_id, id_, to)
        self._note(what, id_, pools)
        return {"id": str(id_), "state": "handed_over"}

    async def take_over(
        self, identity: Identity, what: store.What, id_: UUID, body: Any
    ) -> JsonObject:
        """Take what a colleague has left; returns it as the caller sees it now."""
        parse(Nothing, body)
        pools, taken = await store.take_over(self._database, what, identity.account_id, id_)
        self._note(what, id_, pools)
        return taken

    def _note(self, what: store.What, id_: UUID, pools: Iterable[UUID]) -> None:
        for pool_id in pools:
            self._touched(pool_id, None)
        if what == "request":
            self._request_touched(id_, None)

    async def colleagues(self, identity: Identity) -> list[JsonObject]:
        return await store.colleagues(self._database, identity.account_id)

    async def left(self, identity: Identity) -> list[JsonObject]:
        """What nobody of the caller's organization looks after now, soonest end first."""
        return await store.left(self._database, identity.account_id)
