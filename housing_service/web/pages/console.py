"""The responder's console as a page and its plain forms."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.web.keys import SETTINGS, Services, services
from housing_service.web.language.current import text
from housing_service.web.pages import (
    forms,
    need_choices,
    need_field,
    needs_form,
    phrases,
)
from housing_service.web.pages.console_list import (
    answer_of,
    blank_views,
    is_asked_for,
    kinds_of,
    places_of,
    rows_of,
)
from housing_service.web.pages.hold_forms import RESPONDER_ACTIONS, action_body
from housing_service.web.pages.hold_view import LIVE, hold_view
from housing_service.web.pages.holder_view import holder_view, next_places
from housing_service.web.pages.household import as_wire, party_from
from housing_service.web.pages.made_ready import made_ready
from housing_service.web.pages.needs_form import hidden_programs, search_body
from housing_service.web.pages.next_services import asked_kinds, next_services
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.pool_view import pool_view
from housing_service.web.pages.rendering import as_of, read_at, render
from housing_service.web.pages.set_line import rest_kept, set_line

Json = Mapping[str, Any]
# As many as `more_rows.js` shows before somebody scrolls.
ROWS_FIRST: Final = 20
# After these the rest of what is kept together may no longer be needed.
_ENDS_A_PART: Final = ("release", "arrive")


async def show(request: web.Request) -> web.Response:
    """The console for one adult, any kind, any region; all numbers as of one moment."""
    return await console_page(request, {})


async def filter_list(request: web.Request) -> web.Response:
    """The console for the household and needs in the form. They travel in a body, never in an
    address, so this is a POST that changes nothing."""
    try:
        form = needs_form.unpacked(await forms.read_form(request))
        form["hidden"] = "" if form.get("show_hidden") else " ".join(hidden_programs(form))
        return await console_page(request, form)
    except Refusal as refusal:
        return await console_page(request, {}, refusal)


async def place_hold(request: web.Request) -> web.Response:
    """Asks for a hold with the id that the form brought, so sending it twice holds once."""
    form: forms.Form = {}
    try:
        form = await forms.read_form(request)
        body: dict[str, Any] = {
            "pool_id": form.get("pool_id", ""),
            "party": as_wire(party_from(form)),
            "needs": made_ready(needs_form.unpacked(form)),
            **need_field.named(form, need_field.need_of(form)),
            **({"emergency": True} if form.get("emergency") == "true" else {}),
        }
        _, hold = await services(request).holds.place(
            forms.identity_of(request), forms.uuid_field(form, "hold_id"), body
        )
    except Refusal as refusal:
        return await console_page(request, needs_form.unpacked(form), refusal)
    if hold["state"] != "active":
        return forms.see_other("/console", "asked")
    return forms.see_other("/console", "held_slot" if hold["unit"] == "slot" else "held")


async def act_on_hold(request: web.Request) -> web.Response:
    """Does one thing to one of the caller's own holds."""
    action = request.match_info["action"]
    try:
        form = await forms.read_form(request)
        if action not in RESPONDER_ACTIONS:
            raise Refusal("not_found")
        hold_id = forms.path_uuid(request, "hold_id", "hold_not_found")
        use, identity = services(request), forms.identity_of(request)
        if action == "take":
            await use.requesting.take(identity, hold_id)
            return forms.see_other("/console", action)
        hold = await use.holds.act(identity, hold_id, action, action_body(form))
        if action in _ENDS_A_PART and hold.get("set_id"):
            whole = await use.hold_sets.get(identity, UUID(hold["set_id"]))
            if rest_kept(hold, whole["holds"]):
                # Are the others still needed? Their page asks.
                return forms.see_other(f"/console/together/{hold['set_id']}", action)
    except Refusal as refusal:
        return await console_page(request, {}, refusal)
    return forms.see_other("/console", action)


