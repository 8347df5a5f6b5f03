"""What was done in an organization, month by month, for those who look after it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from aiohttp import web

from housing_service.service.organization_record import ROWS_MAX
from housing_service.web.keys import services
from housing_service.web.language.current import spoken, text
from housing_service.web.pages import days, forms, phrases
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

PATH: Final = "/record"
_COLUMNS: Final = ("at", "who", "did", "about")
_FIRST: Final = date(2020, 1, 1)
_READERS: Final = frozenset({"responder", "shelter_staff"})


async def show(request: web.Request) -> web.Response:
    """One month, newest first."""
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity)
    zone = next((str(pool["time_zone"]) for pool in pools if pool.get("time_zone")), "UTC")
    at = days.zone_of(zone)
    this = datetime.now(UTC).astimezone(at).date().replace(day=1)
    month = _asked(request, this)
    rows = await use.record.rows(identity, _begin(month, at), _begin(_after(month), at))
    return render(
        request,
        "record.html",
        title=text("record.title"),
        rows=[_row(one, zone) for one in rows],
        rows_max=ROWS_MAX,
        zone=zone,
        month=_said(month),
        earlier=_link(_before(month)) if month > _FIRST else None,
        later=_link(_after(month)) if month < this else None,
        columns=[(name, text(f"record.{name}")) for name in _COLUMNS],
        back="/people" if identity.coordinator else "/desks",
    )


def _asked(request: web.Request, this: date) -> date:
    """The first of the month that the address names; of this one where it names none."""
    try:
        month = date.fromisoformat(request.query.get("month", "") + "-01")
    except ValueError:
        return this
    return month if _FIRST <= month <= this else this


def _begin(day: date, at: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), at)


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _said(month: date) -> str:
    return f"{phrases.word('months', str(month.month))} {month.year}"


def _link(month: date) -> dict[str, str]:
    return {"address": f"{PATH}?month={month:%Y-%m}", "said": _said(month)}


def _row(one: dict[str, Any], zone: str) -> dict[str, str]:
    role = _word("operator.record.role", str(one["actor_role"]))
    return {
        # Of what is known by the day only the day, and that as it was written, in UTC.
        "at": days.day(str(one["at"])[:10])
        if one["book"] == "disclosures"
        else days.day_time(str(one["at"]), zone),
        "who": str(one["actor"] or one["actor_organization"] or role),
        "did": _word("operator.record.action", str(one["action"])),
        "about": str(one["target"] or _word("record.kind", str(one["target_kind"] or "none"))),
    }


def _word(section: str, code: str) -> str:
    """The word for a code; one that is newer than the catalogue reads as itself with spaces."""
    key = f"{section}.{code}"
    return text(key) if key in spoken().pages else code.replace("_", " ")


OWN_RECORD_ROUTES: Final = (PageRoute("GET", PATH, show, _READERS),)
