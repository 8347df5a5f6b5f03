"""What callers may send, field by field, with bounds. Unknown fields are refused.

Pages and the API parse the same models, so a form can send nothing an API caller could not.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from housing_service.domain.errors import Refusal
from housing_service.domain.party import PEOPLE_MAX, Party
from housing_service.domain.vocabulary import (
    CapacityKind,
    DeclineReason,
    ExtensionReason,
    HoldPolicy,
    Intake,
    Kind,
    Milestone,
    Need,
    NoShowReason,
    PauseReason,
    ReleaseReason,
    RevokeReason,
    SurgeLabel,
    Urgency,
)
from housing_service.live.messages import HouseholdFilter, Id, LiveFilter

UNITS_MAX = 20
HOLD_SET_PARTS_MIN = 2
HOLD_SET_PARTS_MAX = 6
COUNT_MAX = 10_000
_Minutes = Annotated[int, Field(ge=5, le=20_160)]
# A month and a day of every year; the 29th of February is not.
_SeasonDay = Annotated[
    str,
    Field(
        pattern=r"^((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)"
        r"|02-(0[1-9]|1\d|2[0-8]))$"
    ),
]
_Time = Annotated[AwareDatetime, Field(strict=False)]
_Day = Annotated[date, Field(strict=False, ge=date(2020, 1, 1), le=date(2200, 1, 1))]


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PartyBody(Request):
    """A household in bands; `infants` says how many of the children are under two."""

    adults: Annotated[int, Field(ge=0, le=PEOPLE_MAX)] = 1
    children: Annotated[int, Field(ge=0, le=PEOPLE_MAX)] = 0
    infants: Annotated[int, Field(ge=0, le=PEOPLE_MAX)] = 0

    @model_validator(mode="after")
    def _adds_up(self) -> PartyBody:
        if self.adults + self.children < 1:
            raise ValueError("a household has at least one person")
        if self.adults + self.children > PEOPLE_MAX:
            raise ValueError(f"a household has at most {PEOPLE_MAX} people")
        if self.infants > self.children:
            raise ValueError("infants are counted among the children")
        return self

    def party(self) -> Party:
        return Party(self.adults, self.children, self.infants)


class HoldFields(Request):
    """What is asked of a pool. Without `units` the pool's rule turns the party into units."""

    pool_id: Id
    units: Annotated[int, Field(ge=1, le=UNITS_MAX)] | None = None
    party: PartyBody | None = None
    minutes: _Minutes | None = None
    needs: Annotated[list[Need], Field(max_length=10)] = Field(default_factory=list)
    # A place that is expected and confirmed, instead of one that is free now.
    expected_vacancy_id: Id | None = None
    # The random id of the need in the caller's open page, to count it once.
    need_id: Id | None = None


class PlaceHold(HoldFields):
    """`PUT /v1/holds/{uuid}`. An emergency admission may have what the pool keeps for those."""

    emergency: bool = False


class HoldSetPart(HoldFields):
    """One of a set's holds; the caller makes its id too. The need is the set's."""

    hold_id: Id


class PlaceHoldSet(Request):
    """`PUT /v1/hold-sets/{uuid}`: several holds for one household, all of them or none."""

    parts: Annotated[
        list[HoldSetPart], Field(min_length=HOLD_SET_PARTS_MIN, max_length=HOLD_SET_PARTS_MAX)
    ]
    emergency: bool = False
    need_id: Id | None = None

    @model_validator(mode="after")
    def _each_once(self) -> PlaceHoldSet:
        if any(part.expected_vacancy_id for part in self.parts):
            raise ValueError("a place that is only expected is held by itself")
        if len({part.hold_id for part in self.parts}) < len(self.parts):
            raise ValueError("each part has an id of its own")
        people = sum(p.party.adults + p.party.children for p in self.parts if p.party)
        if people > PEOPLE_MAX or sum(part.units or 1 for part in self.parts) > UNITS_MAX:
            raise ValueError("one household is not that large")
        return self


