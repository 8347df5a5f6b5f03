"""The plain forms of the shelter page's service cards: how people are taken on, and
appointments."""

from datetime import datetime
from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import days, forms
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.shelter import STAFF, shelter_page


async def say_intake(request: web.Request) -> web.Response:
    """Says how new people are taken on, or that it is still so. The form brings the report's id, so
    sending it twice counts once."""
    try:
        form = await forms.read_form(request)
        await services(request).counts.report(
            forms.identity_of(request),
            forms.path_uuid(request, "pool_id", "pool_not_found"),
            _intake_body(form),
        )
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", "intake_said")


def _intake_body(form: forms.Form) -> dict[str, Any]:
    body: dict[str, Any] = {"report_id": str(forms.uuid_field(form, "report_id"))}
    based_on_version = forms.number_field(form, "based_on_version", digits_max=18)
    if based_on_version is not None:
        body["based_on_version"] = based_on_version
    if form.get("intake") == "unchanged":
        return body | {"unchanged": True}
    if form.get("intake_from"):
        body["intake_from"] = form["intake_from"]
    return body | {"intake": form.get("intake", "")}


async def add_slots(request: web.Request) -> web.Response:
    """Adds appointments at one time, by the clock of the program's own place."""
    try:
        form = await forms.read_form(request)
        program_id = forms.path_uuid(request, "program_id", "program_not_found")
        program = await services(request).directory.program(forms.identity_of(request), program_id)
        await services(request).slots.make(
            forms.identity_of(request),
            program_id,
            {
                "slot_id": str(forms.uuid_field(form, "slot_id")),
                "starts_at": _moment(form, program.get("time_zone")).isoformat(),
                "units": forms.number_field(form, "units") or 1,
                "hold_policy": form.get("hold_policy") or "call_only",
            },
        )
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", "slot_made")


def _moment(form: forms.Form, time_zone: str | None) -> datetime:
    try:
        local = datetime.strptime(form.get("starts_at", "")[:16], "%Y-%m-%dT%H:%M")
    except ValueError:
        missing = text("shelter.services.moment_missing")
        raise Refusal("invalid_request", missing) from None
    return local.replace(tzinfo=days.zone_of(time_zone))


SHELTER_SERVICE_ROUTES: Final = (
    PageRoute("POST", "/shelter/pools/{pool_id}/intake", say_intake, STAFF),
    PageRoute("POST", "/shelter/programs/{program_id}/slots", add_slots, STAFF),
)
