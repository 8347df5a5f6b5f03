"""Where to go with one accepted hold: asked for by pressing a button, shown for a minute.

What is told stands in this one answer: the address of the page is that of the question, so going
back, reloading and sharing it lead there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import SETTINGS, services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.hold_view import hold_view
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

SHOWN_SECONDS: Final = 60


async def show(request: web.Request) -> web.Response:
    """The question."""
    return await _page(request)


async def tell(request: web.Request) -> web.Response:
    """The answer. Who has not stepped up does so first, and comes back to the question."""
    try:
        await forms.read_form(request)
        hold_id = forms.path_uuid(request, "hold_id", "hold_not_found")
        place = await services(request).disclosure.disclose(forms.identity_of(request), hold_id)
    except Refusal as refusal:
        if refusal.code == "step_up_required":
            return step_up(request.path)
        return await _page(request, refusal=refusal)
    response = await _page(request, place=place)
    # Gone after a minute, also where no script runs.
    response.headers["Refresh"] = f"{SHOWN_SECONDS};url={request.path}"
    return response


def step_up(back: str) -> web.Response:
    """To the page on which somebody says once more who they are, and from there back."""
    return web.Response(status=303, headers={"Location": f"/step-up?back={back}"})


async def _page(
    request: web.Request, *, place: dict[str, Any] | None = None, refusal: Refusal | None = None
) -> web.Response:
    use, identity = services(request), forms.identity_of(request)
    hold_id = forms.path_uuid(request, "hold_id", "hold_not_found")
    hold = await use.holds.get(identity, hold_id)
    pools = await use.directory.pools(identity)
    zone = next((str(pool["time_zone"]) for pool in pools if pool.get("time_zone")), "")
    by_call = refusal is not None and refusal.code == "disclosure_by_call"
    return render(
        request,
        "where_to_go.html",
        title=text("where_to_go.title"),
        module="main_where.js",
        status=refusal.problem.status if refusal else 200,
        hold=hold_view(hold, None, datetime.now(UTC), staff=False, zone=zone),
        ask_path=request.path,
        place=place,
        by_call=by_call,
        problem=forms.problem_of(refusal) if refusal and not by_call else None,
        help_line=request.app[SETTINGS].help_line,
        shown_seconds=SHOWN_SECONDS,
    )


_RESPONDER: Final = frozenset({"responder"})
WHERE_ROUTES: Final = (
    PageRoute("GET", "/console/where/{hold_id}", show, _RESPONDER),
    PageRoute("POST", "/console/where/{hold_id}", tell, _RESPONDER),
)
