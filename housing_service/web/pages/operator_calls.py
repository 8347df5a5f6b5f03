"""What an operator does about a call: ask for the count, write down what was said, pause."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.operator import OPERATOR, operator_page
from housing_service.web.pages.page_route import PageRoute


async def nudge(request: web.Request) -> web.Response:
    """Asks the shelter for its count; sent twice it asks once."""
    try:
        form = await forms.read_form(request)
        body = {"nudge_id": form.get("nudge_id", "")}
        pool_id = forms.path_uuid(request, "pool_id", "pool_not_found")
        await services(request).operator_room.nudge(forms.identity_of(request), pool_id, body)
    except Refusal as refusal:
        return await operator_page(request, refusal)
    return forms.see_other("/operator", "nudged")


async def count(request: web.Request) -> web.Response:
    """Writes down what the shelter said on the phone, as a report of the operator's."""
    try:
        form = await forms.read_form(request)
        units = forms.number_field(form, "units_free")
        if units is None:
            raise Refusal("invalid_request", text("operator.calls.count_missing"))
        body = {"report_id": form.get("report_id", ""), "units_free": units}
        pool_id = forms.path_uuid(request, "pool_id", "pool_not_found")
        await services(request).counts.report(forms.identity_of(request), pool_id, body)
    except Refusal as refusal:
        return await operator_page(request, refusal)
    return forms.see_other("/operator", "counted")


async def pause(request: web.Request) -> web.Response:
    """Nobody new holds a place there until somebody resumes; no hold ends by it."""
    try:
        form = await forms.read_form(request)
        body: dict[str, Any] = {"reason": form.get("reason") or None}
        pool_id = forms.path_uuid(request, "pool_id", "pool_not_found")
        await services(request).counts.pause(forms.identity_of(request), pool_id, body)
    except Refusal as refusal:
        return await operator_page(request, refusal)
    return forms.see_other("/operator", "paused")


_POOL: Final = "/operator/pools/{pool_id}"

OPERATOR_CALL_ROUTES: Final = (
    PageRoute("POST", f"{_POOL}/nudge", nudge, OPERATOR),
    PageRoute("POST", f"{_POOL}/count", count, OPERATOR),
    PageRoute("POST", f"{_POOL}/pause", pause, OPERATOR),
)
