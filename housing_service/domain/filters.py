"""Which pools a viewer asked for. The same meaning for search and for the live subscription.

A filter looks only at facets: facts that seldom change and are the same in both projections, so
that filtering can tell nothing about a confidential program's counts. What is unknown never
hides a pool.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from housing_service.domain.party import Party, units_for_party

FILTER_VALUES_MAX = 200


@dataclass(frozen=True, slots=True)
class Facets:
    """What a filter may look at."""

    pool_id: UUID
    organization_id: UUID
    confidential: bool
    region: str
    kind: str
    unit: str
    households: tuple[str, ...] | None
    party_people_max: int | None


@dataclass(frozen=True, slots=True)
class PoolFilter:
    """All given conditions must hold; an empty filter matches every pool."""

    regions: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    units: frozenset[str] | None = None
    pool_ids: frozenset[UUID] | None = None
    household: Party | None = None
    own_organization: UUID | None = None

    def matches(self, facets: Facets) -> bool:
        return (
            (self.regions is None or facets.region in self.regions)
            and (self.kinds is None or facets.kind in self.kinds)
            and (self.units is None or facets.unit in self.units)
            and (self.pool_ids is None or facets.pool_id in self.pool_ids)
            and (self.own_organization is None or facets.organization_id == self.own_organization)
            and (self.household is None or serves(facets, self.household))
        )


def serves(facets: Facets, party: Party) -> bool:
    """Whether the pool takes such a household, as far as is known. A household without an adult
    is the exception: only pools that said yes to it are named."""
    if facets.households is None:
        return party.adults > 0
    if party.household not in facets.households:
        return False
    return facets.party_people_max is None or party.people <= facets.party_people_max


def facets_of(pool_id: UUID, organization_id: UUID, pool: dict[str, Any]) -> Facets:
    """Facets from an insider projection."""
    eligibility = pool["eligibility"]
    households = eligibility["households"]
    return Facets(
        pool_id=pool_id,
        organization_id=organization_id,
        confidential=pool["confidential"],
        region=pool["region"],
        kind=pool["kind"],
        unit=pool["unit"],
        households=tuple(households) if households is not None else None,
        party_people_max=eligibility["party_people_max"],
    )


def units_wanted(pool: dict[str, Any], party: Party | None, units: int | None) -> int:
    """How many units a request asks of this pool (either projection), for display and choice."""
    if units is not None:
        return units
    if party is None:
        return 1
    return units_for_party(
        pool["unit"],
        pool.get("people_per_unit"),
        pool["eligibility"]["infants_need_unit"],
        party,
    )
