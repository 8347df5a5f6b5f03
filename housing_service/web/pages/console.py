"""The responder's console as a page and its plain forms."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.party import Party
from housing_service.domain.words import KINDS
from housing_service.web.keys import SETTINGS, services
from housing_service.web.pages import forms
from housing_service.web.pages.hold_forms import RESPONDER_ACTIONS, action_body
from housing_service.web.pages.hold_view import LIVE, HoldView, hold_view
from housing_service.web.pages.household import as_wire, can_serve, party_from
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.pool_view import PoolView, pool_view, sort_key
from housing_service.web.pages.rendering import as_of, read_at, render

Json = Mapping[str, Any]


async def show(request: web.Request) -> web.Response:
    """The console for one adult, any kind, any region; all numbers as of one moment."""
    return await console_page(request, {})


async def filter_list(request: web.Request) -> web.Response:
    """The console for the household in the form. A household travels in a body, never in an
    address, so this is a POST that changes nothing."""
    try:
        return await console_page(request, await forms.read_form(request))
    except Refusal as refusal:
        return await console_page(request, {}, refusal)


async def place_hold(request: web.Request) -> web.Response:
    """Asks for a hold with the id that the form brought, so sending it twice holds once."""
    form: forms.Form = {}
    try:
        form = await forms.read_form(request)
        body = {"pool_id": form.get("pool_id", ""), "party": as_wire(party_from(form))}
        _, hold = await services(request).holds.place(
            forms.identity_of(request), forms.uuid_field(form, "hold_id"), body
        )
    except Refusal as refusal:
        return await console_page(request, form, refusal)
    return forms.see_other("/console", "held" if hold["state"] == "active" else "asked")


async def act_on_hold(request: web.Request) -> web.Response:
    """Does one thing to one of the caller's own holds."""
    action = request.match_info["action"]
    try:
        form = await forms.read_form(request)
        if action not in RESPONDER_ACTIONS:
            raise Refusal("not_found")
        hold_id = forms.path_uuid(request, "hold_id", "hold_not_found")
        await services(request).holds.act(
            forms.identity_of(request), hold_id, action, action_body(form)
        )
    except Refusal as refusal:
        return await console_page(request, {}, refusal)
    return forms.see_other("/console", action)


async def console_page(
    request: web.Request, form: forms.Form, refusal: Refusal | None = None
) -> web.Response:
    """The whole page, for the household and choices in `form`, with a refusal if there is one."""
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity)
    holds = await use.holds.mine(identity)
    party, now = party_from(form), read_at(pools)
    chosen = {"kind": form.get("kind", ""), "region": form.get("region", "")}
    by_id = {str(pool["id"]): pool for pool in pools}
    cards = [hold_view(h, by_id.get(str(h["pool_id"])), now, staff=False) for h in newest(holds)]
    rows = [pool_view(p, party, now) for p in pools if _matches(p, party, chosen)]
    others = refusal.extras.get("alternatives", ()) if refusal else ()
    return render(
        request,
        "console.html",
        title="Console",
        module="main_console.js",
        status=refusal.problem.status if refusal else 200,
        now=now,
        as_of=as_of(now, pools),
        party=party,
        chosen=chosen,
        kinds=_kinds(pools),
        regions=_regions(pools),
        pools=sorted(rows, key=sort_key),
        holds=[card for card in cards if card.live or card.recent],
        ended=[card for card in cards if not card.live and not card.recent],
        problem=forms.problem_of(refusal) if refusal else None,
        alternatives=[pool_view(pool, party, now) for pool in others],
        help_line=request.app[SETTINGS].help_line,
        blank_pool=PoolView(),
        blank_hold=HoldView(),
    )


def newest(holds: Sequence[Json]) -> list[Json]:
    """Live ones first, then the latest."""
    latest = sorted(holds, key=lambda hold: str(hold.get("placed_at") or ""), reverse=True)
    return sorted(latest, key=lambda hold: hold["state"] not in LIVE)


def _matches(pool: Json, party: Party, chosen: Mapping[str, str]) -> bool:
    return (
        chosen["kind"] in ("", pool["kind"])
        and chosen["region"] in ("", pool.get("region"))
        and can_serve(pool, party)
    )


def _kinds(pools: Sequence[Json]) -> list[tuple[str, str]]:
    present = {pool["kind"] for pool in pools}
    return [(code, said) for code, said in KINDS.items() if code in present]


def _regions(pools: Sequence[Json]) -> list[tuple[str, str]]:
    regions = {p["region"]: p["region_label"] for p in pools if p.get("region")}
    return sorted(regions.items(), key=lambda region: region[1].casefold())


_RESPONDER: Final = frozenset({"responder"})

CONSOLE_ROUTES: Final = (
    PageRoute("GET", "/console", show, _RESPONDER),
    PageRoute("POST", "/console", filter_list, _RESPONDER),
    PageRoute("POST", "/console/hold", place_hold, _RESPONDER),
    PageRoute("POST", "/console/holds/{hold_id}/{action}", act_on_hold, _RESPONDER),
)
