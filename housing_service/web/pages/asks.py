"""What a shelter is asked: the answers as plain forms, and being at work."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.bodies import json_response
from housing_service.web.keys import services
from housing_service.web.pages import forms
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import read_at
from housing_service.web.pages.request_view import ask_card
from housing_service.web.pages.shelter import STAFF, shelter_page

DUTY_MINUTES: Final = 12 * 60


async def views(request: web.Request) -> web.Response:
    """The cards of what is asked as JSON, for the page's module."""
    use, identity = services(request), forms.identity_of(request)
    now = read_at(await use.directory.pools(identity, own=True))
    return json_response(
        {"items": [ask_card(ask, now) for ask in await use.requesting.asks(identity)]}
    )


async def answer(request: web.Request) -> web.Response:
    """ "We can", "not tonight", or "I have seen it"."""
    action = request.match_info["action"]
    done: dict[str, Any] = {"we-can": "ask_can", "not-tonight": "ask_cannot", "seen": "seen"}
    try:
        await forms.read_form(request)
        use, identity = services(request).requesting, forms.identity_of(request)
        ask_id = forms.path_uuid(request, "ask_id", "ask_not_found")
        if action == "we-can":
            await use.accept(identity, ask_id, {})
        elif action == "not-tonight":
            await use.refuse(identity, ask_id)
        elif action == "seen":
            await use.see(identity, ask_id)
        else:
            raise Refusal("not_found")
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", done[action])


async def set_duty(request: web.Request) -> web.Response:
    """At work for this night, or no longer."""
    try:
        form = await forms.read_form(request)
        minutes = DUTY_MINUTES if form.get("duty") == "on" else 0
        await services(request).duty.set(forms.identity_of(request), {"minutes": minutes})
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", "on_duty" if minutes else "off_duty")


ASK_ROUTES: Final = (
    PageRoute("GET", "/shelter/asks/views", views, STAFF),
    PageRoute("POST", "/shelter/asks/{ask_id}/{action}", answer, STAFF),
    PageRoute("POST", "/shelter/duty", set_duty, STAFF),
)
