"""What a shelter is asked: the answers as plain forms, and being at work."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.bodies import json_response
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import read_at
from housing_service.web.pages.request_view import ask_cards
from housing_service.web.pages.shelter import STAFF, shelter_page

DUTY_MINUTES: Final = 12 * 60
_DONE: Final = {
    "we-can": "ask_can",
    "count-and-keep": "ask_can",
    "not-tonight": "ask_cannot",
    "seen": "ask_seen",
}


async def views(request: web.Request) -> web.Response:
    """The cards of what is asked as JSON, for the page's module."""
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity, own=True)
    cards = ask_cards(await use.requesting.asks(identity), pools, read_at(pools))
    return json_response({"items": cards, "on_duty": identity.on_duty})


async def answer(request: web.Request) -> web.Response:
    """ "We can", "not tonight", "I have seen it", or "we have one more" and then "we can"."""
    action = request.match_info["action"]
    try:
        form = await forms.read_form(request)
        use, identity = services(request).requesting, forms.identity_of(request)
        ask_id = forms.path_uuid(request, "ask_id", "ask_not_found")
        if action == "count-and-keep":
            await _count_more(request, form)
        if action in ("we-can", "count-and-keep"):
            await use.accept(identity, ask_id, {})
        elif action == "not-tonight":
            await use.refuse(identity, ask_id)
        elif action == "seen":
            await use.see(identity, ask_id)
        else:
            raise Refusal("not_found")
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", _DONE[action])


async def _count_more(request: web.Request, form: forms.Form) -> None:
    """Tells, as any other count, how many more are free than the last one said."""
    delta = forms.number_field(form, "delta")
    version = forms.number_field(form, "based_on_version", digits_max=18)
    if not delta or version is None:
        raise Refusal("invalid_request", text("shelter.asks.how_many_missing"))
    report_id = str(forms.uuid_field(form, "report_id"))
    await services(request).counts.report(
        forms.identity_of(request),
        forms.uuid_field(form, "pool_id"),
        {"report_id": report_id, "based_on_version": version, "delta": delta},
    )


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
