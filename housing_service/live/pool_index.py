"""The pools of a board in one projection, indexed by everything a search asks about.

Rules look at a few answers each, so pools with equal answers are judged together, by the very rule
that explains a single pool. There is no second definition of fit that could drift from the first.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from housing_service.domain.eligibility.judge import Facts
from housing_service.domain.eligibility.rules import RULES
from housing_service.domain.filters import UNSEEN_CAPACITY, Facets
from housing_service.live.masks import Masks, mask_of, slots_in

JsonObject = dict[str, Any]
LOOKED_AT: tuple[tuple[str, ...], ...] = tuple(sorted({rule.looks_at for rule in RULES}))
# More new pools than this are taken in bulk; it only chooses the faster way.
BULK_POOLS_MIN = 64
# What a program that may have room offers: enough for anybody who asks.
MAY_HAVE_ROOM = 1_000
FEW_KEYS = ("region", "kind", "unit", "organization", "confidential", "sizing", "room", "policy",
            "freshness", "capacity", "out_of_season")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indexed:
    """What is indexed of one pool, to be found again when it changes."""

    pool_id: UUID
    facets: Facets
    few: tuple[Hashable, ...]
    facts: Facts | None


class PoolIndex:
    """Slots, and masks by key. With `judged`, answers are indexed too; without, the pools are
    confidential ones as outsiders see them, whose answers play no part."""

    def __init__(self, *, judged: bool) -> None:
        self._judged = judged
        self._slots: dict[UUID, int] = {}
        self._at: list[Indexed] = []
        self._new: dict[UUID, Indexed] = {}
        # Slots of pools that were dropped; they are not given out again.
        self._gone = 0
        self._waited_for: frozenset[UUID] = frozenset()
        self.few = {name: Masks() for name in FEW_KEYS}
        self.answers = {names: Masks() for names in LOOKED_AT}

    def __len__(self) -> int:
        return len(self._at)

    def pool_id(self, slot: int) -> UUID:
        return self._at[slot].pool_id

    def facets(self, slot: int) -> Facets:
        return self._at[slot].facets

    def put(self, facets: Facets, state: Mapping[str, Any]) -> None:
        """Take the newest state of a pool. Costs the keys that changed, whatever the others are."""
        pool_id = facets.pool_id
        few = (*_few(facets, state), *self._capacity(facets))
        now = Indexed(pool_id, facets, few, facets.facts if self._judged else None)
        slot = self._slots.get(pool_id)
        if slot is None:
            self._new[pool_id] = now
            return
        before = self._at[slot]
        for name, old, new in zip(FEW_KEYS, before.few, now.few, strict=True):
            self.few[name].replace(slot, old, new)
        if before.facts is not None and now.facts is not None and before.facts != now.facts:
            for names, masks in self.answers.items():
                masks.replace(slot, _values(names, before.facts), _values(names, now.facts))
        self._at[slot] = now

    def _capacity(self, facets: Facets) -> tuple[Hashable, ...]:
        if not self._judged:
            return UNSEEN_CAPACITY
        return facets.capacity_kind, facets.out_of_season

    @property
    def everything(self) -> int:
        return ((1 << len(self._at)) - 1) & ~self._gone

    def of_ids(self, pool_ids: Collection[UUID]) -> int:
        slots = [self._slots[pool_id] for pool_id in pool_ids if pool_id in self._slots]
        return mask_of(slots, len(self._at))

    def put_waited_for(self, pool_ids: frozenset[UUID]) -> None:
        """Take for which pools somebody waits, instead of those before."""
        self._waited_for = pool_ids

    @property
    def waited_for(self) -> int:
        return self.of_ids(self._waited_for)

    def first_ids(self, mask: int, rows_max: int) -> list[UUID]:
        """The first pools of a set by id."""
        ids = [self._at[slot].pool_id for slot in slots_in(mask)]
        return heapq.nsmallest(rows_max, ids, key=_number)

    def drop(self, pool_id: UUID) -> None:
        """Forget a pool that has no view in this projection any longer."""
        self._new.pop(pool_id, None)
        slot = self._slots.pop(pool_id, None)
        if slot is not None:
            self._gone |= 1 << slot

    def settle(self) -> None:
        """Take in the pools that came since the last search."""
        if not self._new:
            return
        first = len(self._at)
        for pool_id, indexed in self._new.items():
            self._slots[pool_id] = len(self._at)
            self._at.append(indexed)
        self._new = {}
        fresh = range(first, len(self._at))
        for number, name in enumerate(FEW_KEYS):
            self._take(self.few[name], {slot: self._at[slot].few[number] for slot in fresh})
        if self._judged:
            for names, masks in self.answers.items():
                self._take(
                    masks, {slot: _values(names, self._at[slot].facts or {}) for slot in fresh}
                )

    def _take(self, masks: Masks, values: dict[int, Hashable]) -> None:
        if len(values) < BULK_POOLS_MIN:
            for slot, value in values.items():
                masks.add(slot, value)
            return
        slots: dict[Hashable, list[int]] = {}
        for slot, value in values.items():
            slots.setdefault(value, []).append(slot)
        masks.fill(slots, len(self._at))


def _number(pool_id: UUID) -> int:
    return pool_id.int


def _values(names: tuple[str, ...], facts: Facts) -> tuple[Hashable, ...]:
    return tuple([facts.get(name) for name in names])


def _few(facets: Facets, state: Mapping[str, Any]) -> tuple[Hashable, ...]:
    return (
        facets.region,
        facets.kind,
        facets.unit,
        facets.organization_id,
        facets.confidential,
        (state["unit"], state.get("people_per_unit"), infants_need_unit(state)),
        units_to_promise(state),
        state["hold_policy_effective"],
        state["freshness"],
    )


def infants_need_unit(state: Mapping[str, Any]) -> bool:
    return bool(state.get("eligibility", {}).get("infants_need_unit", True))


def units_to_promise(state: Mapping[str, Any]) -> int:
    """How many units may be promised now, as far as this projection says."""
    if "availability" in state:
        return MAY_HAVE_ROOM if state["availability"] == "may_have_room" else 0
    if state["unit"] == "service":
        # It has no units; who takes new people can be asked for by any household.
        return MAY_HAVE_ROOM if state["intake"] == "taking" and state["state"] == "open" else 0
    if state["units_short"] not in (0, None) or state["state"] not in ("open", "stale"):
        return 0
    return int(state["units_available"] or 0)
