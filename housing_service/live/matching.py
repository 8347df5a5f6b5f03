"""Finding pools for a household: who fits, in which order, and what stands in the way.

Order of the answer, first what matters most: fit (where a call is needed, the fewer open questions
the better), whether it can be held now, freshness, whether others wait for it already, distance as
the caller wishes it, then the id, so that equal questions get equal answers on every process.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any
from uuid import UUID

from housing_service.domain.eligibility.judge import said
from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.filters import PoolFilter
from housing_service.domain.party import Party, units_for_party
from housing_service.domain.sight import Projection, Sight
from housing_service.live.pool_index import PoolIndex

FRESHNESS_ORDER = ("fresh", "aging", "stale", "unknown")
# How a pool can be had, best first: at once, when its staff agree, by a call, not now.
HELD_AT_ONCE, HELD_WHEN_ACCEPTED, BY_CALL, NOT_NOW = range(4)
BANDS = 3
# Open questions are counted up to three.
QUESTIONS = 4
OBSTACLES_MAX = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One pool of an answer: its place in the order, and through which projection it was judged."""

    fit: Fit
    questions: int
    had: int
    freshness: int
    waited_for: int
    band: int
    pool_id: UUID
    projection: Projection

    @property
    def order(self) -> tuple[int, ...]:
        return (
            self.fit,
            self.questions,
            self.had,
            self.freshness,
            self.waited_for,
            self.band,
            self.pool_id.int,
        )


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What would open more programs: how many are ruled out by this attribute alone, and how many
    of those have room to be held."""

    attribute: str
    pools: int
    pools_to_hold: int


@dataclass(slots=True)
class Match:
    """The answer to a search. `counts` are all pools asked for, by fit; `to_hold` are those that
    fit and have room to be held. `parts` are what it was made from, true until the next change."""

    found: list[Found]
    counts: dict[Fit, int]
    obstacles: list[Obstacle] = field(default_factory=list)
    to_hold: int = 0
    # Of the pools that are not ruled out, those that have room to be held.
    pools_to_hold: int = 0
    parts: Sequence[Part] = field(default=(), compare=False, repr=False)

    def best_first(
        self, rows_max: int, worst: Fit = Fit.ASK, worst_had: int = NOT_NOW
    ) -> Iterator[Found]:
        """The best pools one by one, none that fits worse than `worst` or is harder to be had than
        `worst_had`."""
        streams = [part.best_first(rows_max, worst, worst_had) for part in self.parts]
        return islice(heapq.merge(*streams, key=lambda found: found.order), rows_max)

    @property
    def pools_not_ruled_out(self) -> int:
        return self.counts[Fit.FITS] + self.counts[Fit.ASK]


def match(
    indexes: Mapping[Projection, PoolIndex],
    sight: Sight,
    wanted: PoolFilter,
    bands: Mapping[str, int],
    rows_max: int,
    *,
    worst: Fit = Fit.ASK,
    worst_had: int = NOT_NOW,
    units: int | None = None,
) -> Match:
    """The best pools that this viewer may see, none that fits worse than `worst` or is harder to be
    had than `worst_had`. `bands` orders regions by distance as the caller wishes; those not named
    come last. `units` replaces what the household would take."""
    parts = [
        Part(index, projection, sight, wanted, bands, units)
        for projection, index in indexes.items()
    ]
    counts = {fit: sum(part.by_fit[fit].bit_count() for part in parts) for fit in Fit}
    to_hold = sum((part.by_fit[Fit.FITS] & part.to_hold).bit_count() for part in parts)
    pools_to_hold = sum((part.not_ruled_out & part.to_hold).bit_count() for part in parts)
    answer = Match([], counts, _obstacles(parts), to_hold, pools_to_hold, parts)
    answer.found.extend(answer.best_first(rows_max, worst, worst_had))
    return answer


class Part:
    """A search over one projection's pools. Sets of pools are numbers, a bit for each."""

    def __init__(
        self,
        index: PoolIndex,
        projection: Projection,
        sight: Sight,
        wanted: PoolFilter,
        bands: Mapping[str, int],
        units: int | None,
    ) -> None:
        index.settle()
        self._index = index
        self._projection: Projection = projection
        self._bands = bands
        self._visible = _visible(index, projection, sight)
        self.asked = self.found_by(wanted, judged=False)
        self._judge(self.asked, wanted)
        self._had = _had(index, wanted.household, units)

    def _judge(self, asked: int, wanted: PoolFilter) -> None:
        by_fit, everything = dict.fromkeys(Fit, 0), self._index.everything
        # By open questions: none, one, two, three or more.
        self.by_questions = [everything, 0, 0, 0]
        # Pools that exactly one attribute rules out, by that attribute.
        self.only_by: dict[str, int] = {}
        # What does not fit, among all there are.
        self.ruled_out = 0
        if self._projection == "outsider":
            by_fit[wanted.judge.fit_unseen] = asked
            if wanted.judge.fit_unseen is Fit.ASK:
                # Its one open question is the program itself.
                self.by_questions = [0, everything, 0, 0]
            elif wanted.judge.fit_unseen is Fit.DOES_NOT_FIT:
                self.ruled_out = everything
        else:
            once, twice, thrice = 0, 0, 0
            ruled_out, ruled_out_twice = 0, 0
            by_attribute: dict[str, int] = {}
            for rule in wanted.judge.rules:
                ask, against = 0, 0
                for values, mask in self._index.answers[rule.looks_at].items():
                    fit = said(rule, values, wanted.case)
                    if fit is Fit.ASK:
                        ask |= mask
                    elif fit is Fit.DOES_NOT_FIT:
                        against |= mask
                thrice |= twice & ask
                twice |= once & ask
                once |= ask
                ruled_out_twice |= ruled_out & against
                ruled_out |= against
                by_attribute[rule.attribute] = by_attribute.get(rule.attribute, 0) | against
            by_fit[Fit.DOES_NOT_FIT] = asked & ruled_out
            by_fit[Fit.ASK] = asked & once & ~ruled_out
            by_fit[Fit.FITS] = asked & ~once & ~ruled_out
            self.by_questions = [everything & ~once, once & ~twice, twice & ~thrice, thrice]
            self.ruled_out = ruled_out
            by_one = asked & ruled_out & ~ruled_out_twice
            self.only_by = {name: mask & by_one for name, mask in by_attribute.items()}
        self.by_fit = by_fit

    @property
    def not_ruled_out(self) -> int:
        return self.by_fit[Fit.FITS] | self.by_fit[Fit.ASK]

    @property
    def to_hold(self) -> int:
        return self._had[HELD_AT_ONCE] | self._had[HELD_WHEN_ACCEPTED]

    @property
    def takeable(self) -> int:
        """What may be held, or be asked with some hope: by a call where the count is old or
        missing, and any confidential program that is not closed, whatever its room."""
        few = self._index.few
        by_call = few["policy"].having("call_only")
        if self._projection == "outsider":
            return few["policy"].any_of(("instant", "confirm")) | by_call
        not_counted = few["freshness"].any_of(("stale", "unknown"))
        return self.to_hold | self._had[BY_CALL] | by_call & not_counted

    @property
    def full(self) -> int:
        """What is open but has no room. Of confidential programs that is told to nobody."""
        if self._projection == "outsider":
            return 0
        few = self._index.few
        return self._index.everything & ~self.takeable & ~few["policy"].having("closed")

    def found_by(self, wanted: PoolFilter, *, judged: bool = True) -> int:
        """Those that this viewer sees and asks for; `judged`: without what does not fit."""
        found = self._visible & _asked_for(self._index, wanted)
        return found & ~self.ruled_out if judged else found

    def by_key(self, key: str) -> Iterable[tuple[str, int]]:
        """All there are by one of the index's keys, such as the region."""
        return ((str(value), mask) for value, mask in self._index.few[key].items())

    def best_first(
        self, rows_max: int, worst: Fit, worst_had: int, among: int = -1
    ) -> Iterator[Found]:
        """Pools of the answer in their order, those of the set `among` only."""
        few = self._index.few
        freshness = [few["freshness"].having(word) for word in FRESHNESS_ORDER]
        bands = [0] * BANDS
        for region, mask in few["region"].items():
            bands[self._bands.get(str(region), BANDS - 1)] |= mask
        others_wait = self._index.waited_for
        waiting = (-1,) if not others_wait else (~others_wait, others_wait)
        left = rows_max
        for fit in Fit:
            if fit > worst:
                return
            for questions, had in product(range(QUESTIONS), range(worst_had + 1)):
                these = self.by_fit[fit] & self.by_questions[questions] & self._had[had] & among
                for fresh, waited, band in product(
                    range(len(freshness)), range(len(waiting)), range(BANDS if these else 0)
                ):
                    mask = these & freshness[fresh] & waiting[waited] & bands[band]
                    for pool_id in self._index.first_ids(mask, left) if mask else ():
                        place = (questions, had, fresh, waited, band)
                        yield Found(fit, *place, pool_id, self._projection)
                        left -= 1
                    if left <= 0:
                        return


