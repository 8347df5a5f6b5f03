"""Requests in the operator's room: which are open, how far they have gone, who waits for a call."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.bodies import json_response
from housing_service.web.keys import services
from housing_service.web.pages import forms, needs_form
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import problem_page, read_at
from housing_service.web.pages.request_view import OPEN, operator_row

_SHOWN_MAX: Final = 200


async def request_rows(request: web.Request) -> list[Any]:
    """Open requests, those that came to the operator first."""
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity)
    zone, now = needs_form.time_zone(pools), read_at(pools)
    told = [one for _, one in await use.requesting.page(identity, None, _SHOWN_MAX)]
    open_ones = [one for one in told if one["state"] in OPEN]
    open_ones.sort(key=lambda one: (not one["with_operator"], one["opened_at"]))
    return [operator_row(one, zone, now) for one in open_ones]


async def views(request: web.Request) -> web.Response:
    return json_response({"items": await request_rows(request)})


async def close(request: web.Request) -> web.Response:
    """Ends a request that has been met by other means."""
    try:
        await forms.read_form(request)
        request_id = forms.path_uuid(request, "request_id", "request_not_found")
        await services(request).requesting.close(forms.identity_of(request), request_id)
    except Refusal as refusal:
        return problem_page(request, refusal)
    return forms.see_other("/operator", "request_closed")


async def set_offers(request: web.Request) -> web.Response:
    """Turns automatic offers on or off."""
    try:
        form = await forms.read_form(request)
        on = form.get("offers") == "on"
        await services(request).requesting.automatic_offers(forms.identity_of(request), on)
    except Refusal as refusal:
        return problem_page(request, refusal)
    return forms.see_other("/operator", "offers_set")


_OPERATOR: Final = frozenset({"operator"})

OPERATOR_REQUEST_ROUTES: Final = (
    PageRoute("GET", "/operator/requests/views", views, _OPERATOR),
    PageRoute("POST", "/operator/requests/{request_id}/close", close, _OPERATOR),
    PageRoute("POST", "/operator/offers", set_offers, _OPERATOR),
)
