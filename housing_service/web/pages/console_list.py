"""What the console's list is made of: rows in the order of the search, and what is said about the
search as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from housing_service.domain.party import Party
from housing_service.web.language.current import words_of
from housing_service.web.pages import fit_view
from housing_service.web.pages.fit_view import fit_of_found
from housing_service.web.pages.hold_view import HoldView
from housing_service.web.pages.holder_view import HolderView
from housing_service.web.pages.next_services import is_place
from housing_service.web.pages.pool_view import PoolView, pool_view
from housing_service.web.pages.reserve_view import reserve_view
from housing_service.web.pages.steps_view import kept_away, steps_said

Json = Mapping[str, Any]


def rows_of(
    items: Sequence[Json],
    by_id: Mapping[str, Json],
    party: Party,
    now: datetime,
    *,
    reserve: bool,
) -> list[Json]:
    """The rows in the order of the search. The search looks at the board; what a row shows was
    read with everything else on the page, so that all numbers are of one moment."""
    return [
        {
            **asdict(pool_view(by_id[item["id"]], party, now)),
            **reserve_view(by_id[item["id"]], party, allowed=reserve),
            **fit_of_found(item),
            "gone": "",
        }
        for item in items
    ]


def answer_of(found: Json, by_id: Mapping[str, Json], places: Sequence[Json]) -> dict[str, Any]:
    """What the page says about the search as a whole."""
    counts, young, steps = found["counts"], found["for_young_people"], found["next_steps"]
    programs = {pool_id: str(pool["program_name"]) for pool_id, pool in by_id.items()}
    regions = {str(place["code"]): str(place["label"]) for place in places}
    return {
        "summary": fit_view.found_summary(counts["fits"], counts["ask"]),
        # For somebody young alone the notice above the list says whom to call.
        "ways_on": [] if young else steps_said(steps, programs, regions),
        "obstacles": kept_away(found["obstacles"]) if steps else [],
        "for_young_people": young,
    }


def is_asked_for(pool: Json, found: Json) -> bool:
    """Whether another place is one that this household asked for."""
    return any(item["id"] == pool["id"] for item in found["items"])


def blank_views(reserve: bool) -> dict[str, Any]:
    """The empty views that fill the templates the browser clones."""
    pool, hold = asdict(PoolView()), {**asdict(HoldView()), **asdict(HolderView())}
    kept = {"keeps_reserve": reserve, "can_ask_reserve": False, "reserve_label": "", "gone": ""}
    return {
        "blank_pool": {**pool, **kept, **fit_view.fit_view("", 0, ()), "reasons": []},
        "blank_hold": {**hold, "set_said": "", "set_href": "", "next": ()},
    }


def kinds_of(pools: Sequence[Json]) -> list[tuple[str, str]]:
    present = {pool["kind"] for pool in pools if is_place(pool)}
    return [(code, said) for code, said in words_of("kinds").items() if code in present]


def places_of(pools: Sequence[Json], regions: Sequence[Json]) -> list[Json]:
    """The regions that have a program here, with where they lie on the schematic map."""
    present = {pool.get("region") for pool in pools}
    return [region for region in regions if region["code"] in present]
