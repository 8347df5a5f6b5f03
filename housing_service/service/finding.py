"""Finding a place for a household: what fits, why, and what to do when nothing does."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from housing_service.domain.eligibility.changeable import to_leave_out
from housing_service.domain.eligibility.rules import FIT_WORDS, Fit
from housing_service.domain.eligibility.vocabulary import Language, vocabulary
from housing_service.domain.eligibility.wording import CONFIDENTIAL_WORDS, reason_words
from housing_service.domain.errors import Refusal
from housing_service.domain.filters import PoolFilter
from housing_service.domain.identity import Identity
from housing_service.domain.sight import sight_of
from housing_service.live.board import Board
from housing_service.live.distance import Regions, bands_for
from housing_service.live.matching import Match, match
from housing_service.live.next_services import find_services
from housing_service.live.next_steps import next_steps
from housing_service.live.search import Row, search
from housing_service.service import requests
from housing_service.service.demand import Demand
from housing_service.service.filtering import pool_filter
from housing_service.service.requests import parse
from housing_service.service.ways_on import steps_told
from housing_service.store import directory as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]
REGIONS_KEPT_SECONDS = 60.0
ROWS_BETWEEN_PAUSES = 50


class Finding:
    """Searches of the board. The household is judged in memory and kept nowhere."""

    def __init__(
        self, database: Database, board: Board, demand: Demand, help_line: str | None = None
    ) -> None:
        self._database = database
        self._board = board
        self._demand = demand
        self._help_line = help_line
        self._regions: Regions = {}
        self._regions_until = 0.0

    async def search(self, identity: Identity, body: Any) -> JsonObject:
        """The best pools for a household with reasons, how many fit in all, and what stands in the
        way of the others; where nothing that fits can be held, the ways on. Raises Refusal
        `invalid_request`."""
        request = parse(requests.Search, body)
        wanted = pool_filter(request, identity)
        rows, answer = search(
            self._board,
            sight_of(identity),
            wanted,
            await self._tiles(),
            request.limit,
            Fit.DOES_NOT_FIT if request.show_all else Fit.ASK,
        )
        self._demand.note_match(identity, request.need_id, wanted, answer)
        # Of the same moment as the answer: the board may change while others are served.
        steps = steps_told(next_steps(answer, wanted), request.language, self._help_line)
        items = []
        for number, row in enumerate(rows):
            if number % ROWS_BETWEEN_PAUSES == ROWS_BETWEEN_PAUSES - 1:
                # Others are served between.
                await asyncio.sleep(0)
            items.append(_told(row, request.language))
        return {
            "items": items,
            "services": self._services(identity, request, wanted, await self._tiles()),
            "next": None,
            "counts": {FIT_WORDS[fit]: count for fit, count in answer.counts.items()},
            "obstacles": _obstacles(answer, wanted, request.language),
            "next_steps": steps,
            "for_young_people": _alone(wanted),
        }

    def _services(
        self, identity: Identity, request: requests.Search, wanted: PoolFilter, regions: Regions
    ) -> list[JsonObject]:
        if not request.services:
            return []
        worst = Fit.DOES_NOT_FIT if request.show_all else Fit.ASK
        rows = find_services(
            self._board, sight_of(identity), wanted, frozenset(request.services), regions, worst
        )
        return [{**_told(row, request.language), "languages": _languages(row)} for row in rows]

    async def places(self, identity: Identity, wanted: PoolFilter, places_max: int) -> Match:
        """The best places for a household that fit or may be asked, best first."""
        situation = wanted.case.situation
        return match(
            self._board.indexes,
            sight_of(identity),
            wanted,
            bands_for(await self._tiles(), situation.from_region, situation.distance),
            places_max,
        )

    async def _tiles(self) -> Regions:
        if time.monotonic() >= self._regions_until:
            try:
                regions = await store.list_regions(self._database)
            except Refusal:
                # The map seldom changes; a search goes on with the one it has.
                return self._regions
            self._regions = {
                region["code"]: tuple(region["tile"]) if region["tile"] else None
                for region in regions
            }
            self._regions_until = time.monotonic() + REGIONS_KEPT_SECONDS
        return self._regions


def _told(row: Row, language: Language) -> JsonObject:
    return {
        **row.pool,
        "units_needed": row.units_needed,
        "has_room": row.has_room,
        "fit": FIT_WORDS[row.fit],
        "reasons": [
            {
                "attribute": reason.attribute,
                "fit": FIT_WORDS[reason.fit],
                "stated": reason.stated,
                "words": reason_words(reason, row.facets.facts, language),
            }
            for reason in row.reasons
        ]
        or _unseen(row, language),
    }


def _languages(row: Row) -> list[str] | None:
    """What is spoken there, where it is stated and the viewer may read it."""
    stated = row.facets.facts.get("languages")
    return list(stated) if isinstance(stated, tuple) and "availability" not in row.pool else None


def _unseen(row: Row, language: Language) -> list[JsonObject]:
    """Of a confidential program nothing is said but that it is to be asked."""
    if not row.facets.confidential or row.fit is not Fit.ASK:
        return []
    words = CONFIDENTIAL_WORDS[language]
    return [{"attribute": "confidential", "fit": "ask", "stated": False, "words": words}]


def _obstacles(answer: Match, wanted: PoolFilter, language: Language) -> list[JsonObject]:
    return [
        {
            "attribute": obstacle.attribute,
            "label": vocabulary()[obstacle.attribute].label[language],
            "pools": obstacle.pools,
            "pools_to_hold": obstacle.pools_to_hold,
            "changeable": bool(to_leave_out(wanted.case, obstacle.attribute)),
        }
        for obstacle in answer.obstacles
    ]


def _alone(wanted: PoolFilter) -> bool:
    """Whether the operator's line for young people belongs beside the answer."""
    return wanted.household is not None and wanted.household.adults == 0
