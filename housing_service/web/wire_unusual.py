"""The wire's answers about what an operator should look at, as models."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from housing_service.web.wire import Page
from housing_service.web.wire_base import Count, Time, Wire

AlertKind = Literal["canary", "single", "absent", "disclosure", "night_search"]


class AccountTold(Wire):
    """An account as an operator may know it. Who works for a victim service provider, or for an
    organization that nobody may know of, has no name here."""

    account_id: UUID
    role: Literal["responder", "shelter_staff", "operator"]
    login: str | None
    organization_name: str | None


class Alert(Wire):
    """Something unlike what is usual, once a day for each account and kind. `canary`: an id or a
    token was named that nobody should know, `count` times. Else `count` is what the account has
    read that day, and `usual` the middle of its last two weeks. `account` is null where nobody was
    signed in."""

    id: UUID
    kind: AlertKind
    first_at: Time
    last_at: Time
    count: Count
    usual: Count | None
    canary_kind: Literal["pool", "program", "hold", "token"] | None
    canary_number: Count | None
    account: AccountTold | None
    acknowledged_at: Time | None


class AlertPage(Page):
    items: list[Alert]


class AlertNotice(Wire):
    """To operators alone: something nobody has looked at yet."""

    id: UUID
    kind: AlertKind
    last_at: Time


class CoolDown(Wire):
    """Somebody for whom shelters are asked before a place is kept, until then: a responder
    (`account`) or all of an organization's."""

    id: UUID
    cooled_until: Time
    account: AccountTold | None
    organization_name: str | None


class CoolDownPage(Page):
    items: list[CoolDown]
