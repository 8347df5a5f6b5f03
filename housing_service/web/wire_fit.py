"""The wire's answers about fit: what is found for a household, and what programs have answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from housing_service.web.wire import FitWord, OutsiderPool, Page, Pool
from housing_service.web.wire_base import Time, Wire


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


class FitCounts(Wire):
    """All pools that were asked for, by how they fit."""

    fits: int
    ask: int
    does_not_fit: int


class Obstacle(Wire):
    """An attribute that alone rules pools out, and how many of those could be held now."""

    attribute: str
    label: str
    pools: int
    pools_to_hold: int


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
    counts: FitCounts
    obstacles: list[Obstacle]
    for_young_people: bool
