"""Who is calling, as the database named them."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    # Of a browser's session: it may only report counts for now; it belongs to a shared desk; its
    # account has a PIN there.
    locked: bool = False
    desk: bool = False
    unlocks_by_pin: bool = False
    # May invite colleagues of their organization and end their accounts.
    coordinator: bool = False
    # Of an organization that waits to be let in: may read who they are, and nothing else.
    invited: bool = False
    # They have yet to set up a second factor, and may do nothing else before.
    must_enroll: bool = False
    # Of a responder who held and let go again and again: until when, as an RFC 3339 time, shelters
    # are asked before anything is kept for them, and confidential programs are not shown.
    asked_first_until: str | None = None
    session_csrf: str | None = field(default=None, repr=False)
    # SHA-256 of the token or session that the request came with, for functions that ask whether it
    # was proven a moment ago. It is no part of who somebody is: never shown, never written down.
    credential: bytes = field(default=b"", repr=False, compare=False)
    # Of a program's token: all it may do; null for whatever its role may.
    scopes: frozenset[str] | None = None

    @property
    def asked_first(self) -> bool:
        return self.asked_first_until is not None

    @property
    def permissions(self) -> tuple[str, ...]:
        """All that decides what this viewer may see; part of every resume token."""
        return (
            str(self.account_id),
            self.role,
            str(self.organization_id),
            str(self.sees_confidential),
            str(self.on_duty),
            str(self.locked),
            str(self.asked_first),
            "" if self.scopes is None else ",".join(sorted(self.scopes)),
        )