class MakeReport(Request):
    """`POST /v1/pools/{id}/reports`: exactly one of units_free, delta, unchanged and, of a service,
    intake with the day from which on people can start."""

    report_id: Id | None = None
    units_free: Annotated[int, Field(ge=0, le=COUNT_MAX)] | None = None
    delta: Annotated[int, Field(ge=-COUNT_MAX, le=COUNT_MAX)] | None = None
    unchanged: bool = False
    intake: Intake | None = None
    intake_from: _Day | None = None
    based_on_version: Annotated[int, Field(ge=0, le=2**62)] | None = None
    observed_at: _Time | None = None
    units_out_of_service: Annotated[int, Field(ge=0, le=COUNT_MAX)] | None = None
    arrived: Annotated[list[Id], Field(max_length=200)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_one_thing(self) -> MakeReport:
        said = (self.units_free is not None) + (self.delta is not None) + self.unchanged
        if said + (self.intake is not None) != 1:
            raise ValueError("give exactly one of units_free, delta, unchanged: true and intake")
        if self.intake is None and self.intake_from is not None:
            raise ValueError("intake_from goes with intake")
        if self.intake is not None and (self.arrived or self.units_out_of_service is not None):
            raise ValueError("nobody arrives at a service and none of it is out of service")
        if self.delta is not None and self.report_id is None:
            raise ValueError("a delta needs a report_id, so that repeating it is safe")
        if self.unchanged and self.based_on_version is None:
            raise ValueError("unchanged needs based_on_version: which count is still correct?")
        return self


class MakeSlot(Request):
    """`POST /v1/programs/{id}/slots`: appointments at one time. The caller makes their id."""

    slot_id: Id
    starts_at: _Time
    units: Annotated[int, Field(ge=1, le=50)] = 1
    hold_policy: HoldPolicy = "call_only"


class Nothing(Request):
    """An action without arguments."""


class Accept(Request):
    minutes: _Minutes | None = None
    until: _Time | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Accept:
        if self.minutes is not None and self.until is not None:
            raise ValueError("give minutes or until, not both")
        return self


class Decline(Request):
    reason: DeclineReason | None = None


class Release(Request):
    reason: ReleaseReason | None = None


class NoShow(Request):
    reason: NoShowReason | None = None


class Revoke(Request):
    reason: RevokeReason


class Extend(Request):
    """`minutes` for a hold of minutes; for a lock `working_hours` (8 when left out) and why."""

    number: Annotated[int, Field(ge=1, le=1_000)]
    minutes: _Minutes | None = None
    working_hours: Annotated[int, Field(ge=1, le=40)] | None = None
    reason: ExtensionReason | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Extend:
        if self.reason is not None and self.minutes is not None:
            raise ValueError("a lock is extended by working_hours, not by minutes")
        if self.reason is None and self.working_hours is not None:
            raise ValueError("working_hours are for a lock, which needs a reason")
        return self


class ReachMilestone(Request):
    """A step of a lock is reached, and with it all before it."""

    milestone: Milestone


class Arrive(Request):
    units: Annotated[int, Field(ge=1, le=UNITS_MAX)] | None = None
    already_counted: bool = False
    late: bool = False


class Pause(Request):
    reason: PauseReason | None = None
    until: _Time | None = None


class Close(Request):
    reason: PauseReason | None = None


class Policy(Request):
    hold_policy: HoldPolicy


class PutSurge(Request):
    """`PUT /v1/surges/{uuid}`. Without `starts_at` it begins at once."""

    region: Annotated[str, Field(min_length=1, max_length=40)]
    label: SurgeLabel
    starts_at: _Time | None = None
    ends_at: _Time


class Capacity(Request):
    """`POST /v1/pools/{id}/capacity`: what is left out stays. `season_from` and `season_until`,
    first and last day as month and day, go with `seasonal` alone."""

    capacity_kind: CapacityKind | None = None
    season_from: _SeasonDay | None = None
    season_until: _SeasonDay | None = None
    reserve_units: Annotated[int, Field(ge=0, le=COUNT_MAX)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Capacity:
        if not self.model_fields_set:
            raise ValueError("say at least one thing")
        return self


class ReserveUse(Request):
    """`POST /v1/organizations/{id}/reserve-use`."""

    may_use_reserve: bool


class Search(LiveFilter):
    """`POST /v1/pools/search`: the live filter's meaning, with a bound on the answer. `show_all`
    adds what does not fit, with why. `services` are kinds whose services and appointments are
    wanted in a list beside it."""

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    show_all: bool = False
    services: Annotated[list[Kind], Field(max_length=20)] = Field(default_factory=list)


class OpenRequest(LiveFilter):
    """`PUT /v1/requests/{uuid}`: a need, described as for a search and judged in memory. Kept are
    `urgency`, the household, `make_ready` and `line_id` (one of the organization's lines, told to
    a shelter that has said it can). `not_pool_ids` are never asked."""

    household: HouseholdFilter
    urgency: Urgency = "tonight"
    make_ready: Annotated[list[Need], Field(max_length=5)] = Field(default_factory=list)
    line_id: Id | None = None

    def party(self) -> Party:
        return Party(self.household.adults, self.household.children, self.household.infants)


class WeCan(Request):
    """`POST /v1/asks/{id}/we-can`: for how long the units are kept until they are taken."""

    minutes: Annotated[int, Field(ge=5, le=60)] = 15


class Duty(Request):
    """`PUT /v1/me/duty`: at work for so many minutes from now; 0 means no longer."""

    minutes: Annotated[int, Field(ge=0, le=1_440)]


class TurnNoticesOn(Request):
    """`PUT /v1/me/notices`: where this browser can be rung; its keys are not needed."""

    endpoint: Annotated[str, Field(min_length=12, max_length=1_000)]


class PutLine(Request):
    """`PUT /v1/organizations/{id}/lines/{uuid}`: a line on which the organization answers."""

    line: Annotated[str, Field(pattern=r"^[+0-9 ()x.-]{3,30}$")]


class TurnAutomaticOffers(Request):
    """`PUT /v1/automatic-offers`"""

    on: bool


class PutEligibility(Request):
    """`PUT /v1/pools/{id}/eligibility`: every answer of the pool by attribute of the vocabulary,
    null or left out where it is not stated. `based_on_version` is the version that was read."""

    answers: dict[Annotated[str, Field(max_length=40)], Any]
    based_on_version: Annotated[int, Field(ge=0, le=2**62)]


_Model = TypeVar("_Model", bound=BaseModel)


def parse(model: type[_Model], body: Any) -> _Model:
    """The validated request. Raises Refusal `invalid_request` naming fields, never values."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        fields = [
            {
                "field": ".".join(str(part) for part in item["loc"]) or "body",
                "message": item["msg"],
            }
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise Refusal("invalid_request", fields=fields[:20]) from None


def is_future_safe(at: datetime | None) -> datetime | None:
    """Times PostgreSQL can't hold would become a fault; refuse them here."""
    if at is not None and not 1990 <= at.year <= 2200:
        raise Refusal("invalid_request", fields=[{"field": "time", "message": "out of range"}])
    return at
