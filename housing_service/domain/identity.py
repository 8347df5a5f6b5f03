"""Who is calling, as the database named them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Role = Literal["responder", "shelter_staff", "operator"]
RESPONDER: Role = "responder"
SHELTER_STAFF: Role = "shelter_staff"
OPERATOR: Role = "operator"
ROLES: tuple[Role, ...] = (RESPONDER, SHELTER_STAFF, OPERATOR)


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in account. It is a name, not a right: every function of the database judges the
    account anew, so an outdated identity opens nothing."""

    account_id: UUID
    role: Role
    organization_id: UUID | None
    organization_name: str | None
    sees_confidential: bool
    # Whether they have said that they are at work: only then is a shelter's staff asked.
    on_duty: bool = False
    session_csrf: str | None = None

    @property
    def permissions(self) -> tuple[str, ...]:
        """All that decides what this viewer may see; part of every resume token."""
        return (
            str(self.account_id),
            self.role,
            str(self.organization_id),
            str(self.sees_confidential),
            str(self.on_duty),
        )
