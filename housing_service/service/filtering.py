"""From a request's filter to what is judged: the same for a search and for a subscription."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from housing_service.domain.eligibility.situation import Case, Situation
from housing_service.domain.eligibility.vocabulary import need_codes
from housing_service.domain.errors import Refusal
from housing_service.domain.filters import PoolFilter
from housing_service.domain.identity import OPERATOR, SHELTER_STAFF, Identity
from housing_service.domain.party import Party
from housing_service.domain.vocabulary import BED_UNITS, SERVICE_KINDS, UNITS
from housing_service.live.messages import HouseholdFilter, LiveFilter, SituationFilter


def pool_filter(wire: LiveFilter, identity: Identity) -> PoolFilter:
    """The filter a request means for this viewer. `own` is empty for who has no pools. Raises
    Refusal `invalid_request` for a household that does not add up, and for a program that is to be
    for nobody else when nobody is named."""
    own = None
    if wire.own:
        own = identity.organization_id if identity.role == SHELTER_STAFF else identity.account_id
    return PoolFilter(
        regions=_any_of(wire.region, wire.regions),
        kinds=_any_of(wire.kind, wire.kinds),
        units=_units(wire),
        pool_ids=frozenset(wire.pool_ids) if wire.pool_ids is not None else None,
        not_pool_ids=frozenset(wire.not_pool_ids),
        own_organization=own,
        capacity_kinds=_any_of(None, wire.capacity_kinds),
        out_of_season_too=(
            wire.own
            or wire.capacity_kinds is not None
            or wire.pool_ids is not None
            or identity.role == OPERATOR
        ),
        language=wire.language,
        case=Case(_party(wire.household), _situation(wire.situation, wire.needs or ())),
    )


def _units(wire: LiveFilter) -> frozenset[str]:
    """Beds and rooms where none are given, unless services are asked for by kind, or pools by whose
    or which they are."""
    given = _any_of(wire.unit, wire.units)
    if given is not None:
        return given
    kinds = _any_of(wire.kind, wire.kinds) or ()
    asked_for = wire.own or wire.pool_ids is not None or not SERVICE_KINDS.isdisjoint(kinds)
    return frozenset(UNITS) if asked_for else BED_UNITS


def _party(asked: HouseholdFilter | None) -> Party | None:
    if asked is None:
        return None
    if asked.infants > asked.children or asked.adults + asked.children < 1:
        raise Refusal(
            "invalid_request",
            fields=[{"field": "filter.household", "message": "does not add up"}],
        )
    return Party(asked.adults, asked.children, asked.infants)


def _situation(asked: SituationFilter | None, needs: Sequence[str]) -> Situation:
    judged = need_codes().intersection(needs)
    if asked is None:
        return Situation(needs=judged)
    if asked.only_made_for and not asked.made_for:
        said = "A program that is for nobody else needs made_for: say for whom it is to be."
        field = {"field": "situation.only_made_for", "message": said}
        raise Refusal("invalid_request", detail=said, fields=[field])
    given: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value
        for name, value in asked
        if name in asked.model_fields_set
    }
    return Situation(needs=judged, **given)


def _any_of(one: str | None, several: Sequence[str] | None) -> frozenset[str] | None:
    if one is None:
        return frozenset(several) if several is not None else None
    return frozenset({one, *(several or ())})
