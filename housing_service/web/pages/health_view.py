"""How the service is, in words and figures: of the one process that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Any, Final

from housing_service.web.language.current import text
from housing_service.web.pages import phrases

Json = Mapping[str, Any]
# What a push, an expiry and a database should stay below, in seconds.
PUSH_SECONDS_MAX: Final = 1.0
EXPIRY_SECONDS_MAX: Final = 5.0
DATABASE_SECONDS_MAX: Final = 5.0
_CAME: Final = ("arrived",)
_NOT_TAKEN: Final = ("declined", "timed_out")
_ENDED: Final = ("released", "expired", "no_show", "revoked")
_STAGES: Final = ("placed", "waiting", "accepted", "arrived", "on_the_way", "ended")


def health_view(facts: Json) -> dict[str, str]:
    """The strip: each figure with whether it is as it should be."""
    live = bool(facts["live"]) and bool(facts["listening"])
    seen = _seconds_since(facts["database_seen_at"], facts["at"])
    return {
        "feed": phrases.phrase("feed_live" if live else "feed_not_live"),
        "feed_tone": "good" if live else "warn",
        "push": lag(facts["push_seconds"]),
        "push_tone": _tone(facts["push_seconds"], PUSH_SECONDS_MAX),
        "expiry": lag(facts["expiry_seconds"])
        if facts["expiry_written"]
        else phrases.phrase("written_elsewhere"),
        "expiry_tone": _tone(facts["expiry_seconds"], EXPIRY_SECONDS_MAX),
        "connections": str(facts["connections"]),
        "seen": lag(seen),
        "seen_tone": _tone(seen, DATABASE_SECONDS_MAX),
        "process": str(facts["process"]),
    }


def _seconds_since(text: str | None, now: str) -> float | None:
    """Whole seconds between two times of the wire, rounded up."""
    at, until = phrases.parse_time(text), phrases.parse_time(now)
    return ceil((until - at).total_seconds()) if at and until else None


def lag(seconds: float | None) -> str:
    """ "under 0.1 s", or that nothing was measured."""
    if seconds is None:
        return phrases.phrase("lag_nothing")
    return phrases.phrase("lag_under", seconds=f"{seconds:g}")


def _tone(seconds: float | None, most: float) -> str:
    return "warn" if seconds is not None and seconds > most else "calm"


def funnel_rows(by_state: Mapping[str, int]) -> list[dict[str, Any]]:
    """Holds from being asked for to how they ended, each with the width of its bar in percent."""
    waiting = by_state.get("requested", 0)
    not_taken = sum(by_state.get(state, 0) for state in _NOT_TAKEN)
    total = sum(by_state.values())
    counts = {
        "placed": total,
        "waiting": waiting,
        "accepted": total - waiting - not_taken,
        "arrived": sum(by_state.get(state, 0) for state in _CAME),
        "on_the_way": by_state.get("active", 0),
        "ended": not_taken + sum(by_state.get(state, 0) for state in _ENDED),
    }
    most = max(total, 1)
    return [
        {
            "code": code,
            "label": text(f"operator.funnel.{code}"),
            "count": counts[code],
            "width": round(100 * counts[code] / most, 2),
        }
        for code in _STAGES
    ]


def ended_rows(by_state: Mapping[str, int]) -> list[tuple[str, int]]:
    """Every way in which holds ended, with a word and a count, the most frequent first."""
    ended = [(state, by_state.get(state, 0)) for state in (*_CAME, *_NOT_TAKEN, *_ENDED)]
    ended.sort(key=lambda one: -one[1])
    return [(phrases.word("hold_states", state), count) for state, count in ended]


def line_points(values: Sequence[float | None], width: float, height: float) -> str:
    """The points of a polyline over all of `width`; what was not measured counts as nothing."""
    most = max((value or 0 for value in values), default=0) or 1
    step = width / max(len(values) - 1, 1)
    return " ".join(
        f"{number * step:.1f},{height * (1 - (value or 0) / most):.1f}"
        for number, value in enumerate(values)
    )


def import_said(day: date | None) -> str:
    if day is None:
        return text("operator.health.no_import")
    return text("operator.health.import_of", day=phrases.day(day.isoformat()))
