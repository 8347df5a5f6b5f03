"""Operations on holds, as plain data: what is asked of the service and of the model.

Each says whom it concerns by name or by "how many holds back", so that the same list of
operations can be run again against fresh rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import uuid4

from tests.auditor import arrivals, judgement, transitions
from tests.auditor.answers import Expected, refused
from tests.auditor.history import Call, History
from tests.auditor.judgement import Request
from tests.auditor.manual_clock import SECOND, rfc3339
from tests.auditor.model_callers import Caller

STAFF = ("shelter_staff",)
PLACING = ("responder", "shelter_staff")
# Design 5: who may do what.
ACTIONS: dict[str, tuple[tuple[str, ...], transitions.Judge]] = {
    "accept": (STAFF, transitions.accept),
    "decline": (STAFF, transitions.decline),
    "seen": (STAFF, transitions.seen),
    "no-show": (STAFF, transitions.no_show),
    "extend": (PLACING, transitions.extend),
    "release": (PLACING, transitions.release),
    "arrive": (PLACING, arrivals.arrive),
    "reinstate": (PLACING, arrivals.reinstate),
    "undo": (PLACING, arrivals.undo),
    "revoke": (("operator",), transitions.revoke),
}


class Operation(Protocol):
    def resolve(self, history: History) -> tuple[Call, Expected]:
        """The request, and what the model answers; the model has carried it out then."""


@dataclass(frozen=True)
class Place:
    who: str
    pool: str
    via: int = 0
    units: int | None = None
    minutes: int | None = None
    party: tuple[int, int] | None = None
    needs: tuple[str, ...] = ()

    def prepare(self, history: History) -> tuple[Caller, str, Request]:
        pool = history.model.pools[self.pool]
        request = Request(pool.id, self.units, self.minutes, self.party, self.needs)
        return history.caller(self.who), str(uuid4()), request

    def resolve(self, history: History) -> tuple[Call, Expected]:
        return place_call(history, *self.prepare(history), via=self.via)


@dataclass(frozen=True)
class PlaceAgain:
    """The same id: as it was, or with one thing changed."""

    back: int
    via: int = 0
    change: str | None = None

    def prepare(self, history: History) -> tuple[Caller, str, Request]:
        hold_id = history.hold_id(self.back)
        hold = history.hold(hold_id)
        caller = history.caller("holder", hold)
        request = history.requests.get(
            hold_id, Request(next(iter(history.model.pools.values())).id)
        )
        if self.change == "who":
            caller = history.model.callers["sol" if caller.name != "sol" else "riva"]
        elif self.change == "pool":
            others = [p.id for p in history.model.pools.values() if p.id != request.pool_id]
            request = replace(request, pool_id=others[0])
        elif self.change == "units":
            request = replace(request, units=(request.units or 1) + 1)
        elif self.change == "minutes":
            request = replace(request, minutes=(request.minutes or 60) + 1)
        elif self.change == "party":
            request = replace(request, party=None if request.party else (1, 0))
        return caller, hold_id, request

    def resolve(self, history: History) -> tuple[Call, Expected]:
        return place_call(history, *self.prepare(history), via=self.via)


def place_call(
    history: History, caller: Caller, hold_id: str, request: Request, *, via: int
) -> tuple[Call, Expected]:
    body: dict[str, Any] = {"pool_id": request.pool_id, "needs": list(request.needs)}
    if request.units is not None:
        body["units"] = request.units
    if request.minutes is not None:
        body["minutes"] = request.minutes
    if request.party is not None:
        body["party"] = {"adults": request.party[0], "children": request.party[1]}
    expected = judgement.place(history.model, caller, hold_id, request)
    if expected.status == 201:
        if hold_id not in history.hold_ids:
            history.hold_ids.append(hold_id)
        history.requests[hold_id] = request
    return Call(caller, via, "PUT", f"/v1/holds/{hold_id}", body), expected


@dataclass(frozen=True)
class Act:
    """A transition of the hold that many before the newest. `until_minutes` counts from now."""

    action: str
    who: str = "staff"
    back: int = 0
    via: int = 0
    number: int | None = None
    minutes: int | None = None
    until_minutes: int | None = None
    units: int | None = None
    already_counted: bool | None = None
    late: bool | None = None
    reason: str | None = None

    def resolve(self, history: History) -> tuple[Call, Expected]:
        hold_id = history.hold_id(self.back)
        hold = history.hold(hold_id)
        caller = history.caller(self.who, hold)
        fields = {
            name: value
            for name in ("minutes", "units", "already_counted", "late", "reason")
            if (value := getattr(self, name)) is not None
        }
        if self.number is not None:
            fields["number"] = max(1, (hold.extensions if hold else 0) + self.number)
        body = dict(fields)
        if self.until_minutes is not None and hold is not None:
            until = hold.pool.now(history.model.clock) + self.until_minutes * 60 * SECOND
            fields["until_at"], body["until"] = until, rfc3339(until)
        path = f"/v1/holds/{hold_id}/{self.action}"

        def send(via: int) -> tuple[Call, Expected]:
            expected = _act(history, caller, hold_id, self.action, fields)
            return Call(caller, via, "POST", path, body), expected

        history.sent.append(send)
        return send(self.via)


def _act(
    history: History, caller: Caller, hold_id: str, action: str, fields: dict[str, Any]
) -> Expected:
    roles, judge = ACTIONS[action]
    hold = history.hold(hold_id)
    if hold is not None:
        return transitions.carry_out(history.model, caller, hold, roles, judge, fields)
    # An operator may extend what nobody holds any more, so that they are told of no hold too.
    asks = caller.role in roles or (caller.role == "operator" and action == "extend")
    return refused("hold_not_found" if asks else "not_allowed", hold=None)


@dataclass(frozen=True)
class Repeat:
    """A transition or a change of intake sent once more, however long ago it was."""

    back: int
    via: int = 0

    def resolve(self, history: History) -> tuple[Call, Expected]:
        if not history.sent:
            return Act("release", via=self.via).resolve(history)
        return history.sent[-1 - self.back % len(history.sent)](self.via)