def _visible(index: PoolIndex, projection: Projection, sight: Sight) -> int:
    own = index.few["organization"].having(sight.staff_of) if sight.staff_of else 0
    confidential = index.few["confidential"].having(True)
    if projection == "insider":
        return index.few["confidential"].having(False) | own
    return confidential & ~own if sight.sees_confidential else 0


def _asked_for(index: PoolIndex, wanted: PoolFilter) -> int:
    few = index.few
    asked = index.everything
    for name, values in (
        ("region", wanted.regions),
        ("kind", wanted.kinds),
        ("unit", wanted.units),
        ("capacity", wanted.capacity_kinds),
    ):
        if values is not None:
            asked &= few[name].any_of(values)
    if wanted.own_organization is not None:
        asked &= few["organization"].having(wanted.own_organization)
    if wanted.pool_ids is not None:
        asked &= index.of_ids(wanted.pool_ids)
    if not wanted.out_of_season_too:
        asked &= ~few["out_of_season"].having(True)
    return asked & ~index.of_ids(wanted.not_pool_ids)


def _had(index: PoolIndex, party: Party | None, units: int | None) -> list[int]:
    few = index.few
    room = 0
    for sizing, mask in few["sizing"].items():
        needed = units or units_needed(sizing, party)
        room |= mask & few["room"].at_least(needed)
    at_once = room & few["policy"].having("instant")
    when_accepted = room & few["policy"].having("confirm")
    by_call = room & few["policy"].having("call_only")
    rest = index.everything & ~(at_once | when_accepted | by_call)
    return [at_once, when_accepted, by_call, rest]


def units_needed(sizing: Any, party: Party | None) -> int:
    """Units this household takes of pools of that unit, size and rule for infants."""
    if party is None:
        return 1
    unit, people_per_unit, infants_need_unit = sizing
    return units_for_party(unit, people_per_unit, infants_need_unit, party)


def _obstacles(parts: list[Part]) -> list[Obstacle]:
    pools: dict[str, int] = {}
    to_hold: dict[str, int] = {}
    for part in parts:
        for attribute, mask in part.only_by.items():
            pools[attribute] = pools.get(attribute, 0) + mask.bit_count()
            to_hold[attribute] = to_hold.get(attribute, 0) + (mask & part.to_hold).bit_count()
    found = [Obstacle(name, count, to_hold[name]) for name, count in pools.items() if count]
    found.sort(key=lambda one: (-one.pools_to_hold, -one.pools, one.attribute))
    return found[:OBSTACLES_MAX]
