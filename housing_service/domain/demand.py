"""What is recorded of a need that nothing could be found for, and nothing else is.

A need is an hour, a region, a kind of household and how it was asked; what would have changed the
answer is counted apart. The closed lists are the database's too (a test compares them).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from housing_service.domain.party import Party
from housing_service.domain.vocabulary import Household

NotSaid = Literal["not_said"]
DemandHousehold = Household | NotSaid
DemandKind = Literal["searched", "held", "asked", "placed"]
Outcome = Literal["not_placed", "placed_15", "placed_60", "placed_240", "placed_1440"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
ANY_REGION = "any"
# Beside the attributes of the vocabulary: what fits is taken; what fits is not open to holds; more
# than one thing stands in the way of every program.
ROOM, OPEN, SEVERAL = "room", "open", "several"
BESIDE_ATTRIBUTES = (ROOM, OPEN, SEVERAL)
# Refusals of a hold that say that there was nothing to be had there.
REFUSED_FOR = {
    "no_units_available": ROOM,
    "pool_over_held": ROOM,
    "pool_closed": OPEN,
    "pool_paused": OPEN,
    "pool_call_only": OPEN,
    "pool_count_too_old": OPEN,
    "pool_not_for_young_alone": "unaccompanied_minors",
}


@dataclass(frozen=True, slots=True)
class Need:
    """One need, under the random id of the page that asked, which is kept for a day at most."""

    need_id: UUID
    region: str
    household: DemandHousehold
    attribute: str
    kind: DemandKind


def household_of(party: Party | None) -> DemandHousehold:
    return "not_said" if party is None else party.household


def region_of(regions: frozenset[str] | None) -> str:
    """The one region that was asked for; where several would do, none is named."""
    return next(iter(regions)) if regions is not None and len(regions) == 1 else ANY_REGION


def what_was_missing(obstacles: Sequence[tuple[str, int]], fitting: int) -> str:
    """What would have changed the answer most. `obstacles` are attributes that alone rule programs
    out, most places first, each with how many of those had a place to be held; `fitting` are
    programs that are not ruled out (and had none)."""
    if obstacles and obstacles[0][1] > 0:
        return obstacles[0][0]
    return ROOM if fitting or obstacles else SEVERAL
