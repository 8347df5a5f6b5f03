"""Who asks: an account, its role and organization, and how it stands to a hold."""

from __future__ import annotations

from dataclasses import dataclass

from tests.auditor.model_holds import Hold


@dataclass(frozen=True)
class Organization:
    """Design 4: caps per responder and per organization; a shelter has its own pools."""

    name: str
    responder_hold_limit: int = 2
    organization_hold_limit: int = 10


@dataclass(frozen=True)
class Caller:
    """`name` is the model's handle; `account_id` is the service's."""

    name: str
    role: str
    organization: Organization | None
    account_id: str

    def relation(self, hold: Hold) -> str | None:
        """Design 7: a hold is seen by its holder, the staff of that shelter, and the operator
        (state and deadline only). Design 3.10: to all others it does not exist."""
        if self.role == "shelter_staff" and self.organization == hold.pool.organization:
            return "shelter"
        if self == hold.holder:
            return "holder"
        return "operator" if self.role == "operator" else None
