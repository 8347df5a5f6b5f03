"""What callers may send, field by field, with bounds. Unknown fields are refused.

Pages and the API parse the same models, so a form can send nothing an API caller could not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from housing_service.domain.errors import Refusal
from housing_service.domain.party import PEOPLE_MAX, Party
from housing_service.domain.vocabulary import (
    DeclineReason,
    HoldPolicy,
    Need,
    NoShowReason,
    PauseReason,
    ReleaseReason,
    RevokeReason,
)
from housing_service.live.messages import Id, LiveFilter

UNITS_MAX = 20
HOLD_SET_PARTS_MIN = 2
HOLD_SET_PARTS_MAX = 6
COUNT_MAX = 10_000
_Minutes = Annotated[int, Field(ge=5, le=20_160)]
_Time = Annotated[AwareDatetime, Field(strict=False)]


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


class PlaceHold(Request):
    """`PUT /v1/holds/{uuid}`. Without `units` the pool's rule turns the party into units."""

    pool_id: Id
    units: Annotated[int, Field(ge=1, le=UNITS_MAX)] | None = None
    party: PartyBody | None = None
    minutes: _Minutes | None = None
    needs: Annotated[list[Need], Field(max_length=10)] = Field(default_factory=list)
    # The random id of the need in the caller's open page, to count it once.
    need_id: Id | None = None


class HoldSetPart(PlaceHold):
    """One of a set's holds; the caller makes its id too. The need is the set's."""

    hold_id: Id


class PlaceHoldSet(Request):
    """`PUT /v1/hold-sets/{uuid}`: several holds for one household, all of them or none."""

    parts: Annotated[
        list[HoldSetPart], Field(min_length=HOLD_SET_PARTS_MIN, max_length=HOLD_SET_PARTS_MAX)
    ]
    need_id: Id | None = None

    @model_validator(mode="after")
    def _each_once(self) -> PlaceHoldSet:
        if len({part.hold_id for part in self.parts}) < len(self.parts):
            raise ValueError("each part has an id of its own")
        people = sum(p.party.adults + p.party.children for p in self.parts if p.party)
        if people > PEOPLE_MAX or sum(part.units or 1 for part in self.parts) > UNITS_MAX:
            raise ValueError("one household is not that large")
        return self


class Report(Request):
    """`POST /v1/pools/{id}/reports`: exactly one of units_free, delta and unchanged."""

    report_id: Id | None = None
    units_free: Annotated[int, Field(ge=0, le=COUNT_MAX)] | None = None
    delta: Annotated[int, Field(ge=-COUNT_MAX, le=COUNT_MAX)] | None = None
    unchanged: bool = False
    based_on_version: Annotated[int, Field(ge=0, le=2**62)] | None = None
    observed_at: _Time | None = None
    units_out_of_service: Annotated[int, Field(ge=0, le=COUNT_MAX)] | None = None
    arrived: Annotated[list[Id], Field(max_length=200)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Report:
        said = (self.units_free is not None) + (self.delta is not None) + self.unchanged
        if said != 1:
            raise ValueError("give exactly one of units_free, delta and unchanged: true")
        if self.delta is not None and self.report_id is None:
            raise ValueError("a delta needs a report_id, so that repeating it is safe")
        if self.unchanged and self.based_on_version is None:
            raise ValueError("unchanged needs based_on_version: which count is still correct?")
        return self


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
    number: Annotated[int, Field(ge=1, le=1_000)]
    minutes: _Minutes | None = None


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


class Search(LiveFilter):
    """`POST /v1/pools/search`: the live filter's meaning, with a bound on the answer. `show_all`
    adds what does not fit, with why."""

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    show_all: bool = False


class Eligibility(Request):
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
