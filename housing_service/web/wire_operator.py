"""The wire's answers around the operator's room, as models."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from housing_service.domain.operator_lists import Audience, AuditSource, CallReason, VettingKind
from housing_service.domain.vocabulary import Kind, Unit
from housing_service.web.wire import Page
from housing_service.web.wire_base import Count, Time, Wire
from housing_service.web.wire_unusual import AlertNotice


class ReasonToCall(Wire):
    """Why a shelter should be called. `since` is null where that is not known or not told; `count`
    is of units for over_held, of holds or asks for those that wait, else 0."""

    code: CallReason
    since: Time | None
    count: Count


class CallToMake(Wire):
    """A pool whose shelter should be called, the most urgent reason first. Of a confidential
    program it names the alias and only reasons that outsiders could read from its pool."""

    pool_id: UUID
    program_id: UUID
    program_name: str
    pool_name: str | None
    region: str
    region_label: str
    reasons: list[ReasonToCall]
    nudges: Count
    nudged_at: Time | None


class CallPage(Page):
    items: list[CallToMake]


class Nudged(Wire):
    """How many more times this pool may be nudged in this shift."""

    nudges_left: Count


class Announcement(Wire):
    """What the operator tells everybody of an audience, until `ends_at`. Operators read all."""

    id: UUID
    audience: Audience
    region: str | None
    region_label: str | None
    text: str
    starts_at: Time
    ends_at: Time


class NudgeNotice(Wire):
    """The operator asks for the count of this pool; gone when somebody has counted."""

    pool_id: UUID
    at: Time


class AnnouncementPage(Page):
    items: list[Announcement]


class AnnouncementMessage(Wire):
    """All that stands for this viewer now; it replaces what was told before. Nudges are told to the
    shelter's own staff alone."""

    type: Literal["announcement"]
    announcements: list[Announcement]
    nudges: list[NudgeNotice]
    # To operators alone.
    alerts: list[AlertNotice] | None = None


class Health(Wire):
    """How the process that sends it is. Lags are of the last minute: 95 of 100 stayed below, in
    seconds; null when there was nothing to measure."""

    process: str
    at: Time
    database_seen_at: Time | None
    live: bool
    listening: bool
    clock_step_seconds: float
    connections: Count
    push_seconds: float | None
    expiry_seconds: float | None
    expiry_written: bool
    frames_a_minute: Count


class HealthMessage(Wire):
    """To operators, every five seconds."""

    type: Literal["health"]
    health: Health


class Vetting(Wire):
    """Something that waits for the operator's decision. Of a confidential program the alias, and
    the id by which operators know it."""

    kind: VettingKind
    id: UUID
    name: str
    imported: bool
    # Of organizations.
    stage: Literal["invited", "limited"] | None = None
    confidential: bool = False
    pool_name: str | None = None
    program_kind: Kind | None = None
    unit: Unit | None = None
    region_label: str | None = None


class VettingPage(Page):
    items: list[Vetting]


class AuditEntry(Wire):
    """One line of the record. `value` is a count after a report, or who gave a consent."""

    at: Time
    source: AuditSource
    action: str
    actor_role: str
    program: str | None
    pool: str | None
    region_label: str | None
    value: str | None


class AuditPage(Page):
    items: list[AuditEntry]


class Done(Wire):
    """It was done, or stood so before."""

    done: bool
