"""What a browser keeps for the time without a line: the service worker and the page it shows."""

from typing import Final

from aiohttp import web

from housing_service.web.pages.help_now import help_of
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render
from housing_service.web.static_files import static_files


async def worker(_: web.Request) -> web.Response:
    """The service worker, at the top so that it may stand in for every page. A browser asks for it
    anew with each page, so that a new version takes over at once."""
    return web.Response(
        body=static_files().files["worker/sw.js"].body,
        content_type="text/javascript",
        charset="utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )


async def show(request: web.Request) -> web.Response:
    """A page about nobody: the list it shows comes from the device."""
    return render(request, "offline.html", title="", module="main_offline.js", **help_of(request))


OFFLINE_ROUTES: Final = (
    PageRoute("GET", "/sw.js", worker, None),
    PageRoute("GET", "/offline", show, None),
)
