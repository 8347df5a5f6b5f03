"""What to do when nothing that fits can be held: whom to ask, what to change, where else to look.

Each step is worked out from the sets of the search that found nothing, so it costs next to
nothing and is true at that moment: taking it leads to a program that fits or may be asked. Of a
confidential program it looks at what everybody is told, and at nothing else.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal
from uuid import UUID

from housing_service.domain.eligibility.changeable import to_leave_out
from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.filters import PoolFilter
from housing_service.live.matching import NOT_NOW, Match, Part

StepCode = Literal[
    "ask_these",
    "change_need",
    "widen_regions",
    "widen_kinds",
    "show_hidden",
    "watch_these",
    "call_operator_line",
    "call_young_peoples_line",
]
POOLS_NAMED_MAX = 5
NEEDS_NAMED_MAX = 5


@dataclass(frozen=True, slots=True)
class Opens:
    """How many more pools would fit or may be asked, and how many of them have room to be held."""

    code: str
    pools: int
    pools_to_hold: int


@dataclass(frozen=True, slots=True)
class Step:
    """One way on. `opens` are needs, regions or kinds by name; `pool_ids` whom to ask or watch,
    best first."""

    code: StepCode
    pools: int = 0
    pools_to_hold: int = 0
    pool_ids: tuple[UUID, ...] = ()
    attribute: str | None = None
    leave_out: tuple[str, ...] = ()
    by: tuple[Opens, ...] = ()


def next_steps(answer: Match, wanted: PoolFilter) -> list[Step]:
    """The ways on, best first; none where something that fits can be held. A young person without
    an adult is never sent on but to the line that knows the places for them."""
    if answer.to_hold:
        return []
    if wanted.household is not None and wanted.household.adults == 0:
        return [Step("call_young_peoples_line")]
    parts = answer.parts
    steps = [
        _named("ask_these", parts, {part: part.takeable for part in parts}),
        *_changes(parts, wanted),
        _elsewhere("widen_regions", "region", parts, replace(wanted, regions=None)),
        _elsewhere("widen_kinds", "kind", parts, replace(wanted, kinds=None)),
        _hidden(parts, wanted),
        _named("watch_these", parts, {part: part.full for part in parts}),
    ]
    return [step for step in steps if step.pools] + [Step("call_operator_line")]


def _named(code: StepCode, parts: Sequence[Part], which: Mapping[Part, int]) -> Step:
    streams = [
        part.best_first(POOLS_NAMED_MAX, Fit.ASK, NOT_NOW, which[part])
        for part in parts
        if which[part]
    ]
    best = islice(heapq.merge(*streams, key=lambda found: found.order), POOLS_NAMED_MAX)
    masks = [(part, which[part] & ~part.ruled_out & part.asked) for part in parts]
    return Step(code, *_counted(masks), pool_ids=tuple(found.pool_id for found in best))


def _changes(parts: Sequence[Part], wanted: PoolFilter) -> list[Step]:
    steps = []
    for attribute in {name for part in parts for name in part.only_by}:
        paths = to_leave_out(wanted.case, attribute)
        if paths:
            masks = [(part, part.only_by.get(attribute, 0) & part.takeable) for part in parts]
            steps.append(
                Step("change_need", *_counted(masks), attribute=attribute, leave_out=paths)
            )
    steps.sort(key=lambda step: (-step.pools_to_hold, -step.pools, step.attribute))
    return steps[:NEEDS_NAMED_MAX]


def _elsewhere(code: StepCode, key: str, parts: Sequence[Part], wider: PoolFilter) -> Step:
    """What is found when one bound of the request is dropped, by what it bounds."""
    masks = [(part, part.found_by(wider) & ~part.asked & part.takeable) for part in parts]
    counted: dict[str, tuple[int, int]] = {}
    for part, mask in masks:
        for value, those in part.by_key(key) if mask else ():
            pools, to_hold = _counted([(part, mask & those)])
            before = counted.get(value, (0, 0))
            counted[value] = (before[0] + pools, before[1] + to_hold)
    by = [Opens(value, *counts) for value, counts in counted.items() if counts[0]]
    by.sort(key=lambda one: (-one.pools_to_hold, -one.pools, one.code))
    return Step(code, *_counted(masks), by=tuple(by))


def _hidden(parts: Sequence[Part], wanted: PoolFilter) -> Step:
    wider = replace(wanted, not_pool_ids=frozenset())
    masks = [(part, part.found_by(wider) & ~part.asked & part.takeable) for part in parts]
    return Step("show_hidden", *_counted(masks))


def _counted(masks: Sequence[tuple[Part, int]]) -> tuple[int, int]:
    pools = sum(mask.bit_count() for _, mask in masks)
    return pools, sum((mask & part.to_hold).bit_count() for part, mask in masks)
