"""The wall of the staff room: large numbers, kept live, and nothing to press. No confidential
program and nobody on the way is ever on it, because whoever walks past can read a wall."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.count_view import CountView, count_view
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import as_of, read_at, render
from housing_service.web.pages.shelter import STAFF, in_order


async def show(request: web.Request) -> web.Response:
    """Counts of the caller's own pools that are not confidential."""
    pools = await services(request).directory.pools(forms.identity_of(request), own=True)
    now = read_at(pools)
    shown = [
        pool
        for pool in pools
        if pool.get("confidential") is False and pool["unit"] not in ("service", "slot")
    ]
    return render(
        request,
        "shelter_wall.html",
        title=text("shelter_wall.title"),
        module="main_wall.js",
        now=now,
        as_of=as_of(now, pools),
        rows=in_order([count_view(pool, now) for pool in shown]),
        blank=CountView(),
    )


SHELTER_WALL_ROUTES: Final = (PageRoute("GET", "/shelter/wall", show, STAFF, while_locked=STAFF),)
