"""Answers and messages about requests, as models for the contract documents."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from housing_service.domain.vocabulary import Need, RequestState, Unit, Urgency
from housing_service.web.wire import Hold, Page, Party
from housing_service.web.wire_base import Count, Time, Wire
from housing_service.web.wire_disclosure import HandedOver

Answer = Literal["we_can", "not_tonight"]
NextStep = Literal["remind", "next_round", "operator"]


class RequestStep(Wire):
    """One step of the way a request goes. `count`: how many were asked or reminded, or how many
    others waited for the place that was offered."""

    step: Literal[
        "opened", "asked", "reminded", "refused", "offered", "operator", "placed", "closed",
        "expired",
    ]  # fmt: skip
    at: Time
    count: int | None


class AskedPlace(Wire):
    """A place that was asked. Of a confidential program nobody learns who has seen it."""

    pool_id: UUID
    program_name: str
    round: int
    asked_at: Time
    seen: bool | None
    answer: Answer | None
    answered_at: Time | None


class NeedRequest(Wire):
    """A request as its responder sees it. `room_at` are places that could be held now."""

    id: UUID
    state: RequestState
    urgency: Urgency
    party: Party
    needs: list[Need]
    line_id: UUID | None
    opened_at: Time
    open_until: Time
    ended_at: Time | None
    round: Count
    next_step: NextStep | None
    next_step_at: Time | None
    steps: list[RequestStep]
    asked: list[AskedPlace]
    room_at: list[UUID]
    places: Count
    version: int


class OperatorRequest(Wire):
    """A request as the operator sees it; who asks and for whom once it has come to them."""

    id: UUID
    state: RequestState
    urgency: Urgency
    opened_at: Time
    open_until: Time
    ended_at: Time | None
    round: Count
    next_step: NextStep | None
    next_step_at: Time | None
    steps: list[RequestStep]
    with_operator: bool
    asked: Count
    answered: Count
    organization_name: str | None
    line: str | None
    party: Party | None
    version: int


class Ask(Wire):
    """What a shelter is asked: how many units, for whom in bands, and what it has to answer."""

    id: UUID
    pool_id: UUID
    pool_name: str
    program_name: str
    unit: Unit
    units: int
    state: Literal["open", "answered"]
    party: Party
    needs: list[Need]
    asked_at: Time
    reminded_at: Time | None
    seen_at: Time | None
    answer: Answer | None
    answered_at: Time | None
    version: int


class ClosedAsk(Wire):
    """A request that has ended; nothing else is left of it."""

    id: UUID
    pool_id: UUID
    state: Literal["closed"]
    version: int


class RequestPage(Page):
    items: list[NeedRequest | OperatorRequest]


class AskPage(Page):
    items: list[Ask]


class Accepted(Wire):
    ask: Ask
    hold: Hold


class RequestMessage(Wire):
    """To the request's responder, and to operators. Who has passed it on is told once."""

    type: Literal["request"]
    request: NeedRequest | OperatorRequest | HandedOver


class AskMessage(Wire):
    """To people at work in the shelter that is asked."""

    type: Literal["ask"]
    ask: Ask | ClosedAsk


class DutyUntil(Wire):
    until: Time | None


class Line(Wire):
    id: UUID
    line: str


class LinePage(Page):
    items: list[Line]


class AutomaticOffers(Wire):
    on: bool
