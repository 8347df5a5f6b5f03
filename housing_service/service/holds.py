"""Holding a place: place, act, list. The database judges; this adds the way out of a refusal."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from housing_service.domain.arrival_codes import CodeStyle, make_arrival_code
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.party import Party
from housing_service.domain.reasons import group_of
from housing_service.domain.sight import Sight, sight_of
from housing_service.domain.vocabulary import EXTENSION_REASONS
from housing_service.live.board import Board
from housing_service.live.search import alternatives, seems_refused
from housing_service.metrics import HOLDS, REFUSALS, leave_out
from housing_service.service import requests
from housing_service.service.demand import Demand
from housing_service.service.group_commit import Groups
from housing_service.service.requests import is_future_safe, parse
from housing_service.service.ways_on import after_refusal
from housing_service.store import holds as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]
LIST_ROWS_MAX = 200
# Refusals that another pool might not give.
_OFFER_ALTERNATIVES = frozenset(
    {
        "no_units_available",
        "pool_closed",
        "pool_paused",
        "pool_over_held",
        "pool_call_only",
        "slot_has_started",
        "pool_count_too_old",
        "pool_not_for_young_alone",
        "pool_not_in_season",
        "only_reserve_left",
    }
)
_ACTION_NAMES = {"no-show": "no_show", "seen": "see", "milestones": "milestone"}
WORKING_DAY_HOURS = 8


class Holds:
    """Use cases around holds, for one process."""

    def __init__(
        self,
        database: Database,
        board: Board,
        touched: Callable[[UUID, int | None], None],
        code_style: CodeStyle,
        demand: Demand,
        *,
        group_lock_timeout_ms: int,
        waiting_seconds_max: float,
        help_line: str | None = None,
    ) -> None:
        self._database = database
        self._help_line = help_line
        self._board = board
        self._touched = touched
        self._code_style = code_style
        self._demand = demand
        grouped = database.beside(connections_max=3, lock_timeout_ms=group_lock_timeout_ms)
        self._looking: Groups[store.HoldRequest, store.Placed] = Groups(
            "look",
            partial(store.look_at_holds, grouped),
            partial(store.look_at_holds, database),
            waiting_seconds_max,
            self._is_counted,
        )
        self._placing: Groups[store.HoldRequest, store.Placed] = Groups(
            "place",
            partial(store.place_holds, grouped),
            partial(store.place_holds, database),
            waiting_seconds_max,
            self._is_counted,
        )
        # Emergency admissions are few; so nobody else's request carries a word about them.
        self._placing_emergency: Groups[store.HoldRequest, store.Placed] = Groups(
            "place_emergency",
            partial(store.place_emergency_holds, grouped),
            partial(store.place_emergency_holds, database),
            waiting_seconds_max,
            self._is_counted,
        )
        self._releasing: Groups[store.ReleaseRequest, store.Changed] = Groups(
            "release",
            partial(store.release_holds, grouped),
            partial(store.release_holds, database),
            waiting_seconds_max,
            self._is_counted,
        )

    async def place(
        self,
        identity: Identity,
        hold_id: UUID,
        body: Any,
        has_left: Callable[[], bool] = lambda: False,
    ) -> tuple[bool, JsonObject]:
        """Place a hold; returns (newly placed, hold). Once this returns, the hold is durable.

        Repeating the same id and fields returns the same hold. A caller who `has_left` before
        anything was sent gets no hold. Raises Refusal with the best alternatives that would have
        worked; `outcome_unknown` means: ask again with the same id.
        """
        request = parse(requests.PlaceHold, body)
        party = request.party.party() if request.party else None
        member = store.HoldRequest(
            hold_id=hold_id,
            caller=identity.account_id,
            pool_id=request.pool_id,
            units=request.units,
            minutes=request.minutes,
            party=party,
            needs=tuple(request.needs),
            arrival_code=make_arrival_code(self._code_style),
        )
        try:
            if request.emergency:
                answer = await self._placing_emergency.ask(member, member.pool_id, has_left)
            elif request.expected_vacancy_id is not None:
                answer = await store.lock_expected(
                    self._database, member, request.expected_vacancy_id
                )
            else:
                answer = await self._judged(sight_of(identity), member, has_left)
        except Refusal as refusal:
            REFUSALS.labels(refusal.code).inc()
            raise
        if answer.hold is None:
            self._demand.note_refused(request.need_id, answer.code, request.pool_id, party)
            raise self._refused(identity, answer.code, request.pool_id, party, request.units)
        if answer.created:
            self._demand.note_placed(request.need_id)
            self._note(answer.hold)
        self._count("placed" if answer.created else None, answer.hold)
        return answer.created, answer.hold

    async def _judged(
        self, sight: Sight, member: store.HoldRequest, has_left: Callable[[], bool]
    ) -> store.Placed:
        """The database's answer. Who will probably be refused is looked at without queueing for
        a lock or a commit; the board only chooses the way, and never the answer."""
        if seems_refused(self._board, sight, member.pool_id, member.units):
            answer = await self._looking.ask(member, member.pool_id, has_left)
            if answer.code != "placed":
                return answer
        return await self._placing.ask(member, member.pool_id, has_left)

    def _refused(
        self, identity: Identity, code: str, pool_id: UUID, party: Party | None, units: int | None
    ) -> Refusal:
        REFUSALS.labels(code).inc()
        if code not in _OFFER_ALTERNATIVES:
            return Refusal(code)
        others = alternatives(self._board, sight_of(identity), pool_id, party, units)
        return Refusal(code, **after_refusal(code, others, party, self._help_line))

    async def act(self, identity: Identity, hold_id: UUID, action: str, body: Any) -> JsonObject:
        """Carry out a transition and return the hold. Each is repeatable."""
        arguments = _ARGUMENTS[action](body)
        name = _ACTION_NAMES.get(action, action)
        if name == "extend" and arguments[-1] in EXTENSION_REASONS:
            name = "extend_lock"
        reason = None
        if name in _REASONED:
            # The hold keeps the group of a reason only.
            reason, arguments = arguments[0], _REASONED[name](arguments[0])
        try:
            if name == "release":
                hold = await self._release(identity, hold_id, *arguments)
            else:
                hold = await store.act(
                    self._database, name, identity.account_id, hold_id, *arguments
                )
        except Refusal as refusal:
            REFUSALS.labels(refusal.code).inc()
            raise
        self._count(name, hold)
        self._demand.note_reason(hold, reason)
        self._note(hold)
        return hold

    def _is_counted(self, pool_id: Hashable) -> bool:
        return isinstance(pool_id, UUID) and self._board.is_open(pool_id)

    def _count(self, transition: str | None, hold: JsonObject) -> None:
        """Count what has happened, unless it is at a confidential program: then the request that
        brought it is not counted either."""
        if not self._board.is_open(UUID(hold["pool_id"])):
            leave_out()
        elif transition is not None:
            HOLDS.labels(transition).inc()

    def _note(self, hold: JsonObject) -> None:
        """Have the pool read again. Often the doorbell has already done so: then the version in the
        answer saves reading it twice. Outsiders of a confidential program are told another one."""
        known = hold.get("pool_name") is not None
        self._touched(UUID(hold["pool_id"]), hold["pool_version"] if known else None)

    async def _release(self, identity: Identity, hold_id: UUID, reason: str | None) -> JsonObject:
        known = self._board.holds.get(hold_id)
        answer = await self._releasing.ask(
            store.ReleaseRequest(hold_id, identity.account_id, reason),
            known.pool_id if known is not None else hold_id,
        )
        return answer.hold_or_refusal()

    async def mine(self, identity: Identity) -> list[JsonObject]:
        """All holds the caller may see: live, and those ended in the last 24 h, newest first."""
        rows = await store.list_holds(self._database, identity.account_id, None, LIST_ROWS_MAX)
        return [hold for _, hold in rows]

    async def page(
        self, identity: Identity, before: datetime | None, rows: int
    ) -> list[tuple[datetime, JsonObject]]:
        return await store.list_holds(self._database, identity.account_id, before, rows)

    async def close(self) -> None:
        """Wait for the groups under way, so that nobody's answer is lost with the process."""
        await self._looking.close()
        await self._placing.close()
        await self._placing_emergency.close()
        await self._releasing.close()

    async def get(self, identity: Identity, hold_id: UUID) -> JsonObject:
        hold = await store.get_hold(self._database, identity.account_id, hold_id)
        self._count(None, hold)
        return hold


