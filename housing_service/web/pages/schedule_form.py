"""The form of a lock's clock: the office's week by the hour, days on which it is closed, and how
many open hours each step takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from housing_service.web.pages.forms import Form, number_field

Json = Mapping[str, Any]
STEPS: Final = ("acknowledged", "interview", "decision", "move_in")
# Room for this many more days at once; those there are stay in the form.
_NEW_HOLIDAYS: Final = 3


def schedule_fields(schedule: Json) -> Json:
    """What the form is filled with."""
    opens, closes = schedule["opens_minute"], schedule["closes_minute"]
    return {
        "on": schedule["lock_milestones"],
        "week": [
            {"day": str(day + 1), "opens": _clock(opens[day]), "closes": _clock(closes[day])}
            for day in range(7)
        ],
        "holidays": [*schedule["holidays"], *[""] * _NEW_HOLIDAYS],
        "steps": [(step, schedule[f"{step}_working_hours"]) for step in STEPS],
    }


def schedule_body(form: Form) -> dict[str, Any]:
    """The body for `vacancies.set_schedule`; what is no time or number is left for it to refuse."""
    days = range(1, 8)
    return {
        "lock_milestones": form.get("lock_milestones") == "true",
        "opens_minute": [_minute(form.get(f"opens-{day}", "")) for day in days],
        "closes_minute": [_minute(form.get(f"closes-{day}", "")) for day in days],
        "holidays": sorted({
            value for name, value in form.items() if name.startswith("holiday-") and value
        }),
        **{f"{step}_working_hours": number_field(form, f"hours-{step}") for step in STEPS},
    }  # fmt: skip


def _clock(minute: int | None) -> str:
    """ "09:00" as a time field takes it. The end of a day is its last minute there."""
    if minute is None:
        return ""
    minute = min(minute, 24 * 60 - 1)
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(text: str) -> int | None:
    hour, colon, minute = text.strip()[:5].partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()):
        return None
    said = int(hour) * 60 + int(minute)
    return 24 * 60 if said == 24 * 60 - 1 else said
