"""Every page in every state: no axe violation, nothing wider than a 320 px phone, targets large
enough for a thumb, and none of the words that people should not read."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, SMALL_PHONE, Visits
from tests.browser.night import OPERATOR, RESPONDER, STAFF, Night

AXE = Axe()
UNKIND = re.compile(
    r"\b(victim|rejected|overflow|pickup|party|parties|unit|units|no[- _]show|survivor|rescue|"
    r"prostitut\w*|dirty)\b",
    re.IGNORECASE,
)
# Everything that can be pressed, smaller than a thumb needs. Links inside a sentence are exempt
# (WCAG 2.5.8).
_SMALL_TARGETS = """
[...document.querySelectorAll("button, select, summary, input:not([type=hidden])")]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([html, box]) => `${box.width}x${box.height} ${html}`)
"""


# Of the answer only what is looked at leaves the page: the whole of it is megabytes.
_VIOLATIONS = """
axe.run({resultTypes: ["violations"]}).then(({violations}) =>
  violations.map(({id, nodes}) => [id, nodes.map(({html}) => html.slice(0, 120))]))
"""


async def violations(page: Page) -> list[list[object]]:
    """What axe's rules find wrong, with the markup in which."""
    # The rules are half a megabyte to read, so each document reads them once.
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.axe_script)
    found: list[list[object]] = await page.evaluate(_VIOLATIONS)
    return found


async def judge(page: Page, state: str) -> None:
    """All that must hold of a page in this state; also keeps a picture of it if asked to."""
    pictures = os.environ.get("HOUSING_PICTURES")
    if pictures:
        width = page.viewport_size["width"] if page.viewport_size else 0
        await page.screenshot(path=f"{pictures}/{state}-{width}.png")
    assert await violations(page) == [], state
    widths = await page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert widths[0] <= widths[1], f"{state} scrolls sideways: {widths}"
    assert await page.evaluate(_SMALL_TARGETS) == [], state
    assert UNKIND.findall(await page.inner_text("body")) == [], state


Judged = Callable[[Page, str], Awaitable[None]]


@asynccontextmanager
async def small_and_wide(
    visits: Visits, login: str | None, path: str, **options: object
) -> AsyncIterator[tuple[Page, Page]]:
    """The same page on a small phone in low light and on a desk, in two profiles."""
    small = await visits.page(
        login, path, viewport=SMALL_PHONE, color_scheme="dark", reduced_motion="reduce", **options
    )
    wide = await visits.page(login, path, viewport=DESK, **options)
    yield small, wide


async def test_the_door_and_the_contract(visits: Visits, night: Night) -> None:
    for path in ("/sign-in", "/docs"):
        async with small_and_wide(visits, None, path) as pages:
            for page in pages:
                await judge(page, path.strip("/"))
    page = await visits.page(None, "/sign-in", viewport=SMALL_PHONE)
    await page.get_by_label("Sign-in name").fill("nobody")
    await page.get_by_label("Password").fill("wrong")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("do not match")
    await expect(page.get_by_text("If you need help now")).to_be_visible()
    await judge(page, "sign-in-failed")


async def test_the_console(visits: Visits, night: Night) -> None:
    async with small_and_wide(visits, RESPONDER, "/console") as pages:
        small, wide = pages
        for page in pages:
            await judge(page, "console-empty")
        await small.locator("#filters input[name=children]").fill("2")
        await small.locator(f'#pools > li[data-key="{night.rooms}"] > form button').click()
        await wide.locator(f'#pools > li[data-key="{night.beds}"] > form button').click()
        for page in pages:
            await expect(page.locator("#my-holds > li")).to_have_count(2)
            await page.evaluate("scrollTo(0, 0)")
            await judge(page, "console-held-and-asked")
        # Two are the limit, so the third is refused.
        for page in pages:
            button = page.locator(f'#pools > li[data-key="{night.other_beds}"] > form button')
            await button.click()
            await expect(page.locator("#pools .refusal")).to_be_focused()
            await judge(page, "console-refused")
        await wide.locator("#filters input[name=adults]").fill("30")
        await wide.locator("#where > summary").click()
        await wide.get_by_label("Kind").select_option("Safe house")
        await judge(wide, "console-few")


