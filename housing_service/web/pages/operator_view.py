"""What the operator's page says: a line per pool that needs a look, and how the service is.

``static/js/operator_view.js`` works out the same for the browser. Confidential programs come
here in their outsider projection only, so a line can name no count of theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from housing_service.web.pages import phrases

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """One line of a table; an empty one fills the template the browser clones."""

    id: str = ""
    program: str = ""
    pool: str = ""
    region: str = ""
    numbers: str = ""
    freshness: str = ""


def operator_row(pool: Json, now: datetime) -> OperatorRow:
    """The line for `pool`; `now` is the server's clock."""
    return OperatorRow(
        id=str(pool["id"]),
        program=str(pool["program_name"]),
        pool=str(pool.get("name") or ""),
        region=str(pool.get("region_label") or ""),
        numbers=_numbers(pool),
        freshness=phrases.freshness(pool, now),
    )


def _numbers(pool: Json) -> str:
    if "availability" in pool:
        return phrases.word("availability", pool["availability"])
    free = pool.get("units_free_reported")
    if free is None:
        return phrases.word("pool_badges", "unknown")
    kept = pool.get("units_held") or 0
    return phrases.phrase("empty_and_kept", units=phrases.units(free, pool["unit"]), kept=kept)


def is_stale(pool: Json) -> bool:
    """Whether nobody has confirmed its count for too long."""
    return pool.get("freshness") == "stale"


def is_over_held(pool: Json) -> bool:
    """Whether more is kept than empty; never known of a confidential program here."""
    return int(pool.get("units_short") or 0) > 0


def is_unknown(pool: Json) -> bool:
    """Whether nobody has ever said a number."""
    return pool.get("freshness") == "unknown"


def health_view(facts: Json) -> dict[str, str]:
    """The tiles on top, from the answer of `/v1/operations`."""
    healthy = (facts.get("feed") or {}).get("live") is not False
    lag_seconds = float((facts.get("sweeper") or {}).get("last_lag_seconds") or 0)
    holds = facts.get("holds_by_state") or {}
    pools = facts.get("pools_by_state") or {}
    return {
        "feed": phrases.phrase("feed_live" if healthy else "feed_not_live"),
        "feed_tone": "good" if healthy else "warn",
        "connections": str(facts.get("live_connections", 0)),
        "sweeper": phrases.phrase("seconds", n=f"{lag_seconds:.1f}"),
        "requested": str(holds.get("requested", 0)),
        "active": str(holds.get("active", 0)),
        "changes": "0",
        "states": " · ".join(
            f"{phrases.word('pool_badges', state)} {count}" for state, count in pools.items()
        ),
    }
