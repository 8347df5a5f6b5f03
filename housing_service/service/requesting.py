"""Carrying a need to shelters: open a request, answer it, take what is offered.

What a household needs of a program is judged here, once, in memory. Kept are only the household in
bands, what must be made ready, and which places may be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from housing_service.domain.arrival_codes import CodeStyle, make_arrival_code
from housing_service.domain.eligibility.answers import YES
from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.live.board import Board
from housing_service.live.matching import Found
from housing_service.metrics import NEED_REQUESTS
from housing_service.service import requests
from housing_service.service.demand import Demand
from housing_service.service.filtering import pool_filter
from housing_service.service.finding import Finding
from housing_service.service.requests import parse
from housing_service.store import requests as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]
PLACES_MAX = 100
ASKS_MAX = 200
Touched = Callable[[UUID, int | None], None]


class Requesting:
    """Use cases around requests, for one process."""

    def __init__(
        self,
        database: Database,
        board: Board,
        finding: Finding,
        touched: Touched,
        request_touched: Touched,
        code_style: CodeStyle,
        demand: Demand,
    ) -> None:
        self._database = database
        self._board = board
        self._finding = finding
        self._demand = demand
        self._touched = touched
        self._request_touched = request_touched
        self._code_style = code_style

    async def open(
        self, identity: Identity, request_id: UUID, body: Any
    ) -> tuple[bool, JsonObject]:
        """Open a request and ask the best few places; returns (newly opened, the request).

        Repeating the same id and fields returns the same request. Raises Refusal with
        `request_fits_nobody` when no program may be asked, and with what else stands in the way;
        nothing was written then. `outcome_unknown` means: ask again with the same id. A need's id
        is only counted; the request does not carry it.
        """
        request = parse(requests.OpenRequest, body)
        wanted = pool_filter(request, identity)
        answer = await self._finding.places(identity, wanted, PLACES_MAX)
        new = store.NewRequest(
            request_id=request_id,
            caller=identity.account_id,
            urgency=request.urgency,
            party=request.party(),
            needs=tuple(request.make_ready),
            line_id=request.line_id,
            places=[self._place(one, request.make_ready) for one in answer.found],
        )
        try:
            created, opened = await store.open_request(self._database, new)
        except Refusal as refusal:
            if refusal.code == "request_fits_nobody":
                self._demand.note_asked(identity, request.need_id, wanted, answer)
            raise
        if created:
            NEED_REQUESTS.labels("opened").inc()
            self._demand.note_asked(identity, request.need_id, wanted, answer)
        self._note(opened)
        return created, opened

    def _place(self, found: Found, make_ready: Sequence[str]) -> store.Place:
        facts = self._board.pools[found.pool_id].facets.facts
        # What a confidential program has answered is nobody's to know: it is asked everything.
        answered = facts if found.projection == "insider" else {}
        return store.Place(
            found.pool_id,
            found.fit is Fit.FITS,
            tuple(need for need in make_ready if answered.get(need) != YES),
        )

    async def get(self, identity: Identity, request_id: UUID) -> JsonObject:
        return await store.get_request(self._database, identity.account_id, request_id)

    def open_count(self, identity: Identity) -> int:
        """How many of the caller's own requests are open, as far as this process knows."""
        mine = self._board.holds_concerning(identity.account_id, None)
        return sum(
            one.kind == "request" and one.ended_at is None and one.account_id == identity.account_id
            for one in mine
        )

    async def page(
        self, identity: Identity, before: datetime | None, rows: int
    ) -> list[tuple[datetime, JsonObject]]:
        """Requests the caller may see, newest first."""
        return await store.list_requests(self._database, identity.account_id, rows, before)

    async def close(self, identity: Identity, request_id: UUID) -> JsonObject:
        """End a request; what was offered to it is free again. Repeating it changes nothing."""
        offers = self._board.offers_for(request_id)
        closed = await store.act(self._database, "close_request", identity.account_id, request_id)
        for pool_id in offers:
            self._touched(pool_id, None)
        self._note(closed)
        return closed

    async def keep(self, identity: Identity, request_id: UUID) -> JsonObject:
        """Keep a request open for as long again. Raises `request_already_ended`."""
        kept = await store.act(self._database, "keep_request", identity.account_id, request_id)
        self._note(kept)
        return kept

    async def asks(self, identity: Identity) -> list[JsonObject]:
        """What the caller's shelter is asked; nothing while the caller is not on duty."""
        return await store.list_asks(self._database, identity.account_id, ASKS_MAX)

    async def see(self, identity: Identity, ask_id: UUID) -> JsonObject:
        """Say that it has been seen."""
        return await store.act(self._database, "see_ask", identity.account_id, ask_id)

    async def refuse(self, identity: Identity, ask_id: UUID) -> JsonObject:
        """ "Not tonight". Raises `ask_not_found`, `ask_closed`, `ask_already_answered`."""
        return await store.act(self._database, "refuse_ask", identity.account_id, ask_id)

    async def accept(self, identity: Identity, ask_id: UUID, body: Any) -> JsonObject:
        """ "We can": keeps what was asked for and returns {ask, hold}. Raises `ask_not_found`,
        `ask_closed`, `count_first`; nothing is kept then."""
        request = parse(requests.WeCan, body)
        ask, hold, pool_id = await store.accept_ask(
            self._database,
            identity.account_id,
            ask_id,
            request.minutes,
            make_arrival_code(self._code_style),
        )
        self._touched(pool_id, None)
        return {"ask": ask, "hold": hold}

    async def take(self, identity: Identity, hold_id: UUID) -> JsonObject:
        """Take an offer: its clock starts anew, all other offers are free again and the request has
        ended. Repeating it returns the same hold. Raises Refusal."""
        hold, pool_id = await store.take_offer(self._database, identity.account_id, hold_id)
        self._touched(pool_id, None)
        if hold["request_id"] is not None:
            for other in self._board.offers_for(UUID(hold["request_id"])):
                self._touched(other, None)
        return hold

    async def automatic_offers(self, identity: Identity, on: bool | None) -> bool:
        """Whether freed units are offered by themselves; with a value, sets it (operator)."""
        return await store.set_automatic_offers(self._database, identity.account_id, on)

    def _note(self, request: JsonObject) -> None:
        self._request_touched(UUID(request["id"]), request["version"])