async def console_page(
    request: web.Request, form: forms.Form, refusal: Refusal | None = None
) -> web.Response:
    """The whole page, for the household and needs in `form`, with a refusal if there is one."""
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity)
    places = places_of(pools, await use.directory.regions())
    holds = await use.holds.mine(identity)
    party, now = party_from(form), read_at(pools)
    by_id, zone = {str(pool["id"]): pool for pool in pools}, needs_form.time_zone(pools)
    need = need_field.need_of(form)
    body = {
        **search_body(form, places, pools, now),
        **need_field.named(form, need),
        "services": asked_kinds(form),
    }
    found = await use.finding.search(identity, body)
    items = [item for item in found["items"] if item["id"] in by_id]
    most = len(items) if form.get("rows") == "all" else ROWS_FIRST
    may_ask = await _may_ask_for_reserve(use, identity, pools)
    rows = rows_of(items[:most], by_id, party, now, reserve=may_ask)
    cards = [
        {
            **asdict(hold_view(hold, by_id.get(str(hold["pool_id"])), now, staff=False, zone=zone)),
            **asdict(holder_view(hold, now)),
            **set_line(hold, holds),
            "next": next_places(hold, party, rows),
        }
        for hold in newest(holds)
    ]
    others = refusal.extras.get("alternatives", ()) if refusal else ()
    return render(
        request,
        "console.html",
        title=text("console.title"),
        module="main_console.js",
        status=refusal.problem.status if refusal else 200,
        now=now,
        as_of=as_of(now, pools),
        party=party,
        asked=form,
        need=need,
        kinds=kinds_of(pools),
        needs=_builder(form, places, pools),
        pools=rows,
        pools_more=max(0, len(items) - most),
        places_found=len(items),
        next=next_services(form, pools, found["services"], party, now),
        answer=answer_of(found, by_id, places),
        holds=[card for card in cards if card["live"] or card["recent"]],
        ended=[card for card in cards if not card["live"] and not card["recent"]],
        problem=forms.problem_of(refusal) if refusal else None,
        alternatives=[pool_view(p, party, now) for p in others if is_asked_for(p, found)],
        help_line=request.app[SETTINGS].help_line,
        asked_for=use.requesting.open_count(identity),
        asked_first=phrases.clock_time(identity.asked_first_until, zone)
        if identity.asked_first
        else "",
        may_ask_reserve=may_ask,
        live_count=sum(card["live"] for card in cards),
        who=phrases.household(as_wire(party)),
        **blank_views(may_ask),
    )


async def _may_ask_for_reserve(use: Services, identity: Identity, pools: Sequence[Json]) -> bool:
    """Whether the operator lets the caller's organization ask for what is kept for emergencies;
    looked up only when something is."""
    if not any(pool.get("units_reserved") for pool in pools):
        return False
    own = await use.directory.own_organization(identity)
    return bool(own and own.get("may_use_reserve"))


def _builder(form: forms.Form, places: Sequence[Json], pools: Sequence[Json]) -> dict[str, Any]:
    """What the questions about needs and places are made of, and how many are answered."""
    most, more = need_choices.need_choices()
    hidden = hidden_programs(form)
    regions = sum(bool(form.get(f"regions.{place['code']}")) for place in places)
    return {
        "most": most,
        "more": more,
        "choices": need_choices.choices_by_field(),
        "numbers": need_choices.NUMBERS,
        "places": places,
        "place_options": [(place["code"], place["label"]) for place in places],
        "regions": "" if regions in (0, len(places)) else regions,
        "time_zone": needs_form.time_zone(pools),
        "chosen": needs_form.chosen_count(form),
        "hidden": hidden,
        "carried": needs_form.carried(form),
        "made_ready": ", ".join(phrases.word("needs", code) for code in made_ready(form)),
    }


def newest(holds: Sequence[Json]) -> list[Json]:
    """What is offered for some minutes first, then live ones, then the latest."""
    latest = sorted(holds, key=lambda hold: str(hold.get("placed_at") or ""), reverse=True)
    latest.sort(key=lambda hold: hold["state"] not in LIVE)
    return sorted(latest, key=lambda hold: not (hold["state"] == "active" and hold["offered"]))


_RESPONDER: Final = frozenset({"responder"})

CONSOLE_ROUTES: Final = (
    PageRoute("GET", "/console", show, _RESPONDER),
    PageRoute("POST", "/console", filter_list, _RESPONDER),
    PageRoute("POST", "/console/hold", place_hold, _RESPONDER),
    PageRoute("POST", "/console/holds/{hold_id}/{action}", act_on_hold, _RESPONDER),
)
