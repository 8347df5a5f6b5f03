"""The wire's answers about locks and expected vacancies."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from housing_service.domain.vocabulary import Confidence, ExtensionReason, Milestone
from housing_service.web.wire_base import Count, Day, Time, Wire


class ExpectedVacancy(Wire):
    """Places that staff expect to be vacant from a day on; to be locked from `holdable_from`."""

    id: UUID
    pool_id: UUID
    units: int
    units_held: Count
    expected_from: Day
    confidence: Confidence
    state: Literal["open", "vacant", "withdrawn"]
    holdable_from: Day | None


class LockStep(Wire):
    """A step of a lock; `extended_for` says why it was given more time."""

    milestone: Milestone
    due_at: Time
    reached_at: Time | None
    extended_for: ExtensionReason | None


class ExpectedPlace(Wire):
    """The vacancy a lock waits for: the day promised at first, and what is expected now."""

    id: UUID
    promised_from: Day
    expected_from: Day | None
    state: Literal["open", "vacant", "withdrawn"]
