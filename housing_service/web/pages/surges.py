"""The operator's plain forms for extra capacity: open some, end it early."""

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.pages import forms
from housing_service.web.pages.operator import OPERATOR, operator_page
from housing_service.web.pages.page_route import PageRoute


async def open_surge(request: web.Request) -> web.Response:
    """Opens surge pools of a region. The form brings the id, so sending it twice counts once."""
    try:
        form = await forms.read_form(request)
        body: dict[str, Any] = {name: form.get(name, "") for name in ("region", "label", "ends_at")}
        if form.get("starts_at"):
            body["starts_at"] = form["starts_at"]
        await services(request).capacity.put_surge(
            forms.identity_of(request), forms.uuid_field(form, "surge_id"), body
        )
    except Refusal as refusal:
        return await operator_page(request, refusal)
    return forms.see_other("/operator", "surge-opened")


async def end_surge(request: web.Request) -> web.Response:
    """Takes nobody new from now on; nobody's hold ends by it."""
    try:
        await forms.read_form(request)
        surge_id = forms.path_uuid(request, "surge_id", "surge_not_found")
        await services(request).capacity.end_surge(forms.identity_of(request), surge_id, {})
    except Refusal as refusal:
        return await operator_page(request, refusal)
    return forms.see_other("/operator", "surge-ended")


SURGE_ROUTES: Final = (
    PageRoute("POST", "/operator/surges", open_surge, OPERATOR),
    PageRoute("POST", "/operator/surges/{surge_id}/end", end_surge, OPERATOR),
)
