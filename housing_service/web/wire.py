"""The wire's answers as models: what the contract documents are generated from.

Answers themselves come finished from the database; tests hold real answers against these models,
so a field can't appear or vanish without the contract changing. A serving process needs the
models only to write those documents, so each is completed at its first use (`defer_build`).
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from housing_service.domain.vocabulary import (
    CapacityKind,
    Freshness,
    HoldPolicy,
    HoldState,
    Household,
    Intake,
    Kind,
    Need,
    PauseReason,
    PoolState,
    Unit,
)
from housing_service.web.wire_base import Count, Day, Time, Wire
from housing_service.web.wire_locks import ExpectedPlace, ExpectedVacancy, LockStep
from housing_service.web.wire_opening import Opening

ReasonGroup = Literal["no_room", "cant_meet_need", "not_a_fit_tonight", "no_answer"]
EffectivePolicy = Literal["instant", "confirm", "call_only", "closed"]


class Region(Wire):
    code: str
    label: str
    tile: tuple[int, int] | None


class Eligibility(Wire):
    households: list[Household] | None
    party_people_max: int | None
    infants_need_unit: bool
    version: int


class Pool(Wire):
    """A pool as its own staff see it, and everybody signed in when it is not confidential."""

    id: UUID
    name: str
    program_id: UUID
    program_name: str
    organization_id: UUID
    confidential: bool
    kind: Kind
    unit: Unit
    people_per_unit: int | None
    region: str
    region_label: str
    time_zone: str
    units_total: Count | None
    units_free_reported: Count | None
    units_held: Count
    units_available: Count | None
    units_short: Count | None
    units_out_of_service: Count | None
    state: PoolState
    hold_policy: HoldPolicy
    hold_policy_effective: EffectivePolicy
    hold_minutes_default: int
    hold_minutes_max: int
    reported_at: Time | None
    reported_by_role: str | None
    stale_after_seconds: int
    freshness: Freshness
    paused_until: Time | None
    pause_reason: PauseReason | None
    next_expiry_at: Time | None
    unconfirmed_arrival: bool
    eligibility: Eligibility
    capacity_kind: CapacityKind
    reserve_units: Count
    units_reserved: Count
    opening: Opening | None
    lock_milestones: bool
    expected: list[ExpectedVacancy] | None
    version: int
    counts_version: int
    as_of: Time
    # Of a service and of an appointment only.
    intake: Intake | None = None
    intake_from: Day | None = None
    starts_at: Time | None = None
    is_over: bool | None = None
    # Only where an operator has stopped new holds.
    stopped_by: Literal["organization", "region"] | None = None
    intake_line: str | None = None


class OutsiderPool(Wire):
    """A pool of a confidential program as everybody else sees it."""

    id: UUID
    program_id: UUID
    program_name: str
    organization_id: UUID
    confidential: Literal[True]
    kind: Kind
    unit: Unit
    region: str
    region_label: str
    availability: Literal["may_have_room", "ask", "closed"]
    freshness: Freshness
    hold_policy_effective: Literal["confirm", "call_only", "closed"]
    hold_minutes_default: int
    eligibility: Eligibility
    version: int
    as_of: Time


class Address(Wire):
    line: str | None
    city: str | None
    postal_code: str | None


class Program(Wire):
    id: UUID
    organization_id: UUID
    organization_name: str
    name: str
    kind: Kind
    region: str
    region_label: str
    confidential: bool
    intake_line: str | None
    arrival_instructions: Literal["shelter_calls_you", "come_to_address"]
    time_zone: str
    address: Address | None


class OutsiderProgram(Wire):
    id: UUID
    organization_id: UUID
    name: str
    kind: Kind
    region: str
    region_label: str
    confidential: Literal[True]


class Organization(Wire):
    id: UUID
    name: str
    stage: Literal["invited", "limited", "full"] | None = None
    organization_hold_limit: int | None = None
    responder_hold_limit: int | None = None
    may_use_reserve: bool | None = None


class Party(Wire):
    adults: Count
    children: Count
    infants: Count


class Hold(Wire):
    """A hold as its holder sees it; its shelter's staff also get the last seven fields.
    `call_before_admitting`: who holds it may not act any more. `offered`: it
    answers a request and is not taken yet."""

    id: UUID
    pool_id: UUID
    program_name: str
    pool_name: str | None
    unit: Unit
    units: int
    party: Party | None
    needs: list[Need]
    emergency: bool
    state: HoldState
    placed_at: Time
    accepted_at: Time | None
    expires_at: Time
    ended_at: Time | None
    minutes: int
    extensions: int
    extensions_left: int
    arrival_code: str
    at_risk: bool
    seen_at: Time | None
    arrival_said_at: Time | None
    late: bool
    reinstated: bool
    undo_until: Time | None
    milestones: list[LockStep] | None
    expected: ExpectedPlace | None
    set_id: UUID | None
    offered: bool
    request_id: UUID | None
    reason_group: ReasonGroup | None
    mine: bool | None
    kept_by: Literal["responder", "shelter"]
    version: int
    pool_version: int
    responder_organization_name: str | None = None
    units_backed: bool | None = None
    reason: str | None = None
    did_they_come: bool | None = None
    counted_since: bool | None = None
    call_back: str | None = None
    call_before_admitting: bool | None = None


class HoldSet(Wire):
    """Several holds for one household, placed together."""

    id: UUID
    holds: list[Hold]


class OperatorHold(Wire):
    """A hold as the operator sees it."""

    id: UUID
    pool_id: UUID
    state: HoldState
    expires_at: Time
    version: int
    pool_version: int


class Report(Wire):
    id: UUID
    pool_id: UUID
    kind: Literal["number", "delta", "unchanged", "intake"]
    units_free: Count | None
    delta: int | None
    units_out_of_service: Count | None
    arrived: list[UUID]
    units_free_after: Count | None
    observed_at: Time
    received_at: Time
    applied: bool
    reporter_role: str
    counts_version: int
    # Of a service only: what was said, or confirmed.
    intake: Intake | None = None
    intake_from: Day | None = None


class Reported(Wire):
    report: Report
    pool: Pool | OutsiderPool


class Problem(BaseModel):
    """RFC 9457, with a stable code and a next step."""

    model_config = ConfigDict(extra="allow", defer_build=True)
    type: str
    title: str
    status: int
    code: str
    detail: str
    next_step: str
    request_id: str | None = None


class Page(Wire):
    items: list[Any]
    next: str | None


class PoolPage(Page):
    items: list[Pool | OutsiderPool]


class ProgramPage(Page):
    items: list[Program | OutsiderProgram]


class OrganizationPage(Page):
    items: list[Organization]


class RegionPage(Page):
    items: list[Region]


class HoldPage(Page):
    items: list[Hold | OperatorHold]


class ReportPage(Page):
    items: list[Report]


class Me(Wire):
    account_id: UUID
    role: Literal["responder", "shelter_staff", "operator"]
    organization_id: UUID | None
    organization_name: str | None
    # Only while shelters are asked first before anything is kept for this account, until then.
    asked_first_until: Time | None = None
    # Of a browser's session only.
    csrf: str | None = None
    locked: bool | None = None
    desk: bool | None = None
    unlocks_by_pin: bool | None = None
    must_enroll: bool | None = None
    # Only where they are so.
    coordinator: bool | None = None
    invited: bool | None = None
