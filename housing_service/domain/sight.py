"""What a live viewer may see, in one place for every frame.

The database judges every read for itself; this is the same rule for the board, which holds both
projections of every pool because it serves all viewers at once. A test compares the two for all
roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from housing_service.domain.identity import SHELTER_STAFF, Identity

Projection = Literal["insider", "outsider"]
# Quotes are escaped inside a value, so nothing that somebody named can look like this.
_ASKED_FIRST = (b'"hold_policy_effective":"instant"', b'"hold_policy_effective":"confirm"')


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything that decides which projection of which pool a viewer gets. Viewers of equal
    sight and filter share their frames."""

    staff_of: UUID | None
    sees_confidential: bool
    # Whether every shelter is asked before it keeps a place for this viewer.
    asked_first: bool = False

    def projection(self, organization_id: UUID, confidential: bool) -> Projection | None:
        """The projection of a pool, or null when it does not exist for this viewer."""
        if not confidential or organization_id == self.staff_of:
            return "insider"
        return "outsider" if self.sees_confidential else None

    def encoded(self, pool: bytes) -> bytes:
        """An encoded pool of this viewer's projection, as this viewer reads it."""
        return pool.replace(*_ASKED_FIRST, 1) if self.asked_first else pool

    def shown(self, pool: dict[str, Any]) -> dict[str, Any]:
        """The same for a pool as an object."""
        if self.asked_first and pool["hold_policy_effective"] == "instant":
            return {**pool, "hold_policy_effective": "confirm"}
        return pool


def sight_of(identity: Identity) -> Sight:
    staff_of = identity.organization_id if identity.role == SHELTER_STAFF else None
    return Sight(staff_of, identity.sees_confidential, identity.asked_first)
