"""The page of all elements: sound for axe in every theme, small enough for a phone, mirrored where
people read from right to left."""

from __future__ import annotations

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from housing_service.web.themes import THEMES
from tests.browser.test_states_are_accessible import judge
from tests.support.stage import stage, state

_CONTRAST = {"runOnly": ["color-contrast"]}


async def contrast(page: Page) -> list[tuple[str, str]]:
    found = (await Axe().run(page, options=_CONTRAST)).response["violations"]
    return [(v["id"], node["html"][:120]) for v in found for node in v["nodes"]]


async def test_every_element_is_sound_in_every_theme(browser: Browser) -> None:
    async with stage(browser, reduced_motion="reduce") as page:
        await judge(page, "components")
        for theme in THEMES:
            await page.evaluate("it => { document.documentElement.dataset.theme = it }", theme)
            assert await contrast(page) == [], theme


async def test_every_element_fits_a_small_phone_and_is_mirrored(browser: Browser) -> None:
    phone = {"width": 320, "height": 640}
    # The longest words, as far as any language makes them.
    async with stage(browser, "fr", viewport=phone, color_scheme="dark") as page:
        for direction in ("ltr", "rtl"):
            await page.evaluate("it => { document.documentElement.dir = it }", direction)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320, direction
            steps = page.locator(state("stepper", "big")).locator(".step")
            fewer, more = [await step.bounding_box() for step in await steps.all()]
            assert fewer and more
            assert (fewer["x"] < more["x"]) == (direction == "ltr")
            opened = page.locator(state("notice", "done")).locator(".done")
            widths = await opened.evaluate(
                "it => [getComputedStyle(it).borderLeftWidth,"
                " getComputedStyle(it).borderRightWidth]"
            )
            assert widths == (["4px", "0px"] if direction == "ltr" else ["0px", "4px"])
