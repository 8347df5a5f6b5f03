"""What is asked of shelters, in every state of every page: no axe violation, nothing wider than a
small phone, nothing too small to press, no unkind word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from housing_service.app import Running
from tests.browser.asking import (
    OPERATOR,
    OTHER_STAFF,
    RESPONDER,
    STAFF,
    Shelters,
    ask,
    describe,
    make_shelters,
)
from tests.browser.conftest import DESK, SMALL_PHONE, Visits
from tests.browser.test_states_are_accessible import judge
from tests.support.world import World


@pytest.fixture
async def shelters(world: World, running: Running) -> Shelters:
    return await make_shelters(world, running)


@asynccontextmanager
async def every_size(visits: Visits, login: str, path: str) -> AsyncIterator[tuple[Page, ...]]:
    """The page on a small phone in low light and on a desk: the narrowest with one pane and the
    widest with two, each in its own colours. Nothing between is laid out otherwise."""
    yield (
        await visits.page(
            login, path, viewport=SMALL_PHONE, color_scheme="dark", reduced_motion="reduce"
        ),
        await visits.page(login, path, viewport=DESK, reduced_motion="reduce"),
    )


async def judge_all(pages: tuple[Page, ...], state: str) -> None:
    for page in pages:
        await page.evaluate("scrollTo(0, 0)")
        await judge(page, state)


async def test_the_responders_way(visits: Visits, shelters: Shelters) -> None:
    staff = await visits.page(STAFF, "/shelter")
    other = await visits.page(OTHER_STAFF, "/shelter")
    async with every_size(visits, RESPONDER, "/console") as pages:
        for page in pages:
            await describe(page)
            await page.locator("#ways-on").scroll_into_view_if_needed()
            await judge(page, "ask-ways-on")
        for page in pages:
            button = page.locator("#ways-on").get_by_role("button", name="Ask shelters")
            await button.click()
            await expect(page).to_have_title("New request · Night desk")
        await judge_all(pages, "ask-new")
        for page in pages:
            await page.goto("/console/requests")
        await judge_all(pages, "ask-none")
        asking = await visits.page(RESPONDER, "/console")
        await ask(asking)
        for page in pages:
            await expect(page.locator("#requests > li")).to_have_count(1)
            await page.get_by_text("What has happened").click()
        await judge_all(pages, "ask-asking")
        for shelter in (staff, other):
            await shelter.locator("#asks [data-action=count-and-keep] button").click()
        for page in pages:
            await expect(page.locator("#offers > li")).to_have_count(2)
        await judge_all(pages, "ask-offered")
        for page in pages:
            await page.goto("/console")
            await expect(page.locator("#my-holds > li")).to_have_count(2)
        await judge_all(pages, "ask-console-offered")
        await pages[0].get_by_role("button", name="Take this place").first.click()
        for page in pages:
            await expect(page.locator("#my-holds .code:not([hidden])")).to_have_count(1)
        await judge_all(pages, "ask-console-taken")
        for page in pages:
            await page.goto("/console/requests")
            await expect(page.locator("#requests > li")).to_contain_text("A place was taken")
        await judge_all(pages, "ask-placed")


async def test_the_shelters_side(visits: Visits, shelters: Shelters) -> None:
    async with every_size(visits, STAFF, "/shelter") as pages:
        small, wide = pages
        responder = await visits.page(RESPONDER, "/console")
        await ask(responder)
        for page in pages:
            await expect(page.locator("#asks > li")).to_be_visible()
        await judge_all(pages, "asked-short")
        await shelters.count(shelters.rooms, None)
        for page in pages:
            await expect(page.get_by_role("link", name="Tell the count first")).to_be_visible()
        await judge_all(pages, "asked-no-count")
        await shelters.count(shelters.rooms, 1)
        for page in pages:
            await expect(page.get_by_role("button", name="We can")).to_be_visible()
        await judge_all(pages, "asked-open")
        await wide.get_by_role("button", name="We can").click()
        for page in pages:
            await expect(page.locator("#arriving > li")).to_have_count(1)
        await judge_all(pages, "asked-answered")
        await small.get_by_role("button", name="End my shift").click()
        for page in pages:
            await expect(page.locator("#off-duty")).to_be_visible()
        await judge_all(pages, "asked-off-duty")


async def test_the_operators_side(visits: Visits, shelters: Shelters) -> None:
    staff = await visits.page(STAFF, "/shelter")
    other = await visits.page(OTHER_STAFF, "/shelter")
    async with every_size(visits, OPERATOR, "/operator") as pages:
        responder = await visits.page(RESPONDER, "/console")
        await ask(responder)
        for page in pages:
            await expect(page.locator("#asking > tr")).to_have_count(1)
        await judge_all(pages, "asking-operator")
        for shelter in (staff, other):
            await shelter.get_by_role("button", name="Not tonight").click()
        for page in pages:
            await expect(page.locator("#asking > tr")).to_contain_text("Night Line")
            await page.locator("#asking").scroll_into_view_if_needed()
            await judge(page, "asking-with-operator")
