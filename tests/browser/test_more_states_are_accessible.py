"""The states around a page (settings open, locked, left, offline, sheets) and the rooms beside the
three first pages: judged like every other state. Text twice as large, and text set wider, lose
nothing; what is heard names the place; a second device loses nothing either."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, Visits
from tests.browser.night import OPERATOR, RESPONDER, STAFF, Night
from tests.browser.test_states_are_accessible import judge, small_and_wide

# WCAG 1.4.12: lines 1.5, paragraphs 2, letters 0.12, words 0.16 of the size of the text.
_SPACED = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
"""
# Elements that cut off text of their own; what scrolls inside its frame, and what is only heard,
# is none.
_CUT_OFF = """
[...document.querySelectorAll("main *, header *, nav *")].filter((one) => {
  const style = getComputedStyle(one);
  const hides = ["hidden", "clip"].includes(style.overflowX) && style.clipPath === "none";
  return hides && style.clip === "auto" && one.checkVisibility() && one.textContent.trim()
    && one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.outerHTML.slice(0, 120))
"""


async def fits(page: Page, state: str) -> None:
    width, seen = await page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= seen, f"{state} scrolls sideways: {width} in {seen}"
    assert await page.evaluate(_CUT_OFF) == [], state


async def test_what_stands_around_a_page(visits: Visits, night: Night) -> None:
    async with small_and_wide(visits, RESPONDER, "/console") as pages:
        for page in pages:
            await page.locator("details.settings > summary").click()
            await judge(page, "settings-open")
            await page.locator("details.settings > summary").click()
            await page.keyboard.press("?")
            await expect(page.locator("#keys-sheet")).to_be_visible()
            await judge(page, "keys-sheet")
            await page.keyboard.press("Escape")
            await page.evaluate("document.dispatchEvent(new CustomEvent('lock-now'))")
            await expect(page.get_by_role("heading", name="Locked")).to_be_visible()
            await judge(page, "locked")
    context = await visits.sign_in(None, viewport=SMALL_PHONE)
    page = await context.new_page()
    for path in ("/signed-out", "/docs/components"):
        await page.goto(path)
        await judge(page, path.strip("/").replace("/", "-"))


@pytest.mark.parametrize(
    ("login", "paths"),
    [
        (STAFF, ("/desks", "/shelter/wall")),
        (
            OPERATOR,
            ("/operator/vetting", "/operator/record", "/operator/announcements",
             "/operator/service"),
        ),
    ],
)  # fmt: skip
async def test_the_other_rooms(
    visits: Visits, night: Night, login: str, paths: tuple[str, ...]
) -> None:
    context = await visits.sign_in(login, viewport=SMALL_PHONE, color_scheme="dark")
    page = await context.new_page()
    for path in paths:
        answer = await page.goto(path)
        assert answer is not None and answer.status == 200, path
        await judge(page, path.strip("/").replace("/", "-"))


async def test_text_twice_as_large_and_text_set_wider_lose_nothing(
    visits: Visits, night: Night
) -> None:
    for login, path in ((RESPONDER, "/console"), (STAFF, "/shelter"), (OPERATOR, "/operator")):
        # A browser's zoom of 200 % leaves half as many pixels; so does text twice as large, since
        # every size and every breakpoint is in units of it.
        half = {"width": DESK["width"] // 2, "height": DESK["height"] // 2}
        page = await visits.page(login, path, viewport=half, device_scale_factor=2)
        await fits(page, f"{path} at 200 %")
        await page.evaluate(_SPACED)
        await fits(page, f"{path} with text set wider")
        await page.set_viewport_size(SMALL_PHONE)
        await fits(page, f"{path} with text set wider on a small phone")


async def test_what_is_heard_names_the_place_and_what_happened(
    visits: Visits, night: Night
) -> None:
    page = await visits.page(RESPONDER, "/console", viewport=PHONE)
    row = page.locator(f'#pools > li[data-key="{night.rooms}"]')
    heard = await row.aria_snapshot()
    name = await row.get_by_role("heading").inner_text()
    assert f'heading "{name}"' in heard
    # Every button and link of the row can be told from those of the other rows.
    spoken = [line for line in heard.splitlines() if "- button" in line or "- link" in line]
    assert spoken and all(name in line for line in spoken), spoken
    await row.locator(":scope > form button").click()
    await expect(page.locator("#my-holds > li")).to_have_count(1)
    said = page.locator("#announcer")
    await expect(said).to_contain_text("is kept")
    # A count that changes nearby is not read out over it.
    before = await said.inner_text()
    await night.world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 9 WHERE id = $1", night.beds
    )
    await night.publish(night.beds)
    await expect(page.locator(f'#pools > li[data-key="{night.beds}"] .count-big')).to_have_text("9")
    assert await said.inner_text() == before


async def test_a_second_device_loses_nothing(visits: Visits, night: Night) -> None:
    first = await visits.page(RESPONDER, "/console", viewport=PHONE)
    await first.locator(f'#pools > li[data-key="{night.rooms}"] > form button').click()
    code = await first.locator("#my-holds .code-words").first.inner_text()
    second = await visits.page(RESPONDER, "/console", viewport=DESK)
    await expect(second.locator("#my-holds .code-words").first).to_have_text(code)
    await second.locator("#my-holds").get_by_role("button", name="30 minutes longer").click()
    # What was done there shows here, and the first is still signed in.
    for page in (first, second):
        await expect(page.get_by_role("button", name="30 minutes longer")).to_be_hidden()
    await first.reload()
    await expect(first.locator("#my-holds .code-words").first).to_have_text(code)
