"""What a hold's card says to the one who holds it alone: how to get there, how to take it back, and
what to do when it fell through. ``static/js/holder_view.js`` works out the same for the browser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from housing_service.domain.party import Party
from housing_service.web.pages import phrases
from housing_service.web.pages.hold_view import LIVE, RECENT_SECONDS

Json = Mapping[str, Any]

# Letting go so soon after counts as if nothing had been asked.
UNDO_SECONDS: Final = 30
NEXT_PLACES_MAX: Final = 3
_FELL_THROUGH: Final = ("declined", "timed_out", "expired", "revoked")


@dataclass(frozen=True, slots=True)
class HolderView:
    """More of one hold card; an empty view fills the template the browser clones."""

    release_label: str = ""
    arrival: str = ""
    where_href: str = ""
    pass_on_href: str = ""
    fell_through: bool = False
    look_label: str = ""
    adults: str = ""
    children: str = ""
    infants: str = ""


def holder_view(hold: Json, now: datetime) -> HolderView:
    """The rest of the card of `hold`; `now` by the server."""
    state, party = str(hold["state"]), hold.get("party") or {}
    fell_through = state in _FELL_THROUGH and bool(party) and _is_recent(hold, now)
    who = phrases.household(party)
    return HolderView(
        release_label=phrases.phrase("undo_hold" if _just_placed(hold, now) else "let_go"),
        arrival=phrases.phrase("shelter_calls") if _is_hidden(hold) else "",
        where_href=f"/console/where/{hold['id']}" if _is_hidden(hold) else "",
        pass_on_href=f"/console/pass-on/hold/{hold['id']}"
        if state in LIVE and not hold.get("offered")
        else "",
        fell_through=fell_through,
        look_label=phrases.phrase("look_again_for", who=who) if fell_through else "",
        adults=str(party.get("adults") or 0),
        children=str(party.get("children") or 0),
        infants=str(party.get("infants") or 0),
    )


def next_places(hold: Json, party: Party, rows: Sequence[Json]) -> list[Json]:
    """The best rows of the list that can be held, when the list is for the people of `hold`."""
    its = hold.get("party") or {}
    if any(int(its.get(name) or 0) != getattr(party, name) for name in ("adults", "children")):
        return []
    can = [row for row in rows if row["can_hold"] and row["id"] != str(hold["pool_id"])]
    return can[:NEXT_PLACES_MAX]


def _just_placed(hold: Json, now: datetime) -> bool:
    placed_at = phrases.parse_time(hold.get("placed_at"))
    return (
        hold["state"] in LIVE
        and not hold.get("request_id")
        and placed_at is not None
        and (now - placed_at).total_seconds() < UNDO_SECONDS
    )


def _is_hidden(hold: Json) -> bool:
    """Of a confidential program the card tells no room and no address: staff say where to go."""
    return hold["state"] == "active" and not hold.get("offered") and not hold.get("pool_name")


def _is_recent(hold: Json, now: datetime) -> bool:
    ended_at = phrases.parse_time(hold.get("ended_at"))
    return ended_at is not None and (now - ended_at).total_seconds() < RECENT_SECONDS
