"""What a hold's card says about the others that are kept for the same household;
`static/js/set_line.js` says the same.

When one of them has ended or is said to have been reached, each of the others asks whether it is
still needed, right above the buttons that answer.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from housing_service.web.pages import phrases
from housing_service.web.pages.hold_view import LIVE

Json = Mapping[str, Any]


def set_line(hold: Json, holds: Sequence[Json]) -> dict[str, str]:
    """The line and where all of them are shown; empty texts for a hold that is by itself."""
    set_id = hold.get("set_id")
    others = [one for one in holds if set_id and one.get("set_id") == set_id and one is not hold]
    live = sum(one["state"] in LIVE for one in others)
    said = ""
    if hold["state"] not in LIVE:
        if live:
            said = phrases.phrase("set_rest", n=live)
    elif any(one["state"] not in LIVE or one.get("arrival_said_at") for one in others):
        said = phrases.phrase("set_still_needed")
    elif live:
        said = phrases.phrase("set_others", n=live)
    return {"set_said": said, "set_href": f"/console/together/{set_id}" if said else ""}


def rest_kept(hold: Json, holds: Sequence[Json]) -> bool:
    """Whether anything else is still kept for the household of this hold."""
    set_id = hold.get("set_id")
    return bool(set_id) and any(
        one.get("set_id") == set_id and one["id"] != hold["id"] and one["state"] in LIVE
        for one in holds
    )
