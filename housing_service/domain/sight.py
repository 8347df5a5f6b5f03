"""What a live viewer may see, in one place for every frame.

The database judges every read for itself; this is the same rule for the board, which holds both
projections of every pool because it serves all viewers at once. A test compares the two for all
roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from housing_service.domain.identity import SHELTER_STAFF, Identity

Projection = Literal["insider", "outsider"]


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything that decides which projection of which pool a viewer gets. Viewers of equal
    sight and filter share their frames."""

    staff_of: UUID | None
    sees_confidential: bool

    def projection(self, organization_id: UUID, confidential: bool) -> Projection | None:
        """The projection of a pool, or null when it does not exist for this viewer."""
        if not confidential or organization_id == self.staff_of:
            return "insider"
        return "outsider" if self.sees_confidential else None


def sight_of(identity: Identity) -> Sight:
    staff_of = identity.organization_id if identity.role == SHELTER_STAFF else None
    return Sight(staff_of, identity.sees_confidential)
