"""Messages of the live protocol and its close codes.

Codes 4000-4499 mean "reconnect, with jitter"; 4500-4999 mean "don't, until something changes".
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from housing_service.domain.eligibility.situation import (
    Avoid,
    Distance,
    Home,
    Papers,
    Proof,
    Record,
)
from housing_service.domain.eligibility.vocabulary import Language
from housing_service.domain.filters import FILTER_VALUES_MAX
from housing_service.domain.party import PEOPLE_MAX
from housing_service.domain.vocabulary import CapacityKind, Kind, Unit
from housing_service.live.codes import (
    Gender,
    NeedCode,
    Pet,
    Population,
    ReferralSource,
    Spoken,
)

CLOSE_GOING_AWAY = 4000
CLOSE_SLOW = 4001
CLOSE_TRY_AGAIN = 4002
CLOSE_FULL = 4003
CLOSE_BAD_MESSAGE = 4500
CLOSE_NOT_SIGNED_IN = 4501
CLOSE_AUTHENTICATION_TIMEOUT = 4503
CLOSE_MESSAGE_TOO_LARGE = 4504
CLOSE_UNKNOWN_TYPE = 4505
CLOSE_TOO_MANY_MESSAGES = 4506

CLOSE_REASONS: dict[int, str] = {
    CLOSE_GOING_AWAY: "going_away",
    CLOSE_SLOW: "slow",
    CLOSE_TRY_AGAIN: "try_again",
    CLOSE_FULL: "full",
    CLOSE_BAD_MESSAGE: "bad_message",
    CLOSE_NOT_SIGNED_IN: "not_signed_in",
    CLOSE_AUTHENTICATION_TIMEOUT: "authentication_timeout",
    CLOSE_MESSAGE_TOO_LARGE: "message_too_large",
    CLOSE_UNKNOWN_TYPE: "unknown_type",
    CLOSE_TOO_MANY_MESSAGES: "too_many_messages",
}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


# JSON has no UUID type, so strict models accept ids as strings here.
Id = Annotated[UUID, Field(strict=False)]
_Region = Annotated[str, Field(max_length=40)]
_Codes = Annotated[list[_Region], Field(max_length=FILTER_VALUES_MAX)]
_AdultAge = Annotated[int, Field(ge=18, le=110)]
# Whoever arrives, arrives in these years.
_EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_Moment = Annotated[AwareDatetime, Field(strict=False, ge=_EARLIEST, le=_LATEST)]


class HouseholdFilter(Strict):
    """A household in bands, judged in memory and stored nowhere."""

    adults: Annotated[int, Field(ge=0, le=PEOPLE_MAX)] = 1
    children: Annotated[int, Field(ge=0, le=PEOPLE_MAX)] = 0
    infants: Annotated[int, Field(ge=0, le=PEOPLE_MAX)] = 0


class SituationFilter(Strict):
    """What a household needs of a program, judged in memory and stored nowhere. What is left out
    is not judged; what a program has not stated never hides it."""

    avoid: Annotated[list[Avoid], Field(max_length=10)] = []
    genders: Annotated[list[Gender], Field(max_length=40)] = []
    youngest_adult_age: _AdultAge | None = None
    oldest_adult_age: _AdultAge | None = None
    oldest_boy_age: Annotated[int, Field(ge=0, le=17)] | None = None
    pregnancy_weeks: Annotated[int, Field(ge=1, le=42)] | None = None
    languages: Annotated[list[Spoken], Field(max_length=40)] = []
    pets: Annotated[list[Pet], Field(max_length=40)] = []
    sober_days: Annotated[int, Field(ge=0, le=3_650)] | None = None
    detox: bool = False
    record: Record | None = None
    registry: bool = False
    papers: Papers | None = None
    proof: Proof | None = None
    referral_source: ReferralSource | None = None
    populations: Annotated[list[Population], Field(max_length=40)] = []
    made_for: Annotated[list[Population], Field(max_length=40)] = []
    only_made_for: bool = False
    transport: bool = False
    home: Home | None = None
    nights: Annotated[int, Field(ge=1, le=1_000)] | None = None
    arrival_at: _Moment | None = None
    from_region: _Region | None = None
    distance: Distance = "any"


class LiveFilter(Strict):
    """Which pools to send; an absent field means any. `region`, `kind` and `unit` are short for a
    list of one. Without `unit` or `units` only places to stay are meant, unless pools are asked for
    by `own`, by `pool_ids` or by a kind that offers no place to stay. `needs` are attributes that a
    program must not have answered with no (`language` and `animal`, which a hold may ask to be made
    ready, hide none). `not_pool_ids` are never to be shown or asked, for no given reason.
    `language` is that of sentences about fit. Surge and seasonal pools that are closed until they
    open again are left out, unless `capacity_kinds`, `pool_ids` or `own` ask for them, or the
    operator asks."""

    region: _Region | None = None
    kind: Kind | None = None
    unit: Unit | None = None
    regions: _Codes | None = None
    kinds: Annotated[list[Kind], Field(max_length=20)] | None = None
    units: Annotated[list[Unit], Field(max_length=20)] | None = None
    capacity_kinds: Annotated[list[CapacityKind], Field(max_length=10)] | None = None
    needs: Annotated[list[NeedCode], Field(max_length=60)] | None = None
    pool_ids: Annotated[list[Id], Field(max_length=FILTER_VALUES_MAX)] | None = None
    not_pool_ids: Annotated[list[Id], Field(max_length=FILTER_VALUES_MAX)] = []
    household: HouseholdFilter | None = None
    situation: SituationFilter | None = None
    language: Language = "en"
    own: bool = False
    # A random id that lives in the caller's open page, so that a need for which there is nothing is
    # counted once. It changes nothing else.
    need_id: Id | None = None


class Authenticate(Strict):
    """First message of a client that can't set headers (`token`), and of a page with a session
    (`ticket`, made by the page or from POST /v1/live-tickets; good for one connection)."""

    type: Literal["authenticate"]
    token: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    ticket: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Authenticate:
        if (self.token is None) == (self.ticket is None):
            raise ValueError("send a token or a ticket")
        return self


class Subscribe(Strict):
    """Says what to watch; a later one replaces it. `resume` is the last token received. With
    `packed` a snapshot may come as a binary frame: raw DEFLATE of the same text."""

    type: Literal["subscribe"]
    filter: LiveFilter = Field(default_factory=LiveFilter)
    resume: Annotated[str, Field(max_length=200)] | None = None
    packed: bool = False
