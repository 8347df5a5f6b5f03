"""What a console row offers of the places that are kept for emergencies, to those whom the operator
lets ask for them; ``static/js/reserve_view.js`` works out the same for the browser."""

from collections.abc import Mapping
from typing import Any

from housing_service.domain.party import Party
from housing_service.web.pages import phrases
from housing_service.web.pages.household import units_needed
from housing_service.web.pages.pool_view import closed_tonight, is_outsider

Json = Mapping[str, Any]


def reserve_view(pool: Json, who: Party, *, allowed: bool) -> dict[str, Any]:
    """`keeps_reserve`: such a pool, for such a caller. `can_ask_reserve`: right now only what is
    kept for emergencies is left for this household, and it is enough."""
    keeps = allowed and bool(pool.get("reserve_units") or pool.get("capacity_kind") == "reserve")
    can_ask = keeps and _is_left(pool, who)
    label = ""
    if can_ask:
        needed = phrases.units(units_needed(pool, who), str(pool["unit"]))
        label = phrases.phrase("hold_emergency", units=needed)
    return {"keeps_reserve": keeps, "can_ask_reserve": can_ask, "reserve_label": label}


def _is_left(pool: Json, who: Party) -> bool:
    if is_outsider(pool) or closed_tonight(pool):
        return False
    if pool.get("hold_policy_effective") == "call_only":
        return False
    needed, open_to_all = units_needed(pool, who), int(pool.get("units_available") or 0)
    return open_to_all < needed <= open_to_all + int(pool.get("units_reserved") or 0)
