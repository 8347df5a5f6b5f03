"""The plain forms of the shelter's count cards: a number, "still correct", someone on the way,
pause and resume."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.household import as_wire, party_from
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.shelter import PAUSE_HOURS, STAFF, shelter_page


async def report(request: web.Request) -> web.Response:
    """Says how many are empty, or that the number still holds. The form brings the report's id,
    so sending it twice counts once."""
    try:
        form = await forms.read_form(request)
        pool_id = forms.path_uuid(request, "pool_id", "pool_not_found")
        await services(request).counts.report(
            forms.identity_of(request), pool_id, _report_body(form)
        )
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", f"reported&pool={pool_id}")


def _report_body(form: forms.Form) -> dict[str, Any]:
    body: dict[str, Any] = {"report_id": str(forms.uuid_field(form, "report_id"))}
    based_on_version = forms.number_field(form, "based_on_version", digits_max=18)
    if based_on_version is not None:
        body["based_on_version"] = based_on_version
    if form.get("kind") == "unchanged":
        return body | {"unchanged": True}
    units_free = forms.number_field(form, "units_free")
    if units_free is None:
        raise Refusal("invalid_request", text("shelter.errors.number_missing"))
    out = forms.number_field(form, "units_out_of_service")
    if out is not None:
        body["units_out_of_service"] = out
    return body | {"units_free": units_free}


async def keep(request: web.Request) -> web.Response:
    """Keeps a place for the caller on the shelter's own phone."""
    try:
        form = await forms.read_form(request)
        pool_id = forms.path_uuid(request, "pool_id", "pool_not_found")
        body: dict[str, Any] = {
            "pool_id": str(pool_id),
            "party": as_wire(party_from(form)),
        }
        # An appointment is kept until it begins.
        if not form.get("starts_at"):
            body["minutes"] = forms.number_field(form, "minutes") or 60
        await services(request).holds.place(
            forms.identity_of(request), forms.uuid_field(form, "hold_id"), body
        )
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", "kept")


async def pause(request: web.Request) -> web.Response:
    """Takes no new holds, for some hours or until resumed; no hold ends by it."""
    try:
        form = await forms.read_form(request)
        body: dict[str, Any] = {}
        if form.get("reason"):
            body["reason"] = form["reason"]
        hours = forms.number_field(form, "hours")
        if hours in PAUSE_HOURS:
            body["until"] = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
        await services(request).counts.pause(
            forms.identity_of(request),
            forms.path_uuid(request, "pool_id", "pool_not_found"),
            body,
        )
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", "paused")


async def resume(request: web.Request) -> web.Response:
    """Takes new holds again."""
    try:
        await forms.read_form(request)
        await services(request).counts.resume(
            forms.identity_of(request), forms.path_uuid(request, "pool_id", "pool_not_found"), {}
        )
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", "resumed")


SHELTER_COUNT_ROUTES: Final = (
    PageRoute("POST", "/shelter/pools/{pool_id}/report", report, STAFF, while_locked=STAFF),
    PageRoute("POST", "/shelter/pools/{pool_id}/keep", keep, STAFF),
    PageRoute("POST", "/shelter/pools/{pool_id}/pause", pause, STAFF),
    PageRoute("POST", "/shelter/pools/{pool_id}/resume", resume, STAFF),
)
