"""What an operator may send, field by field, with bounds; forms and the API parse the same."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from housing_service.domain.operator_lists import (
    ANNOUNCEMENT_CHARS_MAX,
    Audience,
    ConsentBy,
    ConsentHow,
    Stage,
)
from housing_service.domain.vocabulary import HoldPolicy
from housing_service.live.messages import Id
from housing_service.service.requests import Request


class Nudge(Request):
    """Ask a shelter for its count. The caller makes the id; repeating it asks once."""

    nudge_id: Id


class PutAnnouncement(Request):
    """What to tell, to whom, until when. `about_service` says that a number or name in the text
    that looks like a person's is a program's own."""

    audience: Audience = "all"
    region: Annotated[str, Field(max_length=40)] | None = None
    text: Annotated[
        str, Field(min_length=1, max_length=ANNOUNCEMENT_CHARS_MAX, pattern=r"^[^\x00-\x1f\x7f]+$")
    ]
    ends_at: Annotated[AwareDatetime, Field(strict=False)]
    about_service: bool = False


class SetStage(Request):
    stage: Stage


class VetProgram(Request):
    """Whether a program is confidential. That a confidential one is not takes its name, as its
    organization gave it."""

    decision: Literal["confidential", "public"]
    name: Annotated[str, Field(max_length=200)] | None = None


class DecidePolicy(Request):
    """How a pool may be held; without `hold_policy` it stays as it is. More than a call needs whose
    agreement was given, and how."""

    hold_policy: HoldPolicy | None = None
    consent_by: ConsentBy | None = None
    consent_how: ConsentHow | None = None
