"""How the service is: the process that answers, over ten minutes, and what became of holds."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.health_view import (
    ended_rows,
    funnel_rows,
    health_view,
    import_said,
    lag,
    line_points,
)
from housing_service.web.pages.operator import OPERATOR
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

WIDTH: Final = 240.0
HEIGHT: Final = 60.0
# A row of the table stands for a minute of samples.
_TABLE_STEP: Final = 12


async def show(request: web.Request) -> web.Response:
    """Figures as of now; the strip on top is kept live by the page's module."""
    room, identity = services(request).operator_room, forms.identity_of(request)
    history = room.health.history()
    funnel = await room.funnel(identity)
    charts = [
        {
            "heading": text(f"operator.service.{name}"),
            "points": line_points([one[name] for one in history], WIDTH, HEIGHT),
        }
        for name in ("connections", "frames", "push_seconds")
    ]
    table = [
        {
            "ago": text("operator.service.minutes_ago", n=one["seconds_ago"] // 60),
            "connections": one["connections"],
            "frames": one["frames"],
            "push": lag(one["push_seconds"]),
        }
        for one in history[::-1][::_TABLE_STEP]
    ]
    return render(
        request,
        "operator_service.html",
        title=text("operator.title"),
        module="main_operator_page.js",
        told="",
        health=health_view(room.health.facts()),
        charts=charts,
        width=WIDTH,
        height=HEIGHT,
        table=table,
        funnels=[
            {
                "days": days,
                "heading": text(f"operator.funnel.days_{days}"),
                "rows": funnel_rows(funnel[days]),
                "ended": ended_rows(funnel[days]),
            }
            for days in (1, 7)
        ],
        last_import=import_said(await room.last_import(identity)),
    )


OPERATOR_SERVICE_ROUTES: Final = (PageRoute("GET", "/operator/service", show, OPERATOR),)
