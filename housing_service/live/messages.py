"""Messages of the live protocol and its close codes.

Codes 4000-4499 mean "reconnect, with jitter"; 4500-4999 mean "don't, until something changes".
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from housing_service.domain.filters import FILTER_VALUES_MAX
from housing_service.domain.party import PEOPLE_MAX
from housing_service.domain.vocabulary import Kind, Need, Unit

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


class HouseholdFilter(Strict):
    """A household in bands, judged in memory and stored nowhere."""

    adults: Annotated[int, Field(ge=0, le=PEOPLE_MAX)] = 1
    children: Annotated[int, Field(ge=0, le=PEOPLE_MAX)] = 0
    infants: Annotated[int, Field(ge=0, le=PEOPLE_MAX)] = 0


# JSON has no UUID type, so strict models accept ids as strings here.
Id = Annotated[UUID, Field(strict=False)]
_Codes = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=FILTER_VALUES_MAX)]


class LiveFilter(Strict):
    """Which pools to send; an absent field means any. `region`, `kind` and `unit` are short for
    a list of one. What must be made ready (`needs`) hides no pool: any may be asked for it."""

    region: Annotated[str, Field(max_length=40)] | None = None
    kind: Kind | None = None
    unit: Unit | None = None
    regions: _Codes | None = None
    kinds: Annotated[list[Kind], Field(max_length=20)] | None = None
    units: Annotated[list[Unit], Field(max_length=20)] | None = None
    needs: Annotated[list[Need], Field(max_length=10)] | None = None
    pool_ids: Annotated[list[Id], Field(max_length=FILTER_VALUES_MAX)] | None = None
    household: HouseholdFilter | None = None
    own: bool = False


class Authenticate(Strict):
    """First message of a client that can't set headers."""

    type: Literal["authenticate"]
    token: Annotated[str, Field(min_length=1, max_length=200)]


class Subscribe(Strict):
    """Says what to watch; a later one replaces it. `resume` is the last token received."""

    type: Literal["subscribe"]
    filter: LiveFilter = Field(default_factory=LiveFilter)
    resume: Annotated[str, Field(max_length=200)] | None = None
