"""Keeping a household together: several places held at once, all of them or none.

A family in two rooms, a mother in detox and her children in a family home, or a path of steps. The
parts are ordinary holds afterwards: each arrives, is declined or let go of by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from housing_service.domain.arrival_codes import CodeStyle, make_arrival_code
from housing_service.domain.errors import PROBLEMS, Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.sight import sight_of
from housing_service.live.board import Board
from housing_service.live.search import alternatives
from housing_service.metrics import HOLDS, REFUSALS, leave_out
from housing_service.service import requests
from housing_service.service.demand import Demand
from housing_service.service.requests import parse
from housing_service.service.ways_on import after_refusal
from housing_service.store import hold_sets as store
from housing_service.store.database import Database
from housing_service.store.holds import HoldRequest

JsonObject = dict[str, Any]
CONNECTIONS_MAX = 3


class HoldSets:
    """Use cases around sets of holds, for one process."""

    def __init__(
        self,
        database: Database,
        board: Board,
        touched: Callable[[UUID, int | None], None],
        code_style: CodeStyle,
        demand: Demand,
        *,
        lock_timeout_ms: int,
        help_line: str | None = None,
    ) -> None:
        # Sets wait for each other; nobody else's requests may want for a connection meanwhile.
        self._database = database.beside(
            connections_max=CONNECTIONS_MAX, lock_timeout_ms=lock_timeout_ms
        )
        self._board = board
        self._touched = touched
        self._code_style = code_style
        self._help_line = help_line
        self._demand = demand

    async def place(self, identity: Identity, set_id: UUID, body: Any) -> tuple[bool, JsonObject]:
        """Place all parts or none; returns (newly placed, the set). Durable once this returns.

        Repeating the same ids and fields returns the same set. Raises Refusal `hold_set_not_placed`
        with, for each part, what stands in its way and what would have worked instead;
        nothing was written then. `outcome_unknown` means: ask again with the same ids.
        """
        request = parse(requests.PlaceHoldSet, body)
        parts = [self._member(identity, part) for part in request.parts]
        placed = await store.place_hold_set(
            self._database, set_id, identity.account_id, parts, request.emergency
        )
        if not placed.holds and set(placed.codes) <= {"exists", "not_signed_in"}:
            # The account was closed while it asked.
            raise Refusal("not_signed_in")
        if not placed.holds:
            for part, code in zip(parts, placed.codes, strict=True):
                # The first of its refusals stands for the need of the whole household.
                self._demand.note_refused(request.need_id, code, part.pool_id, part.party)
            raise self._refused(identity, parts, placed.codes)
        if placed.created:
            self._demand.note_placed(request.need_id)
            for part in parts:
                if self._board.is_open(part.pool_id):
                    HOLDS.labels("placed").inc()
                else:
                    leave_out()
                self._touched(part.pool_id, None)
        return placed.created, {"id": str(set_id), "holds": placed.holds}

    async def get(self, identity: Identity, set_id: UUID) -> JsonObject:
        """The holds of a set as they stand. Raises `hold_set_not_found` for anybody but who placed
        it."""
        holds = await store.get_hold_set(self._database, identity.account_id, set_id)
        return {"id": str(set_id), "holds": holds}

    def _member(self, identity: Identity, part: requests.HoldSetPart) -> HoldRequest:
        return HoldRequest(
            hold_id=part.hold_id,
            caller=identity.account_id,
            pool_id=part.pool_id,
            units=part.units,
            minutes=part.minutes,
            party=part.party.party() if part.party else None,
            needs=tuple(part.needs),
            arrival_code=make_arrival_code(self._code_style),
        )

    def _refused(self, identity: Identity, parts: list[HoldRequest], codes: list[str]) -> Refusal:
        told = []
        for part, code in zip(parts, codes, strict=True):
            one: JsonObject = {
                "hold_id": str(part.hold_id), "pool_id": str(part.pool_id), "code": code,
            }  # fmt: skip
            if code != "could_be_placed":
                REFUSALS.labels(code).inc()
                one["detail"] = PROBLEMS[code].detail
                others = alternatives(
                    self._board, sight_of(identity), part.pool_id, part.party, part.units
                )
                one |= after_refusal(code, others, part.party, self._help_line)
            told.append(one)
        return Refusal("hold_set_not_placed", parts=told)
