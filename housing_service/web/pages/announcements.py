"""The operator's page of announcements: what stands, a form for another, and what looks wrong."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.operator_lists import ANNOUNCEMENT_CHARS_MAX, AUDIENCES
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.operator import OPERATOR, told
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

PATH: Final = "/operator/announcements"
_HOURS: Final = (1, 3, 6, 12)
_MORNINGS: Final = (1, 2, 3, 7)


async def show(request: web.Request) -> web.Response:
    return await page(request, {}, None)


async def page(request: web.Request, form: forms.Form, refusal: Refusal | None) -> web.Response:
    """What stands, and the form as it was sent; `refusal` is why that was not done."""
    use, identity = services(request), forms.identity_of(request)
    zone = await _zone(request)
    now = datetime.now(UTC)
    return render(
        request,
        "operator_announcements.html",
        title=text("operator.title"),
        module="main_operator_page.js",
        status=refusal.problem.status if refusal else 200,
        problem=forms.problem_of(refusal) if refusal else None,
        may_name=refusal is not None and refusal.code == "announcement_may_name_somebody",
        told=told(request),
        standing=[_row(one, zone) for one in use.operator_room.notices(identity)["announcements"]],
        form={name: form.get(name, "") for name in ("text", "audience", "region")},
        audiences=[(code, text(f"operator.announce.audience.{code}")) for code in AUDIENCES],
        regions=await use.directory.regions(),
        ends=_ends(now, zone),
        chars_max=ANNOUNCEMENT_CHARS_MAX,
    )


async def _zone(request: web.Request) -> str | None:
    pools = await services(request).directory.pools(forms.identity_of(request))
    return next((str(pool["time_zone"]) for pool in pools if pool.get("time_zone")), None)


def _row(one: dict[str, Any], zone: str | None) -> dict[str, str]:
    return {
        "id": str(one["id"]),
        "text": str(one["text"]),
        "audience": text(f"operator.announce.audience.{one['audience']}"),
        "region": str(one["region_label"] or text("operator.announce.everywhere")),
        "until": phrases.day_time(one["ends_at"], zone),
    }


def _ends(now: datetime, zone: str | None) -> list[tuple[str, str]]:
    """Times to choose an end from: some hours on, and mornings at eight."""
    local = now.astimezone(phrases.zone_of(zone) if zone else ZoneInfo("UTC"))
    hours = [
        (
            (now + timedelta(hours=n)).isoformat(timespec="minutes"),
            text("operator.announce.hours", n=n),
        )
        for n in _HOURS
    ]
    mornings = [
        datetime.combine(local.date() + timedelta(days=n), time(8), local.tzinfo) for n in _MORNINGS
    ]
    return hours + [
        (at.astimezone(UTC).isoformat(), phrases.day_time(at.isoformat(), zone)) for at in mornings
    ]


async def announce(request: web.Request) -> web.Response:
    """Announces; sent twice it stands once."""
    form: forms.Form = {}
    try:
        form = await forms.read_form(request)
        body = {
            "audience": form.get("audience", "all"),
            "region": form.get("region") or None,
            "text": " ".join(form.get("text", "").split()),
            "ends_at": form.get("ends_at", ""),
            "about_service": form.get("about_service") == "yes",
        }
        await services(request).operator_room.announce(
            forms.identity_of(request), forms.uuid_field(form, "announcement_id"), body
        )
    except Refusal as refusal:
        return await page(request, form, refusal)
    return forms.see_other(PATH, "announced")


async def end(request: web.Request) -> web.Response:
    """Takes one back."""
    try:
        await forms.read_form(request)
        announcement_id = forms.path_uuid(request, "id", "announcement_not_found")
        await services(request).operator_room.end_announcement(
            forms.identity_of(request), announcement_id, {}
        )
    except Refusal as refusal:
        return await page(request, {}, refusal)
    return forms.see_other(PATH, "announcement_ended")


ANNOUNCEMENT_ROUTES: Final = (
    PageRoute("GET", PATH, show, OPERATOR),
    PageRoute("POST", PATH, announce, OPERATOR),
    PageRoute("POST", f"{PATH}/{{id}}/end", end, OPERATOR),
)
