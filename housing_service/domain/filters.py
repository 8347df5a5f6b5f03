"""Which pools a viewer asked for. The same meaning for search and for the live subscription.

A filter looks only at facets: facts that seldom change, never counts. Of a confidential program
outsiders filter by region and kind alone, so that matching reveals nothing else. What a program has
not stated never hides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from housing_service.domain.eligibility.judge import Facts, Judge, facts_of
from housing_service.domain.eligibility.rules import FIT_WORDS, Fit
from housing_service.domain.eligibility.situation import Case
from housing_service.domain.eligibility.vocabulary import Language
from housing_service.domain.eligibility.wording import CONFIDENTIAL_WORDS, reason_words
from housing_service.domain.party import Party, units_for_party
from housing_service.domain.sight import Projection

FILTER_VALUES_MAX = 200
EVERYBODY = Case()
# To outsiders of a confidential program its kind of capacity and its season are always these.
UNSEEN_CAPACITY = ("regular", False)
SUMMARY_SENTENCES_MAX = 3


@dataclass(frozen=True, slots=True)
class Facets:
    """What a filter may look at. `facts` are the program's answers, for those who may see them."""

    pool_id: UUID
    organization_id: UUID
    confidential: bool
    region: str
    kind: str
    unit: str
    facts: Facts
    # Of a confidential program only its own staff filter by these two.
    capacity_kind: str = "regular"
    out_of_season: bool = False
    stated: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PoolFilter:
    """All given conditions must hold; an empty filter matches every pool. `units` of whoever asks
    are always given: they are real ones, so a pool that is over matches nothing. A program is left
    out for what a household needs only when it has said that it does not fit."""

    regions: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    units: frozenset[str] | None = None
    pool_ids: frozenset[UUID] | None = None
    not_pool_ids: frozenset[UUID] = frozenset()
    own_organization: UUID | None = None
    capacity_kinds: frozenset[str] | None = None
    # What is out of season is listed only for who asks for it.
    out_of_season_too: bool = True
    case: Case = EVERYBODY
    language: Language = "en"
    judge: Judge = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "judge", Judge(self.case))

    @property
    def household(self) -> Party | None:
        return self.case.party

    def wants(self, facets: Facets, projection: Projection) -> bool:
        """Whether the pool is among those asked for, whatever the household needs."""
        return (
            (self.regions is None or facets.region in self.regions)
            and (self.kinds is None or facets.kind in self.kinds)
            and (self.units is None or facets.unit in self.units)
            and (self.pool_ids is None or facets.pool_id in self.pool_ids)
            and facets.pool_id not in self.not_pool_ids
            and (self.own_organization is None or facets.organization_id == self.own_organization)
            and self._wants_capacity(facets, projection)
        )

    def _wants_capacity(self, facets: Facets, projection: Projection) -> bool:
        unseen = facets.confidential and projection == "outsider"
        kind, out_of_season = (
            UNSEEN_CAPACITY if unseen else (facets.capacity_kind, facets.out_of_season)
        )
        return (self.capacity_kinds is None or kind in self.capacity_kinds) and (
            self.out_of_season_too or not out_of_season
        )

    def fit(self, facets: Facets, projection: Projection) -> Fit:
        """How the program fits the household, as far as this projection may tell."""
        if facets.confidential and projection == "outsider":
            return self.judge.fit_unseen
        return self.judge.fit(facets.facts)

    def matches(self, facets: Facets, projection: Projection) -> bool:
        return (
            self.wants(facets, projection) and self.fit(facets, projection) is not Fit.DOES_NOT_FIT
        )


def fit_summary(wanted: PoolFilter, facets: Facets, projection: Projection) -> dict[str, Any]:
    """A pool's fit in short, for a card on a console: the word, how many questions are open, and
    the first sentences of what is to be asked or stands against it."""
    if facets.confidential and projection == "outsider":
        fit = wanted.judge.fit_unseen
        asks = fit is Fit.ASK
        words = [CONFIDENTIAL_WORDS[wanted.language]] if asks else []
        return {"fit": FIT_WORDS[fit], "questions": int(asks), "words": words}
    reasons = [one for one in wanted.judge.explain(facets.facts) if one.fit is not Fit.FITS]
    return {
        "fit": FIT_WORDS[reasons[0].fit if reasons else Fit.FITS],
        "questions": sum(one.fit is Fit.ASK for one in reasons),
        "words": [
            reason_words(one, facets.facts, wanted.language)
            for one in reasons[:SUMMARY_SENTENCES_MAX]
        ],
    }


def facets_of(
    pool_id: UUID,
    organization_id: UUID,
    pool: dict[str, Any],
    answers: Mapping[str, Any],
    before: Facets | None = None,
) -> Facets:
    """Facets from an insider projection and the pool's answers. Answers that stand as they were
    `before` are not read again: counts change a thousand times as often."""
    stated = (pool["eligibility"], pool["region"], pool["time_zone"])
    facts = before.facts if before is not None and before.stated == stated else None
    if facts is None:
        facts = facts_of(pool, answers)
    return Facets(
        pool_id=pool_id,
        organization_id=organization_id,
        confidential=pool["confidential"],
        region=pool["region"],
        kind=pool["kind"],
        # An appointment that is long over is among nothing that anybody asks for.
        unit="" if pool.get("is_over") else pool["unit"],
        facts=facts,
        capacity_kind=pool.get("capacity_kind", "regular"),
        out_of_season=is_out_of_season(pool),
        stated=stated,
    )


def is_out_of_season(pool: Mapping[str, Any]) -> bool:
    """Whether this pool is one that is closed until its season, or until it is needed."""
    opening = pool.get("opening")
    return opening is not None and not opening["is_open"]


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
