"""The page "Whom we take" in a browser: with and without scripts, by keyboard, on small phones."""

from __future__ import annotations

import json
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, SMALL_PHONE, Visits
from tests.browser.night import SAFE_STAFF, STAFF, Night
from tests.browser.test_keyboard_only import tab_to
from tests.browser.test_states_are_accessible import judge

GROUPS = 7


def path(night: Night) -> str:
    return f"/shelter/pools/{night.beds}/eligibility"


async def opened(visits: Visits, night: Night, **options: Any) -> Page:
    """The page with its module started."""
    page = await visits.page(STAFF, path(night), **options)
    await expect(page.locator("html")).to_have_attribute("data-questions", "ready")
    return page


async def plain(visits: Visits, night: Night, **options: Any) -> Page:
    """The page in a browser that runs no scripts."""
    return await visits.page(STAFF, path(night), java_script_enabled=False, **options)


def question(page: Page, words: str) -> Any:
    return page.locator("fieldset").filter(has=page.locator("legend", has_text=words))


async def open_groups(page: Page) -> None:
    closed = page.locator("details:not([open]) > summary")
    while await closed.count():
        await closed.last.click()


async def stored(night: Night) -> dict[str, Any]:
    found = await night.world.owner.fetchval(
        "SELECT answers::text FROM housing.eligibility WHERE pool_id = $1", night.beds
    )
    return json.loads(found) if found else {}


async def test_staff_answer_from_their_own_page(visits: Visits, night: Night) -> None:
    page = await visits.page(STAFF, "/shelter")
    card = page.locator(f'#counts > li[data-key="{night.beds}"]')
    await card.locator("summary", has_text="More").first.click()
    await card.get_by_role("link", name="Whom we take").click()
    await expect(page.get_by_role("heading", name="Whom we take")).to_be_visible()
    await page.get_by_role("button", name="Open all").click()
    total = page.locator("#all-answered")
    await question(page, "uses a wheelchair").get_by_label("Yes").check()
    await question(page, "Which languages").get_by_label("Somali").check()
    await question(page, "How many people of one household").get_by_label("People").fill("4")
    await expect(total).to_have_text("3 of 72 answered")
    await expect(page.locator("main summary").first).to_contain_text("1 of 13 answered")
    await question(page, "uses a wheelchair").get_by_label("Not stated").check()
    await expect(total).to_have_text("2 of 72 answered")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("status").first).to_contain_text("Saved.")
    await expect(total).to_have_text("2 of 72 answered")
    assert await stored(night) == {"languages": ["so"]}


async def test_without_scripts_everything_is_there(visits: Visits, night: Night) -> None:
    page = await plain(visits, night, viewport=SMALL_PHONE)
    await expect(page.locator("#find")).to_be_hidden()
    await expect(page.locator("main details")).to_have_count(GROUPS)
    await open_groups(page)
    hours = question(page, "at what hours can new people come in?")
    await hours.get_by_label("From").first.fill("20:00")
    await hours.get_by_label("Until").first.fill("06:00")
    await question(page, "Which pets").get_by_label("None of these").check()
    await question(page, "How many nights").get_by_label("Nights").fill("lots")
    await page.get_by_role("button", name="Save", exact=True).click()
    summary = page.locator("#look")
    await expect(summary).to_contain_text("Longest stay: Write a whole number from 1 to 1000")
    await expect(question(page, "How many nights").get_by_label("Nights")).to_have_value("lots")
    await expect(hours.get_by_label("From").first).to_have_value("20:00")
    assert await stored(night) == {}
    await summary.get_by_role("link", name="Longest stay").click()
    await question(page, "How many nights").get_by_label("Nights").fill("30")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".done")).to_contain_text("Saved.")
    said = await stored(night)
    assert len(said.pop("intake_hours")) == 2
    assert said == {"pets": [], "nights_max": 30}


