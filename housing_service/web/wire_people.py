"""The wire's answers around joining, leaving and being stopped, as models."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from housing_service.domain.people_lists import InvitedRole, StopKind, SuspendReason
from housing_service.domain.vocabulary import Unit
from housing_service.web.wire import Page
from housing_service.web.wire_base import Count, Day, Time, Wire


class Stop(Wire):
    """Something that is switched off. `id` is a region's code, else an id as the operator knows
    it."""

    kind: StopKind
    id: str
    name: str
    listed: bool
    since: Time
    reason: SuspendReason | None


class StopPage(Page):
    items: list[Stop]


class KnownOrganization(Wire):
    """An organization as operators know it: one of which nobody may know has its alias."""

    id: UUID
    name: str
    listed: bool
    stage: Literal["invited", "limited", "full"]
    suspended: bool
    people: Count


class KnownOrganizationPage(Page):
    items: list[KnownOrganization]


class NewOrganization(Wire):
    id: UUID
    name: str
    listed: bool
    stage: Literal["invited", "limited", "full"]


class HoldToLookAfter(Wire):
    """A live hold whose holder has left or is suspended. Of a confidential program the alias, and
    no number."""

    id: UUID
    pool_id: UUID
    program_name: str
    pool_name: str | None
    region_label: str
    intake_line: str | None
    confidential: bool
    units: Count | None
    unit: Unit
    state: Literal["requested", "active"]
    expires_at: Time
    time_zone: str | None
    extensions: Count


class HoldToLookAfterPage(Page):
    items: list[HoldToLookAfter]


class Invited(Wire):
    """An invitation that was just made. `path` is told once and never again."""

    id: UUID
    path: str


class Invitation(Wire):
    id: UUID
    role: InvitedRole
    coordinator: bool
    made_on: Day
    expires_at: Time


class InvitationPage(Page):
    items: list[Invitation]


class Person(Wire):
    """Somebody who may sign in. Which day they were last here is told, and no hour."""

    id: UUID
    sign_in_name: str | None
    role: Literal["responder", "shelter_staff", "operator"]
    coordinator: bool
    last_seen_on: Day | None
    suspended: bool
    you: bool
    second_factor: bool


class PersonPage(Page):
    items: list[Person]
