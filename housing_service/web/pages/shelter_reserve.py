"""The plain form of a shelter's card that says how many are kept for emergencies."""

from typing import Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.shelter import STAFF, shelter_page


async def set_reserve(request: web.Request) -> web.Response:
    """Keeps the last of what is empty for emergencies; nobody's hold ends by it."""
    try:
        form = await forms.read_form(request)
        pool_id = forms.path_uuid(request, "pool_id", "pool_not_found")
        reserve = forms.number_field(form, "reserve_units")
        if reserve is None:
            raise Refusal("invalid_request", text("shelter.reserve.missing"))
        await services(request).capacity.set_capacity(
            forms.identity_of(request), pool_id, {"reserve_units": reserve}
        )
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", "reserve-saved")


SHELTER_RESERVE_ROUTES: Final = (
    PageRoute("POST", "/shelter/pools/{pool_id}/reserve", set_reserve, STAFF),
)
