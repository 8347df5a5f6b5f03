"""A plain page that leads programs to the contract documents."""

from typing import Final

from aiohttp import web

from housing_service.domain.errors import PROBLEMS
from housing_service.web.language.current import text
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render


async def show(request: web.Request) -> web.Response:
    """Links to the two documents, and every code with its sentence; for everybody."""
    return render(request, "docs.html", title=text("docs.title"), problems=sorted(PROBLEMS.items()))


DOCS_ROUTES: Final = (PageRoute("GET", "/docs", show, None),)
