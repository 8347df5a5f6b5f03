"""A short list to hand over: chosen services, to print or to read aloud.

It says where to call and nothing about anybody. What was chosen comes in a body and is kept
nowhere; the address of the page names nothing."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final
from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.vocabulary import SERVICE_UNITS
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import days, forms
from housing_service.web.pages.next_services import line_of
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import read_at, render

Json = Mapping[str, Any]
CHOSEN_MAX: Final = 20
_FIELD: Final = "take."


async def show(request: web.Request) -> web.Response:
    """The list of what was ticked, as it stands now."""
    try:
        form = await forms.read_form(request)
    except Refusal as refusal:
        return _page(request, [], refusal)
    return _page(request, [pool async for pool in _chosen(request, form)])


async def _chosen(request: web.Request, form: forms.Form) -> AsyncIterator[Json]:
    """What was ticked and is still there for the caller."""
    directory, identity = services(request).directory, forms.identity_of(request)
    ids = [name.removeprefix(_FIELD) for name in form if name.startswith(_FIELD)]
    for pool_id in ids[:CHOSEN_MAX]:
        try:
            pool = await directory.pool(identity, UUID(pool_id))
        except (ValueError, Refusal):
            continue
        if pool["unit"] in SERVICE_UNITS:
            yield pool


def _page(request: web.Request, pools: list[Json], refusal: Refusal | None = None) -> web.Response:
    now = read_at(pools)
    lines = [line_of(pool, now) for pool in pools]
    zone = next((pool["time_zone"] for pool in pools if pool.get("time_zone")), None)
    return render(
        request,
        "next_steps.html",
        title=text("next_steps.title"),
        status=refusal.problem.status if refusal else 200,
        now=now,
        lines=sorted(lines, key=lambda line: (line["kind"], line["program"], line["when"])),
        today=days.day(now.astimezone(days.zone_of(zone)).date().isoformat()),
        problem=forms.problem_of(refusal) if refusal else None,
    )


NEXT_STEPS_ROUTES: Final = (
    PageRoute("POST", "/console/next-steps", show, frozenset({"responder"})),
)
