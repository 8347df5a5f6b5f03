"""Places that are expected to become vacant: the staff's page of one pool, and what a responder
sees of it, can hold ahead of time and watch. Ordinary forms, each with an id made beforehand, so
that sending one twice does nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.language.current import text, words_of
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.household import as_wire, party_from
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import read_at, render

Json = Mapping[str, Any]


def _pool_id(request: web.Request) -> UUID:
    return forms.path_uuid(request, "pool_id", "pool_not_found")


def _rows(pool: Json, vacancies: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """What each expected vacancy says, by the calendar of the program."""
    today = now.astimezone(ZoneInfo(pool.get("time_zone") or "UTC")).date()
    return [
        {
            **one,
            "said": phrases.units(int(one["units"]), str(pool["unit"])),
            "sure": phrases.word("confidences", one["confidence"]),
            "day": phrases.day(one["expected_from"]),
            "is_late": date.fromisoformat(one["expected_from"]) < today,
            "left": int(one["units"]) - int(one["units_held"]),
            "holdable": one["holdable_from"] is not None
            and date.fromisoformat(one["holdable_from"]) <= today,
            "holdable_day": phrases.day(one["holdable_from"]) if one["holdable_from"] else "",
        }
        for one in vacancies
    ]


async def _page(
    request: web.Request,
    *,
    staff: bool,
    refusal: Refusal | None = None,
    form: forms.Form | None = None,
) -> web.Response:
    use, identity = services(request), forms.identity_of(request)
    pool = await use.directory.pool(identity, _pool_id(request))
    vacancies = await use.vacancies.expected(identity, _pool_id(request))
    watches = [] if staff else await use.vacancies.watches(identity)
    now = read_at([pool])
    return render(
        request,
        "homes.html",
        title=text("homes.title"),
        status=refusal.problem.status if refusal else 200,
        now=now,
        staff=staff,
        pool=pool,
        rows=_rows(pool, vacancies, now),
        party=party_from(form or {}),
        confidences=list(words_of("confidences").items()),
        today=now.astimezone(ZoneInfo(pool.get("time_zone") or "UTC")).date().isoformat(),
        free=phrases.units(int(pool.get("units_available") or 0), str(pool["unit"])),
        watched=any(one["pool_id"] == str(pool["id"]) for one in watches),
        problem=forms.problem_of(refusal) if refusal else None,
    )


async def show_staff(request: web.Request) -> web.Response:
    """What staff expect in one pool. For the pool of another organization there is no such page."""
    pool = await services(request).directory.pool(forms.identity_of(request), _pool_id(request))
    if pool.get("organization_id") != str(forms.identity_of(request).organization_id):
        raise Refusal("pool_not_found")
    return await _page(request, staff=True)


async def change(request: web.Request) -> web.Response:
    """Adds a vacancy, says what has changed about it, that it is vacant, or no longer expected."""
    use, identity = services(request).vacancies, forms.identity_of(request)
    pool_id = _pool_id(request)
    try:
        form = await forms.read_form(request)
        vacancy_id, action = forms.uuid_field(form, "vacancy_id"), form.get("action", "save")
        if action == "vacant":
            await use.vacant(identity, vacancy_id, {})
        elif action == "withdrawn":
            await use.withdraw(identity, vacancy_id)
        else:
            body = {
                "pool_id": str(pool_id),
                "units": forms.number_field(form, "units", 2) or 1,
                "expected_from": form.get("expected_from", ""),
                "confidence": form.get("confidence", ""),
            }
            await use.put(identity, vacancy_id, body)
    except Refusal as refusal:
        return await _page(request, staff=True, refusal=refusal)
    done = action if action in ("vacant", "withdrawn") else "expected"
    return forms.see_other(f"/shelter/pools/{pool_id}/homes", done)


async def show_responder(request: web.Request) -> web.Response:
    """What is expected in one pool, with a way to hold it ahead and to watch."""
    return await _page(request, staff=False)


async def act_responder(request: web.Request) -> web.Response:
    """Watches the pool, stops watching it, or holds a place that is expected."""
    use, identity, pool_id = services(request), forms.identity_of(request), _pool_id(request)
    form: forms.Form = {}
    try:
        form = await forms.read_form(request)
        action = form.get("action", "")
        if action == "hold":
            body = {
                "pool_id": str(pool_id),
                "party": as_wire(party_from(form)),
                "expected_vacancy_id": form.get("vacancy_id", ""),
            }
            hold_id = forms.uuid_field(form, "hold_id")
            await use.holds.place(identity, hold_id, body)
            return forms.see_other("/console", "asked")
        if action == "unwatch":
            await use.vacancies.unwatch(identity, pool_id)
        else:
            await use.vacancies.watch(identity, pool_id, {})
    except Refusal as refusal:
        return await _page(request, staff=False, refusal=refusal, form=form)
    done = "unwatched" if action == "unwatch" else "watched"
    return forms.see_other(f"/console/homes/{pool_id}", done)


async def watching(request: web.Request) -> web.Response:
    """The pools that the caller watches, those where a place can be held first."""
    watches = await services(request).vacancies.watches(forms.identity_of(request))
    rows = [
        {
            "id": one["pool_id"],
            "program": one["pool"]["program_name"],
            "pool": one["pool"]["name"],
            "open": one["open"],
            "free": phrases.units(
                int(one["pool"]["units_available"] or 0), str(one["pool"]["unit"])
            ),
            "expected": "; ".join(
                phrases.phrase(
                    "expected_place", units=row["said"], confidence=row["sure"], day=row["day"]
                )
                for row in _rows(one["pool"], one["pool"]["expected"] or [], datetime.now(UTC))
            ),
            "until": phrases.day(one["expires_at"][:10]),
        }
        for one in watches
    ]
    return render(
        request,
        "watching.html",
        title=text("watching.title"),
        module="main_watching.js",
        rows=sorted(rows, key=lambda row: (not row["open"], row["program"].casefold())),
    )


_STAFF: Final = frozenset({"shelter_staff"})
_RESPONDER: Final = frozenset({"responder"})

HOMES_ROUTES: Final = (
    PageRoute("GET", "/shelter/pools/{pool_id}/homes", show_staff, _STAFF),
    PageRoute("POST", "/shelter/pools/{pool_id}/homes", change, _STAFF),
    PageRoute("GET", "/console/homes", watching, _RESPONDER),
    PageRoute("GET", "/console/homes/{pool_id}", show_responder, _RESPONDER),
    PageRoute("POST", "/console/homes/{pool_id}", act_responder, _RESPONDER),
)
