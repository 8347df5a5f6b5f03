"""The wire's answers about fit: what is found for a household, and what programs have answered."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from housing_service.live.next_steps import StepCode
from housing_service.web.wire import OutsiderPool, Page, Pool
from housing_service.web.wire_base import Time, Wire

FitWord = Literal["fits", "ask", "does_not_fit"]


class Reason(Wire):
    attribute: str
    fit: FitWord
    stated: bool
    words: str


class FoundPool(Pool):
    units_needed: int
    has_room: bool
    fit: FitWord
    reasons: list[Reason]


class FoundOutsiderPool(OutsiderPool):
    units_needed: int
    has_room: bool
    fit: FitWord
    reasons: list[Reason]


class FoundService(FoundPool):
    languages: list[str] | None


class FoundOutsiderService(FoundOutsiderPool):
    languages: None


class FitCounts(Wire):
    """All pools that were asked for, by how they fit."""

    fits: int
    ask: int
    does_not_fit: int


class Obstacle(Wire):
    """An attribute that alone rules pools out, and how many of those could be held now.
    `changeable`: it is a need or a wish that may be left open, not who they are."""

    attribute: str
    label: str
    pools: int
    pools_to_hold: int
    changeable: bool


class Opens(Wire):
    """A region or kind of program, and how many pools there fit or may be asked."""

    code: str
    pools: int
    pools_to_hold: int


class NextStep(Wire):
    """A way on where nothing that fits can be held. `pools` is to how many pools it leads,
    `pools_to_hold` how many of them have room; `pool_ids` are the best of them, `leave_out` the
    members of the request to drop, `line` the telephone number of the operator's line."""

    code: StepCode
    pools: int | None = None
    pools_to_hold: int | None = None
    pool_ids: list[UUID] | None = None
    attribute: str | None = None
    label: str | None = None
    leave_out: list[str] | None = None
    regions: list[Opens] | None = None
    kinds: list[Opens] | None = None
    line: str | None = None


class AnsweredEligibility(Wire):
    """What a program has answered about whom it takes, by attribute of the vocabulary."""

    pool_id: UUID
    pool_name: str
    program_name: str
    answers: dict[str, Any]
    vocabulary_version: int | None
    version: int
    changed_at: Time | None
    changed_by_role: str | None


class VocabularyValue(Wire):
    code: str
    label: str


class VocabularyAttribute(Wire):
    code: str
    group: str
    kind: str
    label: str
    question: str
    hsds: str | None
    hmis: str | None
    values: list[VocabularyValue] | None = None
    unit: str | None = None
    min: int | None = None
    max: int | None = None


class Vocabulary(Wire):
    version: int
    language: str
    attributes: list[VocabularyAttribute]


class FoundPage(Page):
    items: list[FoundPool | FoundOutsiderPool]
    # The services and appointments that were asked for by kind, best first.
    services: list[FoundService | FoundOutsiderService]
    counts: FitCounts
    obstacles: list[Obstacle]
    next_steps: list[NextStep]
    for_young_people: bool
