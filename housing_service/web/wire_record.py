"""The wire's answers about an organization's own record, as models."""

from __future__ import annotations

from typing import Literal

from housing_service.web.wire import Page
from housing_service.web.wire_base import Time, Wire


class RecordEntry(Wire):
    """One row of the record. In book `disclosures` `at` is the beginning of a day. `actor` is a
    sign-in name of one's own organization; `target` a name of one's own, or what any outsider may
    call it. All three are null where they are not to be told."""

    book: Literal["acts", "disclosures"]
    number: int
    at: Time
    actor_role: str
    actor: str | None
    actor_organization: str | None
    action: str
    target_kind: str | None
    target: str | None


class RecordPage(Page):
    items: list[RecordEntry]
