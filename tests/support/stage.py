"""The page of all elements in a browser without a service: what a component looks like and does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from playwright.async_api import Browser, Page, Route

from housing_service.config import Settings
from housing_service.web.keys import SETTINGS
from housing_service.web.language.current import speaking
from housing_service.web.pages.components import show
from housing_service.web.static_files import static_files
from housing_service.web.words_file import words_file, words_url

ADDRESS = "http://housing.test"
PATH = "/docs/components"


async def page_text(language: str = "en") -> str:
    """The page as the service would send it."""
    app = web.Application()
    app[SETTINGS] = Settings(database_url="postgresql://nowhere/none")
    with speaking(language):
        answer = await show(make_mocked_request("GET", PATH, app=app))
    assert answer.text is not None
    return answer.text


@asynccontextmanager
async def stage(browser: Browser, language: str = "en", **options: Any) -> AsyncIterator[Page]:
    """The page, open in a profile of its own; whatever else it asks for is not there."""
    text = await page_text(language)

    async def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        name = "/".join(path.split("/")[3:])
        file = static_files().files.get(name)
        if file is None and name:
            file = words_file(path.split("/")[2], name)
        if path.split("#")[0] == PATH:
            await route.fulfill(body=text, content_type="text/html")
        elif path.startswith("/static/") and file is not None:
            await route.fulfill(body=file.body, content_type=file.content_type)
        else:
            await route.fulfill(status=404)

    context = await browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    try:
        await context.route("**/*", answer)
        page = await context.new_page()
        await page.goto(ADDRESS + PATH)
        await page.add_script_tag(url=ADDRESS + words_url(language))
        yield page
    finally:
        await context.close()


def state(component: str, title: str) -> str:
    """Where one state is on that page, for a locator."""
    return f'[data-state-of="{component}-{title}"]'


def module(path: str) -> str:
    """The address of a module, for an import inside the page."""
    return static_files().url(path)
