"""The operator's first page: which shelters to call, how each region stands, who waits, and how the
service itself is. The same address with a region shows that region's calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.service.operator_room import Night
from housing_service.web.bodies import json_response
from housing_service.web.csv_table import csv_response
from housing_service.web.keys import services
from housing_service.web.language.current import text, words_of
from housing_service.web.pages import forms
from housing_service.web.pages.calls_view import NO_CALL, call_cards, map_of, region_rows
from housing_service.web.pages.health_view import health_view
from housing_service.web.pages.operator_requests import request_rows
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import as_of, render
from housing_service.web.pages.request_view import NO_ROW
from housing_service.web.pages.surges_view import surge_rows, times

Json = Mapping[str, Any]
# A page asks again by itself no sooner and no later than this.
LOOK_SECONDS_MIN: Final = 5.0
LOOK_SECONDS_MAX: Final = 600.0
OPERATOR: Final = frozenset({"operator"})


async def show(request: web.Request) -> web.Response:
    """The page as of one moment."""
    return await operator_page(request)


async def operator_page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    """The whole page; `refusal` is why the last form was not done."""
    use, identity = services(request), forms.identity_of(request)
    room = use.operator_room
    pools = await use.directory.pools(identity)
    night = await room.night(identity, pools)
    zone = next((str(pool["time_zone"]) for pool in pools if pool.get("time_zone")), None)
    region = chosen_region(request, night)
    return render(
        request,
        "operator.html",
        title=text("operator.title"),
        module="main_operator.js",
        status=refusal.problem.status if refusal else 200,
        now=night.now,
        as_of=as_of(night.now, pools),
        problem=forms.problem_of(refusal) if refusal else None,
        told=told(request),
        calls=await _cards(request, night, region),
        no_call=NO_CALL,
        region=region or "",
        region_rows=region_rows(night.regions, region),
        region_map=map_of(night.regions),
        health=health_view(room.health.facts()),
        pause_reasons=words_of("pause_reasons").items(),
        requests=await request_rows(request),
        blank_request=NO_ROW,
        automatic_offers=await use.requesting.automatic_offers(identity, None),
        surges=surge_rows(await use.capacity.surges(identity), pools, zone),
        surge_times=times(night.now, zone),
        surge_labels=words_of("surge_labels").items(),
        regions=await use.directory.regions(),
    )


def chosen_region(request: web.Request, night: Night) -> str | None:
    """The region of the address, if it is one that is shown."""
    asked = request.query.get("region")
    return asked if any(one.code == asked for one in night.regions) else None


def told(request: web.Request) -> str:
    """What was done by the last form, in words."""
    code = request.query.get("done", "")
    return text(f"operator.done.{code}") if code in DONE else ""


DONE: Final = frozenset(
    {
        "nudged",
        "counted",
        "paused",
        "announced",
        "announcement_ended",
        "stage",
        "vetted",
        "decided",
        "acknowledged",
        "lifted",
    }
)


async def _cards(request: web.Request, night: Night, region: str | None) -> list[Json]:
    calls = [one for one in night.calls if region in (None, str(one.pool["region"]))]
    lines = await services(request).operator_room.lines(forms.identity_of(request))
    return call_cards(calls, lines, night.now)


async def views(request: web.Request) -> web.Response:
    """The cards and the regions as the page draws them, and when to look again by itself."""
    identity = forms.identity_of(request)
    night = await services(request).operator_room.night(identity)
    region = chosen_region(request, night)
    seconds = (night.next_look - night.now).total_seconds() if night.next_look else LOOK_SECONDS_MAX
    return json_response(
        {
            "items": await _cards(request, night, region),
            "regions": region_rows(night.regions, region),
            "again_in_seconds": min(max(seconds, LOOK_SECONDS_MIN), LOOK_SECONDS_MAX),
        }
    )


async def save_calls(request: web.Request) -> web.Response:
    """The list as a table, reasons and all."""
    night = await services(request).operator_room.night(forms.identity_of(request))
    cards = await _cards(request, night, chosen_region(request, night))
    header = [text(f"operator.calls.{name}") for name in ("program", "pool", "region", "count")]
    header += [text("operator.calls.why"), text("operator.calls.line")]
    rows = [
        (one["program"], one["pool"], one["region"], one["numbers"], "; ".join(one["reasons"]),
         one["line"])
        for one in cards
    ]  # fmt: skip
    return csv_response("calls", header, rows)


async def save_regions(request: web.Request) -> web.Response:
    """How each region stands, as a table."""
    night = await services(request).operator_room.night(forms.identity_of(request))
    names = ("free", "to_call", "stale", "over_held", "waiting", "confidential")
    header = [text("operator.calls.region"), *(text(f"operator.regions.{one}") for one in names)]
    rows = [
        (row["label"], *(int(row[name]) for name in names))
        for row in region_rows(night.regions, None)
    ]
    return csv_response("regions", header, rows)


OPERATOR_ROUTES: Final = (
    PageRoute("GET", "/operator", show, OPERATOR),
    PageRoute("GET", "/operator/calls/views", views, OPERATOR),
    PageRoute("GET", "/operator/calls.csv", save_calls, OPERATOR),
    PageRoute("GET", "/operator/regions.csv", save_regions, OPERATOR),
)
