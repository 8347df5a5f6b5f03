"""Answers about where to go and about passing on, as models for the contract documents."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from housing_service.domain.vocabulary import Unit, Urgency
from housing_service.web.wire import Page
from housing_service.web.wire_base import Count, Day, Time, Wire

Told = Literal["shelter_calls_you", "meeting_point", "come_to_address"]


class PlaceToGo(Wire):
    """Where to go with a hold; nothing that carries this may be kept."""

    told: Told
    line: str | None
    locality: str | None
    way_in: str | None
    call_line: str | None


class ToldTo(Wire):
    """To whom a place was told on one day. Not for which hold."""

    day: Day
    organization_name: str | None
    role: str
    people: Count
    views: Count


class ArrivalPlace(Wire):
    """What a program tells, for its own staff; `place` only where it was asked for."""

    program_id: UUID
    program_name: str
    confidential: bool
    told: Told
    changed_on: Day | None
    with_line: bool
    place: PlaceToGo | None
    told_to: list[ToldTo]


class HandedOver(Wire):
    """All that is left to who has passed a hold or a request on; also the whole `hold` or `request`
    of a live message then."""

    id: UUID
    state: Literal["handed_over"]


class Colleague(Wire):
    id: UUID
    name: str


class ColleaguePage(Page):
    items: list[Colleague]


class LeftItem(Wire):
    """A hold or a request of the organization that the caller may take over. Not `left`: somebody
    looks after it; only coordinators are told of those."""

    kind: Literal["hold", "request"]
    id: UUID
    state: Literal["requested", "active", "asking", "waiting"]
    program_name: str | None
    unit: Unit | None
    units: Count | None
    urgency: Urgency | None
    left: bool
    ends_at: Time


class LeftPage(Page):
    items: list[LeftItem]
