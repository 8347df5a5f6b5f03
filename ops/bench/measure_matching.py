"""How long it takes to filter, rank and explain pools for a household, in process, and what a
changed pool costs the filter of a console."""

from __future__ import annotations

import gc
import random
import time
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.eligibility.situation import Case, Situation
from housing_service.domain.eligibility.vocabulary import Attribute, need_codes, vocabulary
from housing_service.domain.filters import PoolFilter
from housing_service.domain.party import Party
from housing_service.domain.sight import Sight
from housing_service.live.audience import Audience, changes_frame
from housing_service.live.board import Board
from housing_service.live.search import search

ATTRIBUTES_ANSWERED = 40
REGIONS = 40
ROWS = 100
_SHELTERS = 500
_EVERYBODY = Sight(None, True)
_CALLS_WARM = 20
_CHANGES = 300
_CONSOLES = 20
_TILES = {f"region-{number}": (number % 8, number // 8) for number in range(REGIONS)}
_RARER = ("ar", "fr", "ht", "ko", "pt", "ru", "so", "vi", "zh")


@dataclass(frozen=True, slots=True)
class MatchingTime:
    """One size. Searches in milliseconds, by the wall and (p99) of this thread's processor time.
    `taken_us` is what a changed count costs the board and its index, `sent_us` what a changed
    pool costs the filter of one console: judging it and making the frame."""

    pools: int
    searches: int
    p50_ms: float
    p99_ms: float
    processor_p99_ms: float
    taken_us: float
    sent_us: float


def measure_matching(pools: int, searches: int, seed: int) -> MatchingTime:
    """Searches for random households over random pools, each with forty attributes answered."""
    chance = random.Random(seed)
    # Searched for garbage again and again, a growing board would take several times as long.
    gc.disable()
    board = _board(pools, chance)
    gc.enable()
    search(board, _EVERYBODY, PoolFilter(), _TILES, 1)
    # What filling left behind is not charged to the searches.
    gc.collect()
    wall_ms, processor_ms = _search_ms(board, searches, chance)
    taken_us, sent_us = _change_us(board, chance)
    return MatchingTime(
        pools,
        searches,
        wall_ms[len(wall_ms) // 2],
        _p99(wall_ms),
        _p99(processor_ms),
        taken_us,
        sent_us,
    )


def _p99(in_order: list[float]) -> float:
    return in_order[int(len(in_order) * 0.99)]


def _search_ms(
    board: Board, searches: int, chance: random.Random
) -> tuple[list[float], list[float]]:
    wall, processor = [], []
    for number in range(searches + _CALLS_WARM):
        wanted = PoolFilter(case=_case(chance))
        started, worked = time.perf_counter(), time.thread_time()
        search(board, _EVERYBODY, wanted, _TILES, ROWS, Fit.DOES_NOT_FIT)
        if number >= _CALLS_WARM:
            wall.append(1000 * (time.perf_counter() - started))
            processor.append(1000 * (time.thread_time() - worked))
    return sorted(wall), sorted(processor)


def _change_us(board: Board, chance: random.Random) -> tuple[float, float]:
    """Medians over changed pools, one at a time, each told to the filters of several consoles."""
    audiences = [Audience(_EVERYBODY, PoolFilter(case=_case(chance))) for _ in range(_CONSOLES)]
    taken, sent = [], []
    for entry in chance.sample(list(board.pools.values()), min(_CHANGES, len(board.pools))):
        state = {**entry.state, "units_available": entry.state["units_available"] + 1}
        before = board.offset
        started = time.perf_counter()
        board.put_pool(
            entry.pool_id, 2, entry.facets.organization_id, entry.program_id, state, None
        )
        between = time.perf_counter()
        for audience in audiences:
            changes_frame(board, audience, before)
        taken.append(1e6 * (between - started))
        sent.append(1e6 * (time.perf_counter() - between) / _CONSOLES)
    return median(taken), median(sent)


def _board(pools: int, chance: random.Random) -> Board:
    board = Board()
    known = list(vocabulary().values())
    for number in range(pools):
        pool_id = UUID(int=chance.getrandbits(128))
        answered = {
            item.code: _answer(item, chance)
            for item in chance.sample(known, ATTRIBUTES_ANSWERED)
            if item.code not in ("households", "people_max")
        }
        board.put_answers(pool_id, 1, answered)
        board.put_pool(
            pool_id, 1, UUID(int=number % _SHELTERS + 1), pool_id, _state(pool_id, chance), None
        )
    return board


def _state(pool_id: UUID, chance: random.Random) -> dict[str, Any]:
    return {
        "id": str(pool_id), "kind": chance.choice(["emergency_shelter", "detox"]),
        "unit": chance.choice(["bed", "room"]), "people_per_unit": chance.choice([None, 2, 4, 5]),
        "confidential": False, "region": f"region-{chance.randrange(REGIONS)}",
        "time_zone": "UTC", "units_available": chance.randrange(9), "units_short": 0,
        "state": "open", "freshness": chance.choice(["fresh", "aging", "stale"]),
        "hold_policy_effective": chance.choice(["instant", "confirm", "call_only"]),
        "eligibility": {
            "households": chance.choice([None, ["single_adult"], ["adult_with_children"]]),
            "party_people_max": chance.choice([None, 4, 6]), "infants_need_unit": True,
            "version": 1,
        },
    }  # fmt: skip


def _answer(item: Attribute, chance: random.Random) -> Any:
    match item.kind:
        case "answer":
            return chance.choice(["yes", "yes", "no", "ask"])
        case "choice":
            return chance.choice(list(item.values))
        case "set" if item.code == "languages":
            # As shelters do: one or two languages nearly everybody has, and sometimes another.
            rarer = [chance.choice(_RARER)] if chance.random() < 1 / 3 else []
            return [*chance.choice([["en"], ["en", "es"]]), *rarer]
        case "set":
            return chance.sample(list(item.values), min(3, len(item.values)))
        case "number":
            return chance.randint(item.least, min(item.most, item.least + 30))
        case "range":
            return {"min": 18, "max": chance.choice([35, 65, 110])}
        case "hours":
            days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            return [{"days": days, "from": f"{chance.randrange(24):02d}:00", "until": "24:00"}]


def _case(chance: random.Random) -> Case:
    return Case(
        Party(chance.randint(1, 2), chance.randint(0, 3)),
        Situation(
            needs=frozenset(chance.sample(sorted(need_codes()), 6)),
            languages=frozenset({"es"}),
            pets=frozenset({"cat"}),
            oldest_boy_age=chance.choice([None, 14]),
            sober_days=chance.choice([None, 0, 30]),
            papers="none",
            record="any",
            nights=14,
            from_region="region-9",
            distance="far",
        ),
    )
