"""What the operator and the supervisor of this process need to know about it."""

from __future__ import annotations

from typing import Any, get_args

from housing_service.domain.identity import Identity
from housing_service.domain.sight import sight_of
from housing_service.domain.vocabulary import BED_UNITS, Freshness, PoolState
from housing_service.live.board import Board
from housing_service.live.hub import Hub
from housing_service.live.search import visible_pools
from housing_service.metrics import POOLS_BY_STATE, REPORT_AGE
from housing_service.service.health import FeedHealth
from housing_service.service.relay import Relay
from housing_service.service.sweeper import Sweeper
from housing_service.store import directory as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]
LISTED_MAX = 200


class Operations:
    """Facts about this process and the region, for one process."""

    def __init__(
        self,
        database: Database,
        board: Board,
        hub: Hub,
        feed: FeedHealth,
        relay: Relay,
        sweeper: Sweeper | None,
    ) -> None:
        self._database = database
        self._board = board
        self._hub = hub
        self._feed = feed
        self._relay = relay
        self._sweeper = sweeper

    async def operations(self, identity: Identity) -> JsonObject:
        """The operator's overview. Raises Refusal `not_allowed` for anybody else; confidential
        pools appear only as outsiders see them."""
        facts = await store.operations(self._database, identity.account_id)
        pools = [
            pool
            for pool in visible_pools(self._board, sight_of(identity))
            if pool["unit"] in BED_UNITS
        ]
        return {
            **facts,
            "stale": [p for p in pools if p["freshness"] in ("stale", "unknown")][:LISTED_MAX],
            "over_held": [p for p in pools if p.get("state") == "over_held"][:LISTED_MAX],
            "live_connections": self._hub.connections,
            "feed": {**self._feed.facts(), "listening": self._relay.listening},
            "sweeper": {
                "enabled": self._sweeper is not None,
                "last_lag_seconds": self._sweeper.last_lag_seconds if self._sweeper else None,
            },
        }

    def live_facts(self) -> JsonObject:
        """What a tick says."""
        return self._feed.facts()

    def ready(self) -> tuple[bool, JsonObject]:
        """Whether this process should get traffic, and why not."""
        filled = self._relay.filled.is_set()
        live = self._feed.is_live()
        return filled and live, {
            "status": "ready" if filled and live else "not_ready",
            "board_filled": filled,
            "database_answers": live,
        }

    def refresh_gauges(self) -> None:
        """Count pools that are not confidential by state and freshness, for /metrics."""
        states = dict.fromkeys(get_args(PoolState), 0)
        bands = dict.fromkeys(get_args(Freshness), 0)
        for entry in self._board.pools.values():
            if not entry.facets.confidential and entry.facets.unit in BED_UNITS:
                states[entry.state["state"]] += 1
                bands[entry.state["freshness"]] += 1
        for state, pools in states.items():
            POOLS_BY_STATE.labels(state).set(pools)
        for band, pools in bands.items():
            REPORT_AGE.labels(band).set(pools)
        self._feed.is_live()
