"""The same journeys with scripts switched off: lists as of one moment, and plain forms."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.night import OPERATOR, RESPONDER, STAFF, Night


async def plain(visits: Visits, login: str, path: str) -> Page:
    """A page in a browser that runs no scripts."""
    return await visits.page(login, path, java_script_enabled=False)


async def test_a_responder_filters_holds_and_lets_go(visits: Visits, night: Night) -> None:
    page = await plain(visits, RESPONDER, "/console")
    await expect(page.get_by_text(re.compile(r"as of \d\d:\d\d:\d\d"))).to_be_visible()
    await page.locator("#filters input[name=children]").fill("2")
    await page.get_by_role("button", name="Show places").click()
    # A household is never part of an address.
    assert "children" not in page.url
    await page.get_by_role("button", name="Hold 1 room for 3 people").click()
    await expect(page.locator("#my-holds > li")).to_contain_text("Kept for you")
    await expect(page.locator("#my-holds > li")).to_contain_text("1 adult, 2 children")
    await expect(page.locator(".done")).to_contain_text("is kept")
    assert page.url.endswith("/console?done=held")
    assert await night.world.held(night.rooms) == 1
    await page.get_by_role("button", name="Undo this hold").click()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator("#my-holds > li")).to_contain_text("Kept for you")
    assert await night.world.held(night.rooms) == 1


async def test_the_same_form_sent_twice_holds_once(visits: Visits, night: Night) -> None:
    page = await plain(visits, RESPONDER, "/console")
    button = page.locator(f'#pools > li[data-key="{night.rooms}"] > form button')
    await button.dblclick()
    await expect(page.locator("#my-holds > li")).to_have_count(1)
    assert await night.world.held(night.rooms) == 1


async def test_a_refusal_offers_other_places(visits: Visits, night: Night) -> None:
    page = await plain(visits, RESPONDER, "/console")
    await night.world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1", night.other_beds
    )
    await page.locator(f'#pools > li[data-key="{night.other_beds}"] > form button').click()
    panel = page.locator(".page-refusal")
    await expect(panel).to_contain_text("Nothing is free here any more.")
    await panel.get_by_role("button", name="Hold 1 room for 1 person").click()
    await expect(page.locator("#my-holds > li")).to_contain_text("Open Door Shelter")


async def test_staff_count_answer_and_are_asked_about_arrivals(
    visits: Visits, night: Night
) -> None:
    responder = await plain(visits, RESPONDER, "/console")
    await responder.locator(f'#pools > li[data-key="{night.beds}"] > form button').click()
    await expect(responder.locator("#my-holds > li")).to_contain_text("Asking the shelter")
    staff = await plain(visits, STAFF, "/shelter")
    await staff.get_by_role("button", name="Accept").click()
    card = staff.locator(f'#counts > li[data-key="{night.beds}"]')
    await card.locator("input[name=units_free]").fill("3")
    await card.get_by_role("button", name="Save").click()
    await expect(card.locator("dd")).to_have_text(["1", "2"])
    await staff.get_by_role("button", name="Arrived").click()
    await expect(staff.get_by_text("Was this person already in that number?")).to_be_visible()
    await staff.get_by_role("button", name="Yes, already counted").click()
    await expect(card.locator("dd")).to_have_text(["0", "3"])
    await card.get_by_role("button", name="Still correct").click()
    await expect(staff.locator(".done")).to_contain_text("Saved")
    assert await night.free(night.beds) == 3


async def test_staff_keep_pause_and_decline(visits: Visits, night: Night) -> None:
    staff = await plain(visits, STAFF, "/shelter")
    card = staff.locator(f'#counts > li[data-key="{night.rooms}"]')
    await card.get_by_text("Keep one for a caller").click()
    await card.get_by_role("button", name="Keep a place").click()
    await expect(staff.locator("#arriving > li")).to_contain_text("kept by us")
    await card.locator("summary", has_text="More").click()
    await card.get_by_text("Pause new holds").click()
    await card.get_by_role("button", name="Pause").click()
    await expect(card.locator(".badge")).to_have_text("Paused")
    await card.get_by_role("button", name="Take new holds again").click()
    await expect(card.locator(".badge")).to_have_text("Open")


async def test_the_operator_reads_the_same_tables(visits: Visits, night: Night) -> None:
    page = await plain(visits, OPERATOR, "/operator")
    await expect(page.locator("#calls")).to_contain_text("Attic beds")
    await expect(page.get_by_role("link", name="Reload")).to_be_visible()
