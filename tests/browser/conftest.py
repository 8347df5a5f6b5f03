"""A real browser beside the real service: sign-in as people do it, and a watch over every page
for errors and for anything its content policy had to stop."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from housing_service.app import Running
from tests.browser.night import Night, make_night
from tests.browser.profiles import Profiles
from tests.conftest import Serve
from tests.support.world import PASSWORD, World

BROWSER_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}
# How long a page may take to show something, in milliseconds. Two busy cores are slow.
SHOWN_WITHIN_MS = 10_000
expect.set_options(timeout=SHOWN_WITHIN_MS)
_WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


def browser_path() -> str | None:
    """The browser to drive: HOUSING_CHROMIUM, or what the machine has."""
    chosen = os.environ.get("HOUSING_CHROMIUM")
    if chosen:
        return chosen
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = browser_path()
    if path is None or not Path(path).exists():
        pytest.skip("no Chromium found; install one or set HOUSING_CHROMIUM")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=path, args=list(BROWSER_ARGUMENTS)
        )
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    return Profiles(browser)


@pytest.fixture
async def running(serve: Serve, world: World, profiles: Profiles) -> Running:
    return await serve(sign_in_attempts_per_minute=1_000, help_line="555 0100", port=profiles.port)


@pytest.fixture
async def night(world: World, running: Running) -> Night:
    """One fictional night: two shelters, a confidential program, a responder, staff, operator."""
    return await make_night(world, running.board)


@dataclass
class Visits:
    """Opens pages as a person would and remembers what went wrong on any of them."""

    profiles: Profiles
    url: str
    lent: list[tuple[BrowserContext, dict[str, Any]]] = field(default_factory=list)
    own: set[BrowserContext] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)

    async def sign_in(self, login: str | None, **options: Any) -> BrowserContext:
        """A browser profile of this test alone, signed in unless `login` is None. A test may do
        to it whatever it likes."""
        context = await self._profile(login, **options)
        self.own.add(context)
        return context

    async def _profile(self, login: str | None, **options: Any) -> BrowserContext:
        chosen = {"viewport": PHONE, "base_url": self.url, **options}
        context, is_new = await self.profiles.take(**chosen)
        if is_new:
            context.set_default_timeout(SHOWN_WITHIN_MS)
            await context.add_init_script(_WATCH_POLICY)
        context.on("console", self._note)
        context.on("weberror", self._note_error)
        self.lent.append((context, chosen))
        if login is not None:
            answer = await context.request.post(
                "/sign-in",
                form={"login": login, "password": PASSWORD},
                headers={"Origin": self.url},
                max_redirects=0,
            )
            assert answer.status == 303
        return context

    async def page(self, login: str | None, path: str, **options: Any) -> Page:
        """A page of this person, live if it has modules."""
        context = await self._profile(login, **options)
        return await self.tab(context, path)

    async def tab(self, context: BrowserContext, path: str) -> Page:
        page = await self.profiles.blank_page(context, self.url)
        await page.goto(path)
        if await page.locator("html.js").count():
            await expect(page.locator("html")).to_have_attribute("data-live", "yes")
        return page

    async def leave(self) -> None:
        for context, options in self.lent:
            context.remove_listener("console", self._note)
            context.remove_listener("weberror", self._note_error)
            if context in self.own:
                await context.close()
            else:
                await self.profiles.give_back(context, **options)

    def _note_error(self, error: Any) -> None:
        self.troubles.append(f"error: {error.error}")

    def _note(self, message: Any) -> None:
        # A refused request is part of many stories; what a page's own code or policy did wrong
        # never is.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(message.text)


Visit = Callable[..., Awaitable[Page]]


@pytest.fixture
async def visits(profiles: Profiles, running: Running) -> AsyncIterator[Visits]:
    made = Visits(profiles, running.url)
    yield made
    await made.leave()
    assert made.troubles == []


@pytest.fixture
def visit(visits: Visits) -> Visit:
    return visits.page