def _accept(body: Any) -> tuple[Any, ...]:
    request = parse(requests.Accept, body)
    return request.minutes, is_future_safe(request.until)


def _extend(body: Any) -> tuple[Any, ...]:
    request = parse(requests.Extend, body)
    if request.reason is not None:
        return request.number, request.working_hours or WORKING_DAY_HOURS, request.reason
    return request.number, request.minutes


def _arrive(body: Any) -> tuple[Any, ...]:
    request = parse(requests.Arrive, body)
    return request.units, request.already_counted, request.late


def _nothing(body: Any) -> tuple[Any, ...]:
    parse(requests.Nothing, body)
    return ()


_ARGUMENTS: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "accept": _accept,
    "decline": lambda body: (parse(requests.Decline, body).reason,),
    "seen": _nothing,
    "extend": _extend,
    "arrive": _arrive,
    "release": lambda body: (parse(requests.Release, body).reason,),
    "no-show": lambda body: (parse(requests.NoShow, body).reason,),
    "reinstate": _nothing,
    "revoke": lambda body: (parse(requests.Revoke, body).reason,),
    "undo": _nothing,
    "milestones": lambda body: (parse(requests.ReachMilestone, body).milestone,),
}
_REASONED: dict[str, Callable[[str | None], tuple[Any, ...]]] = {
    "decline": lambda reason: (group_of(reason),),
    "release": lambda reason: (group_of(reason),),
    "no_show": lambda _: (),
}
ACTIONS: tuple[str, ...] = tuple(_ARGUMENTS)
