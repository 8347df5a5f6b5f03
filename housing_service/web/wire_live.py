"""Messages of the live protocol as models: what the contract document is generated from."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from housing_service.web.wire import Hold, OperatorHold, OutsiderPool, Pool
from housing_service.web.wire_base import Count, Time, Wire
from housing_service.web.wire_disclosure import HandedOver
from housing_service.web.wire_fit import FitWord
from housing_service.web.wire_operator import Announcement, NudgeNotice
from housing_service.web.wire_requests import Ask, NeedRequest, OperatorRequest
from housing_service.web.wire_unusual import AlertNotice


class FitSummary(Wire):
    """How a pool fits the household of the subscription, and the first sentences of what is to be
    asked or stands against it."""

    fit: FitWord
    questions: Count
    words: list[str]


class LiveTicket(Wire):
    """With which a page opens one socket of its session."""

    ticket: str
    expires_in_seconds: Count


class Snapshot(Wire):
    """Replaces all the client has. Its resume token is sent back after a disconnect."""

    type: Literal["snapshot"]
    pools: list[Pool | OutsiderPool]
    fits: dict[str, FitSummary] | None = None
    holds: list[Hold | OperatorHold]
    requests: list[NeedRequest | OperatorRequest]
    asks: list[Ask]
    announcements: list[Announcement]
    nudges: list[NudgeNotice]
    # To operators alone.
    alerts: list[AlertNotice] | None = None
    # Only where shelters are asked first for this viewer, until then.
    asked_first_until: Time | None = None
    generation: str
    server_time: float
    resume: str


class Changes(Wire):
    """Pools that changed, whole, and ids that no longer match."""

    type: Literal["changes"]
    pools: list[Pool | OutsiderPool]
    fits: dict[str, FitSummary] | None = None
    removed: list[UUID]
    resume: str


class HoldMessage(Wire):
    """To the hold's holder, its shelter and (state and deadline only) the operator. Who has passed
    it on is told once that it is handed over."""

    type: Literal["hold"]
    hold: Hold | OperatorHold | HandedOver


class Tick(Wire):
    """Every two seconds. Not live when `at` is more than 5 s after `database_seen_at`."""

    type: Literal["tick"]
    at: Time
    database_seen_at: Time | None
    live: bool
    clock_step_seconds: float


class ErrorMessage(Wire):
    type: Literal["error"]
    code: str
    detail: str
