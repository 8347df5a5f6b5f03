"""What a card says about the steps of a lock, and a row about places that are expected.

``static/js/lock_view.js`` works out the same for the browser.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from housing_service.web.pages import phrases

Json = Mapping[str, Any]

_LIVE = ("requested", "active")


def lock_view(hold: Json, zone: str | None, staff: bool) -> dict[str, Any]:
    """The fields of a hold's card that only a lock fills."""
    state, steps = str(hold["state"]), hold.get("milestones") or []
    lock, live = bool(steps), state in _LIVE
    ahead = _next(steps) if live else None
    more = live and (staff or int(hold.get("extensions_left") or 0) > 0)
    return {
        "lock": lock,
        **{f"step_{n + 1}": _step(steps[n], zone) if lock else "" for n in range(4)},
        "next_milestone": ahead["milestone"] if ahead else "",
        "next_label": phrases.word("milestone_buttons", ahead["milestone"]) if ahead else "",
        # Moving in is the card's own "arrived".
        "can_step": staff and ahead is not None and ahead["milestone"] != "move_in",
        "can_accept": state == "requested" and not lock,
        "can_say_seen": state == "requested" and not lock and not hold.get("seen_at"),
        "can_keep_longer": state == "active" and not lock and more,
        "can_extend_lock": lock and more,
        "expected": _expected_place(hold) if live else "",
    }


def lock_deadline(hold: Json, zone: str | None) -> str:
    """Until when, in a word that says what is due; empty when the hold is no lock."""
    steps = hold.get("milestones")
    if not steps:
        return ""
    ahead = _next(steps) if hold["state"] in _LIVE else None
    if ahead is None:
        return phrases.phrase("ended_at", time=phrases.day_time(hold.get("ended_at"), zone))
    return phrases.phrase(
        "step_due",
        step=phrases.word("milestones", ahead["milestone"]),
        when=phrases.day_time(hold["expires_at"], zone),
    )


def waits_for_vacancy(hold: Json) -> bool:
    """Whether the place is only expected so far."""
    expected = hold.get("expected")
    return expected is not None and expected["state"] != "vacant"


def expected_said(pool: Json) -> str:
    """What is expected in a pool, the three earliest; empty when nothing is."""
    said = [
        phrases.phrase(
            "expected_place",
            units=phrases.units(int(one["units"]), str(pool["unit"])),
            confidence=phrases.word("confidences", one["confidence"]),
            day=phrases.day(one["expected_from"]),
        )
        for one in (pool.get("expected") or ())[:3]
    ]
    return "; ".join(said)


def _next(steps: Sequence[Json]) -> Json | None:
    return next((step for step in steps if not step["reached_at"]), None)


def _step(step: Json, zone: str | None) -> str:
    name = phrases.word("milestones", step["milestone"])
    if step["reached_at"]:
        return phrases.phrase(
            "step_reached", step=name, when=phrases.day_time(step["reached_at"], zone)
        )
    said = phrases.phrase("step_due", step=name, when=phrases.day_time(step["due_at"], zone))
    if step.get("extended_for"):
        reason = phrases.word("extension_reasons", step["extended_for"])
        said += " " + phrases.phrase("more_time_for", reason=reason)
    return said


def _expected_place(hold: Json) -> str:
    if not waits_for_vacancy(hold):
        return ""
    return phrases.phrase("not_vacant_yet", day=phrases.day(hold["expected"]["promised_from"]))
