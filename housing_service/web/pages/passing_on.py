"""Passing a hold or a request to a colleague, and taking over what was left. Ordinary forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.store.moving import What
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

LEFT: Final = "/console/left"
_BACK: Final[Mapping[What, str]] = {"hold": "/console", "request": "/console/requests"}


def _what(request: web.Request) -> What:
    what = request.match_info["what"]
    if what == "hold":
        return "hold"
    if what == "request":
        return "request"
    raise Refusal("not_found")


async def choose(request: web.Request) -> web.Response:
    """To whom: colleagues who are signed in."""
    return await _choose_page(request, _what(request))


async def _choose_page(
    request: web.Request, what: What, refusal: Refusal | None = None
) -> web.Response:
    use, identity = services(request), forms.identity_of(request)
    id_ = forms.path_uuid(request, "passed_id", f"{what}_not_found")
    if what == "hold":
        hold = await use.holds.get(identity, id_)
        said = str(hold["program_name"])
        whole_set = bool(hold.get("set_id"))
    else:
        asked = await use.requesting.get(identity, id_)
        said, whole_set = phrases.household(asked["party"]), False
    return render(
        request,
        "passing_on.html",
        title=text("passing_on.title"),
        status=refusal.problem.status if refusal else 200,
        what=what,
        said=said,
        whole_set=whole_set,
        path=request.path,
        back=_BACK[what],
        colleagues=await use.moving.colleagues(identity),
        problem=forms.problem_of(refusal) if refusal else None,
    )


async def hand_over(request: web.Request) -> web.Response:
    """Gives it; repeating it changes nothing."""
    what = _what(request)
    try:
        form = await forms.read_form(request)
        id_ = forms.path_uuid(request, "passed_id", f"{what}_not_found")
        await services(request).moving.hand_over(
            forms.identity_of(request), what, id_, {"to": form.get("to", "")}
        )
    except Refusal as refusal:
        if refusal.code == f"{what}_not_found":
            raise
        return await _choose_page(request, what, refusal)
    return forms.see_other(_BACK[what], "handed_over")


async def show_left(request: web.Request) -> web.Response:
    return await _left_page(request)


async def _left_page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity)
    zone = next((str(pool["time_zone"]) for pool in pools if pool.get("time_zone")), None)
    items = await use.moving.left(identity)
    return render(
        request,
        "left_behind.html",
        title=text("passing_on.left.title"),
        status=refusal.problem.status if refusal else 200,
        items=[_row(item, zone) for item in items if item["left"]],
        looked_after=[_row(item, zone) for item in items if not item["left"]],
        problem=forms.problem_of(refusal) if refusal else None,
    )


def _row(item: Mapping[str, Any], zone: str | None) -> dict[str, str]:
    is_hold = item["kind"] == "hold"
    until = phrases.day_time(item["ends_at"], zone)
    return {
        "what": str(item["kind"]),
        "id": str(item["id"]),
        "name": str(item["program_name"]) if is_hold else text("passing_on.left.request"),
        "more": phrases.units(int(item["units"]), str(item["unit"]))
        if is_hold
        else phrases.word("urgencies", item["urgency"]),
        "state": item["state"] if is_hold else "request",
        "until": until,
    }


async def take_over(request: web.Request) -> web.Response:
    what = _what(request)
    try:
        await forms.read_form(request)
        id_ = forms.path_uuid(request, "passed_id", f"{what}_not_found")
        await services(request).moving.take_over(forms.identity_of(request), what, id_, {})
    except Refusal as refusal:
        return await _left_page(request, refusal)
    return forms.see_other(_BACK[what], "taken_over")


_RESPONDER: Final = frozenset({"responder"})
PASSING_ROUTES: Final = (
    PageRoute("GET", "/console/pass-on/{what}/{passed_id}", choose, _RESPONDER),
    PageRoute("POST", "/console/pass-on/{what}/{passed_id}", hand_over, _RESPONDER),
    PageRoute("GET", LEFT, show_left, _RESPONDER),
    PageRoute("POST", LEFT + "/{what}/{passed_id}", take_over, _RESPONDER),
)
