"""Asking shelters: the form that opens a request, and what became of those that are open."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.bodies import json_response
from housing_service.web.keys import SETTINGS, services
from housing_service.web.language.current import text, words_of
from housing_service.web.pages import forms, need_field, needs_form, phrases
from housing_service.web.pages.hold_view import HoldView, hold_view
from housing_service.web.pages.household import party_from
from housing_service.web.pages.needs_form import search_body
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import read_at, render
from housing_service.web.pages.request_view import NO_REQUEST, OPEN, request_card

_SHOWN_MAX: Final = 50
# Left out of a request's body: they belong to the answer of a search.
_ONLY_OF_SEARCHES: Final = ("limit", "language")


async def show(request: web.Request) -> web.Response:
    return await _list_page(request)


async def views(request: web.Request) -> web.Response:
    """The cards of the page as JSON, for its module."""
    cards, _, _ = await _cards(request)
    return json_response({"items": cards})


async def ask_page(request: web.Request) -> web.Response:
    """What is still to be said before shelters are asked: how urgent, what to make ready, where to
    call back. The household and its needs travel in the form and nowhere else."""
    form = await forms.read_form(request)
    return await _new_page(request, form)


async def open_request(request: web.Request) -> web.Response:
    """Opens the request with the id that the form brought, so sending it twice asks once."""
    form: forms.Form = {}
    try:
        form = needs_form.unpacked(await forms.read_form(request))
        use, identity = services(request), forms.identity_of(request)
        pools = await use.directory.pools(identity)
        places = await use.directory.regions()
        body = search_body(form, places, pools, read_at(pools))
        body = {name: value for name, value in body.items() if name not in _ONLY_OF_SEARCHES}
        body["urgency"] = form.get("urgency", "")
        body["make_ready"] = [need for need in words_of("needs") if form.get(f"make_ready.{need}")]
        if form.get("line_id"):
            body["line_id"] = form["line_id"]
        body |= need_field.named(form, need_field.need_of(form))
        await use.requesting.open(identity, forms.uuid_field(form, "request_id"), body)
    except Refusal as refusal:
        if not form:
            raise
        return await _new_page(request, form, refusal)
    return forms.see_other("/console/requests", "request_opened")


async def act(request: web.Request) -> web.Response:
    """Closes a request, or keeps it open."""
    action = request.match_info["action"]
    try:
        await forms.read_form(request)
        use, identity = services(request), forms.identity_of(request)
        request_id = forms.path_uuid(request, "request_id", "request_not_found")
        if action == "close":
            await use.requesting.close(identity, request_id)
        elif action == "keep":
            await use.requesting.keep(identity, request_id)
        else:
            raise Refusal("not_found")
    except Refusal as refusal:
        return await _list_page(request, refusal)
    return forms.see_other(
        "/console/requests", "request_closed" if action == "close" else "request_kept"
    )


async def _new_page(
    request: web.Request, form: forms.Form, refusal: Refusal | None = None
) -> web.Response:
    use, identity = services(request), forms.identity_of(request)
    return render(
        request,
        "request_new.html",
        title=text("request_new.title"),
        status=refusal.problem.status if refusal else 200,
        who=phrases.household(_party(form)),
        party=_party(form),
        carried=form.get("asked") or needs_form.carried(form),
        asked=form,
        need=need_field.need_of(form),
        request_id=form.get("request_id") or str(uuid4()),
        urgencies=list(words_of("urgencies").items()),
        ready=list(words_of("needs").items()),
        lines=await use.duty.lines(identity),
        problem=forms.problem_of(refusal) if refusal else None,
        help_line=request.app[SETTINGS].help_line,
    )


def _party(form: forms.Form) -> dict[str, int]:
    party = party_from(needs_form.unpacked(form))
    return {"adults": party.adults, "children": party.children, "infants": party.infants}


async def _cards(request: web.Request) -> tuple[list[Any], list[Any], str]:
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity)
    by_id = {str(pool["id"]): pool for pool in pools}
    names = {one: str(pool["program_name"]) for one, pool in by_id.items()}
    zone, now = needs_form.time_zone(pools), read_at(pools)
    told = [one for _, one in await use.requesting.page(identity, None, _SHOWN_MAX)]
    told.sort(key=lambda one: one["state"] not in OPEN)
    offers = [
        hold_view(hold, by_id.get(str(hold["pool_id"])), now, staff=False)
        for hold in await use.holds.mine(identity)
        if hold["offered"] and hold["state"] == "active"
    ]
    return [request_card(one, zone, names) for one in told], offers, zone


async def _list_page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    cards, offers, zone = await _cards(request)
    return render(
        request,
        "requests.html",
        title=text("requests.title"),
        module="main_requests.js",
        status=refusal.problem.status if refusal else 200,
        cards=cards,
        zone=zone,
        offers=offers,
        blank_request=NO_REQUEST,
        blank_offer=HoldView(),
        problem=forms.problem_of(refusal) if refusal else None,
        help_line=request.app[SETTINGS].help_line,
    )


_RESPONDER: Final = frozenset({"responder"})

REQUEST_ROUTES: Final = (
    PageRoute("GET", "/console/requests", show, _RESPONDER),
    PageRoute("GET", "/console/requests/views", views, _RESPONDER),
    PageRoute("POST", "/console/requests/new", ask_page, _RESPONDER),
    PageRoute("POST", "/console/requests", open_request, _RESPONDER),
    PageRoute("POST", "/console/requests/{request_id}/{action}", act, _RESPONDER),
)
