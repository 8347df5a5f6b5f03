"""The shelter's page and its plain forms about people on the way."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.language.current import text, words_of
from housing_service.web.pages import forms
from housing_service.web.pages.count_view import CountView, count_view
from housing_service.web.pages.hold_forms import STAFF_ACTIONS, action_body
from housing_service.web.pages.hold_view import HoldView, hold_view
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import as_of, read_at, render
from housing_service.web.pages.request_view import NO_ASK, ask_cards
from housing_service.web.pages.service_view import ServiceView, service_view

Json = Mapping[str, Any]

KEEP_MINUTES: Final = (30, 60, 90, 120)
PAUSE_HOURS: Final = (1, 4, 12)


async def show(request: web.Request) -> web.Response:
    """Everything staff see: counts, requests, people on the way, open questions."""
    return await shelter_page(request)


async def act_on_hold(request: web.Request) -> web.Response:
    """Does one thing to a hold of this shelter. An arrival after a count is asked about once:
    was this person already in that number?"""
    action = request.match_info["action"]
    try:
        form = await forms.read_form(request)
        if action not in STAFF_ACTIONS:
            raise Refusal("not_found")
        hold_id = forms.path_uuid(request, "hold_id", "hold_not_found")
        body = action_body(form)
        unanswered = action == "arrive" and "already_counted" not in body
        if unanswered and await _counted_since(request, str(hold_id)):
            return await shelter_page(request, asked=str(hold_id))
        await services(request).holds.act(forms.identity_of(request), hold_id, action, body)
    except Refusal as refusal:
        return await shelter_page(request, refusal)
    return forms.see_other("/shelter", action)


async def _counted_since(request: web.Request, hold_id: str) -> bool:
    holds = await services(request).holds.mine(forms.identity_of(request))
    return any(str(hold["id"]) == hold_id and hold.get("counted_since") for hold in holds)


async def shelter_page(
    request: web.Request, refusal: Refusal | None = None, asked: str = ""
) -> web.Response:
    """The whole page; `asked` is the hold whose "already counted?" question is open. A session
    that is locked after idle sees counts alone."""
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity, own=True)
    # A locked desk counts, and says of nobody that they come.
    holds = [] if identity.locked else await use.holds.mine(identity)
    asks = [] if identity.locked else await use.requesting.asks(identity)
    now = read_at(pools)
    by_id = {str(pool["id"]): pool for pool in pools}
    cards = [
        hold_view(hold, by_id.get(str(hold["pool_id"])), now, staff=True)
        for hold in sorted(holds, key=lambda hold: str(hold["expires_at"]))
    ]
    counts = [count_view(pool, now) for pool in pools if pool["unit"] != "service"]
    offered = [service_view(pool, now) for pool in pools if pool["unit"] == "service"]
    return render(
        request,
        "shelter.html",
        title=text("shelter.title"),
        module="main_shelter.js",
        status=refusal.problem.status if refusal else 200,
        now=now,
        as_of=as_of(now, pools),
        counts=in_order(counts),
        services=sorted(offered, key=lambda view: (view.program.casefold(), view.pool.casefold())),
        requests=[card for card in cards if card.requested],
        arriving=[card for card in cards if card.active],
        unanswered=[card for card in cards if card.did_they_come],
        undoable=[card for card in cards if card.can_undo],
        asked=asked,
        asks=ask_cards(asks, pools, now),
        locked=identity.locked,
        put_back=await _put_back(request, pools),
        blank_ask=NO_ASK,
        problem=forms.problem_of(refusal) if refusal else None,
        decline_reasons=words_of("decline_reasons").items(),
        pause_reasons=words_of("pause_reasons").items(),
        pause_hours=PAUSE_HOURS,
        keep_minutes=KEEP_MINUTES,
        blank_count=CountView(),
        blank_service=ServiceView(),
        blank_hold=HoldView(),
    )


def in_order(counts: list[CountView]) -> list[CountView]:
    """By program, appointments by their time, then by name."""
    return sorted(
        counts, key=lambda view: (view.program.casefold(), view.starts_at, view.pool.casefold())
    )


async def _put_back(request: web.Request, pools: list[dict[str, Any]]) -> Json | None:
    """After a count was saved without scripts: the number that it replaced, for as long as nothing
    else has been counted there."""
    pool_id = request.query.get("pool") if request.query.get("done") == "reported" else None
    pool = next((pool for pool in pools if pool["id"] == pool_id), None)
    if pool is None:
        return None
    history = await services(request).counts.history(
        forms.identity_of(request), UUID(pool["id"]), None, 2
    )
    if len(history) < 2:
        return None
    (_, newest), (_, before) = history
    was = before["units_free_after"]
    still = newest["counts_version"] == pool["counts_version"]
    if not still or was is None or was == newest["units_free_after"]:
        return None
    return {"pool": pool["id"], "n": was}


STAFF: Final = frozenset({"shelter_staff"})

SHELTER_ROUTES: Final = (
    PageRoute("GET", "/shelter", show, STAFF, while_locked=STAFF),
    PageRoute("POST", "/shelter/holds/{hold_id}/{action}", act_on_hold, STAFF),
)
