"""The wire's answers about surges, as models."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from housing_service.domain.vocabulary import SurgeLabel
from housing_service.web.wire import Page
from housing_service.web.wire_base import Count, Time, Wire


class Surge(Wire):
    """Capacity opened for a region and a period. `pools` and `units_free` are those that open with
    it, without confidential programs; `units_free` is as last reported."""

    id: UUID
    region: str
    region_label: str
    label: SurgeLabel
    starts_at: Time
    ends_at: Time
    ended_at: Time | None
    state: Literal["coming", "running", "over"]
    pools: Count
    units_free: Count


class SurgePage(Page):
    items: list[Surge]
