"""The shelter's page and its plain forms about people on the way."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.words import DECLINE_REASONS, PAUSE_REASONS
from housing_service.web.keys import services
from housing_service.web.pages import forms
from housing_service.web.pages.count_view import CountView, count_view
from housing_service.web.pages.hold_forms import STAFF_ACTIONS, action_body
from housing_service.web.pages.hold_view import HoldView, hold_view
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import as_of, read_at, render
from housing_service.web.pages.request_view import NO_ASK, ask_cards
from housing_service.web.pages.service_view import ServiceView, service_view

Json = Mapping[str, Any]

KEEP_MINUTES: Final = ((30, "30 min"), (60, "1 hour"), (90, "1½ hours"), (120, "2 hours"))
PAUSE_HOURS: Final = ((1, "in 1 hour"), (4, "in 4 hours"), (12, "in 12 hours"))


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
    """The whole page; `asked` is the hold whose "already counted?" question is open."""
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity, own=True)
    holds = await use.holds.mine(identity)
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
        title="Shelter",
        module="main_shelter.js",
        status=refusal.problem.status if refusal else 200,
        now=now,
        as_of=as_of(now, pools),
        counts=sorted(
            counts,
            key=lambda view: (view.program.casefold(), view.starts_at, view.pool.casefold()),
        ),
        services=sorted(offered, key=lambda view: (view.program.casefold(), view.pool.casefold())),
        requests=[card for card in cards if card.requested],
        arriving=[card for card in cards if card.active],
        unanswered=[card for card in cards if card.did_they_come],
        undoable=[card for card in cards if card.can_undo],
        asked=asked,
        asks=ask_cards(await use.requesting.asks(identity), pools, now),
        blank_ask=NO_ASK,
        problem=forms.problem_of(refusal) if refusal else None,
        decline_reasons=DECLINE_REASONS.items(),
        pause_reasons=PAUSE_REASONS.items(),
        pause_hours=PAUSE_HOURS,
        keep_minutes=KEEP_MINUTES,
        blank_count=CountView(),
        blank_service=ServiceView(),
        blank_hold=HoldView(),
    )


STAFF: Final = frozenset({"shelter_staff"})

SHELTER_ROUTES: Final = (
    PageRoute("GET", "/shelter", show, STAFF),
    PageRoute("POST", "/shelter/holds/{hold_id}/{action}", act_on_hold, STAFF),
)