async def test_two_people_answer_at_once(visits: Visits, night: Night) -> None:
    first = await plain(visits, night)
    second = await opened(visits, night)
    for page, told in ((first, "Yes"), (second, "No")):
        await open_groups(page)
        await question(page, "uses a wheelchair").get_by_label(told, exact=True).check()
    await question(first, "Do you have a crib").get_by_label("Yes").check()
    await first.get_by_role("button", name="Save", exact=True).click()
    await expect(first.locator(".done")).to_be_visible()
    await second.get_by_role("button", name="Save", exact=True).click()
    look = second.locator("#look")
    await expect(look).to_be_focused()
    await expect(look).to_contain_text("Wheelchair access is now Yes. You have entered No")
    await expect(look).to_contain_text("Crib is now Yes. You had left it alone")
    await judge(second, "eligibility-meanwhile")
    await second.get_by_role("button", name="Save", exact=True).click()
    await expect(second.locator(".done")).to_be_visible()
    assert await stored(night) == {"wheelchair": "no", "crib": "yes"}


async def test_a_whole_answer_stands_alone(visits: Visits, night: Night) -> None:
    page = await opened(visits, night)
    await open_groups(page)
    pets = question(page, "Which pets")
    await pets.get_by_label("Cats").check()
    await pets.get_by_label("Call to ask").check()
    await expect(pets.get_by_label("Cats")).not_to_be_checked()
    await pets.get_by_label("Call to ask").uncheck()
    await expect(pets.get_by_label("Cats")).to_be_checked()
    await pets.get_by_label("None of these").check()
    await pets.get_by_label("Large dogs").check()
    await expect(pets.get_by_label("None of these")).not_to_be_checked()
    nights = question(page, "How many nights")
    await nights.get_by_label("Nights").fill("9")
    await nights.get_by_label("Call to ask").check()
    await expect(nights.get_by_label("Nights")).to_have_value("")
    await expect(page.locator("#all-answered")).to_have_text("2 of 72 answered")


async def test_a_question_is_found_by_its_words(visits: Visits, night: Night) -> None:
    page = await opened(visits, night)
    shown = page.locator("fieldset:visible")
    await expect(shown).to_have_count(0)
    await page.get_by_label("Find a question").fill("METHADONE keep")
    await expect(page.locator("#found")).to_have_text("1 question")
    await expect(shown).to_have_count(1)
    await shown.get_by_label("Yes").check()
    await page.get_by_label("Find a question").fill("nowhere at all")
    await expect(page.locator("#found")).to_have_text("No question has these words.")
    await page.get_by_label("Find a question").press("Enter")
    await page.get_by_label("Find a question").fill("")
    await expect(page.locator("main details")).to_have_count(GROUPS)
    await expect(page.locator("details[open]")).to_have_count(0)
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".done")).to_be_visible()
    assert await stored(night) == {"methadone": "yes"}


async def test_it_is_answered_without_a_pointer(visits: Visits, night: Night) -> None:
    page = await opened(visits, night, viewport=DESK)
    await tab_to(page, "details:nth-of-type(2) > summary")
    await page.keyboard.press("Enter")
    await tab_to(page, 'input[name="wheelchair"]')
    await page.keyboard.press("ArrowDown")
    await tab_to(page, 'input[name="languages.en"]')
    await page.keyboard.press("Space")
    # The bar at the bottom never lies over what has the focus.
    covered = await page.evaluate(
        "document.activeElement.getBoundingClientRect().bottom"
        " > document.querySelector('.save-bar').getBoundingClientRect().top"
    )
    assert not covered
    await page.keyboard.press("Enter")
    await expect(page.locator(".done")).to_be_visible()
    said = await stored(night)
    assert said["languages"] == ["en"] and said["wheelchair"] in ("yes", "no", "ask")


async def test_every_state_is_accessible(visits: Visits, night: Night) -> None:
    for options in (
        {"viewport": SMALL_PHONE, "color_scheme": "dark", "reduced_motion": "reduce"},
        {"viewport": DESK},
    ):
        page = await opened(visits, night, **options)
        await judge(page, "eligibility")
        await page.get_by_role("button", name="Open all").click()
        await question(page, "Which pets").get_by_label("Cats").check()
        await question(page, "uses a wheelchair").get_by_label("Yes").check()
        await question(page, "Up to which week").get_by_label("Weeks").fill("99")
        await judge(page, "eligibility-open")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.locator("#look")).to_be_focused()
        await judge(page, "eligibility-wrong")
    page = await visits.page(
        SAFE_STAFF, f"/shelter/pools/{night.hidden}/eligibility", forced_colors="active"
    )
    await expect(page.locator("main")).to_contain_text("Only your own organization reads these")
    await judge(page, "eligibility-forced-colours")
