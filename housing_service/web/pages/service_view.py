"""What a card says about one service: to its own staff, and to whoever looks for what comes next.

``static/js/service_view.js`` works out the staff's card for the browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from housing_service.domain.vocabulary import INTAKES
from housing_service.web.pages import days, phrases

Json = Mapping[str, Any]
_FROM: Final = {
    "taking": "from_taking",
    "waitlist": "from_waitlist",
    "closed": "from_closed",
    "ask": "from_ask",
}


@dataclass(frozen=True, slots=True)
class ServiceView:
    """The texts of a staff card; an empty view fills the template the browser clones."""

    id: str = ""
    program_id: str = ""
    pool: str = ""
    program: str = ""
    state: str = ""
    intake: str = ""
    said: str = ""
    since: str = ""
    intake_from: str = ""
    freshness: str = ""
    band: str = ""
    attention: str = ""
    based_on_version: str = ""
    day_id: str = "from-"
    can_confirm: bool = False
    can_make_slots: bool = False
    is_taking: str = "false"
    is_waitlist: str = "false"
    is_closed: str = "false"
    is_ask: str = "false"
    eligibility_at: str = ""
    intake_at: str = ""
    slots_at: str = ""


def service_view(pool: Json, now: datetime) -> ServiceView:
    """The card of one own service; `now` is the server's clock."""
    intake = str(pool.get("intake") or "")
    pressed = {f"is_{code}": str(code == intake).lower() for code in INTAKES}
    return ServiceView(
        id=str(pool["id"]),
        program_id=str(pool["program_id"]),
        pool=str(pool["name"]),
        program=str(pool["program_name"]),
        state=str(pool["state"]),
        intake=intake,
        said=said_of(pool),
        since=day_of(pool, now),
        intake_from=str(pool.get("intake_from") or ""),
        freshness=phrases.freshness(pool, now) if intake else "",
        band=str(pool.get("freshness") or "unknown"),
        attention=phrases.phrase("word_is_old") if pool.get("freshness") == "stale" else "",
        based_on_version=str(pool.get("counts_version") or 0),
        day_id=f"from-{pool['id']}",
        can_confirm=bool(intake),
        can_make_slots=not pool.get("confidential"),
        eligibility_at=f"/shelter/pools/{pool['id']}/eligibility",
        intake_at=f"/shelter/pools/{pool['id']}/intake",
        slots_at=f"/shelter/programs/{pool['program_id']}/slots",
        **pressed,
    )


def said_of(pool: Json) -> str:
    """How new people are taken on, in words. A pause or a closing of the whole comes first."""
    if "availability" in pool:
        return phrases.word("availability", pool["availability"])
    if pool.get("hold_policy_effective") == "closed":
        return phrases.word("pool_badges", "closed" if pool["state"] == "closed" else "paused")
    return phrases.word("intake", pool.get("intake") or "unknown")


def day_of(pool: Json, now: datetime) -> str:
    """From which day on people can start, when that is still to come where the place is."""
    text = pool.get("intake_from")
    if not text:
        return ""
    today = now.astimezone(days.zone_of(pool.get("time_zone"))).date()
    if date.fromisoformat(text) <= today:
        return ""
    return phrases.phrase(_FROM[pool["intake"]], day=days.day(text))