async def test_the_console_after_things_ended(visits: Visits, night: Night) -> None:
    async with small_and_wide(visits, RESPONDER, "/console") as pages:
        small, wide = pages
        await small.locator(f'#pools > li[data-key="{night.rooms}"] > form button').click()
        await expect(wide.locator("#my-holds > li")).to_have_count(1)
        await night.end_soon(await night.only_hold())
        for page in pages:
            await expect(page.locator("#my-holds > li")).to_contain_text("Hold ended")
            await judge(page, "console-ended")


async def test_the_shelter_page(visits: Visits, night: Night) -> None:
    responder = await visits.page(RESPONDER, "/console")
    await responder.locator(f'#pools > li[data-key="{night.rooms}"] > form button').click()
    await expect(responder.locator("#my-holds > li")).to_have_count(1)
    await night.end_soon(await night.only_hold())
    await expect(responder.locator("#my-holds > li")).to_contain_text("Hold ended")
    await responder.locator("#filters input[name=adults]").fill("2")
    for pool in (night.rooms, night.beds):
        await responder.locator(f'#pools > li[data-key="{pool}"] > form button').click()
    await expect(responder.locator("#my-holds > li")).to_have_count(3)
    async with small_and_wide(visits, STAFF, "/shelter") as pages:
        small, wide = pages
        for page in pages:
            await expect(page.locator("#requests > li")).to_have_count(1)
            await expect(page.locator("#unanswered > li")).to_have_count(1)
            await judge(page, "shelter-request")
        for page in pages:
            for summary in await page.locator("main summary:visible").all():
                await summary.click()
            await page.locator("#arriving").scroll_into_view_if_needed()
            await judge(page, "shelter-all-open")
        await small.locator("#counts .step").first.click()
        await small.locator("#counts").scroll_into_view_if_needed()
        await judge(small, "shelter-draft")
        await wide.locator(f'li[data-key="{night.rooms}"] input[name=units_free]').fill("0")
        await wide.locator("button[data-role=save]:visible").click()
        for page in pages:
            await expect(page.locator("#counts")).to_contain_text("more kept than empty")
            await page.evaluate("scrollTo(0, 0)")
            await judge(page, "shelter-over-held")
        await wide.locator("#arriving > li").get_by_role("button", name="Arrived").click()
        question = wide.locator("#arriving .question p")
        await expect(question).to_be_focused()
        await judge(wide, "shelter-question")
        await wide.get_by_role("button", name="Yes, already counted").click()
        await expect(wide.locator("#undoable > li")).to_have_count(1)
        await judge(wide, "shelter-undo")


async def test_the_operators_page(visits: Visits, night: Night) -> None:
    async with small_and_wide(visits, OPERATOR, "/operator") as pages:
        for page in pages:
            await expect(page.locator("#calls > li", has_text="Attic beds")).to_be_visible()
            await judge(page, "operator")


async def test_pages_without_modules(visits: Visits, night: Night) -> None:
    for login, path in ((RESPONDER, "/console"), (STAFF, "/shelter"), (OPERATOR, "/operator")):
        page = await visits.page(login, path, viewport=SMALL_PHONE, java_script_enabled=False)
        # Without scripts axe can't run either; the page is still judged by its size and words.
        box = await page.locator("main").bounding_box()
        assert box is not None
        assert box["width"] <= SMALL_PHONE["width"]
        assert UNKIND.findall(await page.inner_text("body")) == []


async def test_forced_colours_keep_edges(visits: Visits, night: Night) -> None:
    page = await visits.page(RESPONDER, "/console", forced_colors="active", viewport=DESK)
    await judge(page, "console-forced-colours")
    border = await page.locator("#pools .button.primary").first.evaluate(
        "(button) => getComputedStyle(button).borderTopWidth"
    )
    assert border == "3px"
