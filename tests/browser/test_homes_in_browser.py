"""Locks and expected places in a browser: both sides see each step as it is reached, a watched
program says at once when a place opens, and every page is fit for a small phone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.async_api import expect

from housing_service.app import Running
from tests.browser.conftest import DESK, SMALL_PHONE, Visits
from tests.browser.test_states_are_accessible import judge
from tests.support.api import Api
from tests.support.homes import Home, local_day, make_home
from tests.support.world import World


@pytest.fixture
async def home(world: World, running: Running, api: Callable[..., Api]) -> Home:
    made = await make_home(world, api, free=1)
    await world.caller("shelter_staff", made.organization, "long.stay")
    await world.caller("responder", await world.organization("Day Line"), "day.line")
    return made


async def test_each_step_shows_on_both_sides_as_it_is_reached(visits: Visits, home: Home) -> None:
    desk = await visits.page("day.line", "/console", viewport=DESK)
    staff = await visits.page("long.stay", "/shelter", viewport=SMALL_PHONE)
    await desk.get_by_role("button", name="Ask for 1 apartment").click()
    card = staff.locator("#requests > li")
    await expect(card.get_by_text("Acknowledged by ")).to_have_count(2)
    await judge(staff, "lock-asked")
    await card.get_by_role("button", name="We have read this").click()
    await expect(card.get_by_text("Acknowledged: done")).to_be_visible()
    mine = desk.locator("#my-holds > li")
    await expect(mine.get_by_text("Acknowledged: done")).to_be_visible()
    await card.locator("summary", has_text="More time").click()
    await card.get_by_label("What is waited for").select_option("unit_being_prepared")
    await judge(staff, "lock-more-time")
    await card.get_by_role("button", name="Give more time").click()
    await expect(mine.get_by_text("more time: The place is being prepared")).to_be_visible()
    await card.get_by_role("button", name="The interview took place").click()
    await card.get_by_role("button", name="Yes, we can offer it").click()
    await expect(mine.get_by_role("heading", name="Kept for you")).to_be_visible()
    await judge(desk, "lock-kept")
    await staff.get_by_role("button", name="Arrived").click()
    await expect(mine.get_by_role("heading", name="Arrived")).to_be_visible()


async def test_expected_places_from_word_to_hold(visits: Visits, home: Home) -> None:
    page = f"/shelter/pools/{home.pool}/homes"
    staff = await visits.page("long.stay", page, viewport=SMALL_PHONE, color_scheme="dark")
    await staff.get_by_label("Vacant from").fill(local_day(6))
    await judge(staff, "expected-none")
    await staff.get_by_role("button", name="Add", exact=True).click()
    await expect(staff.get_by_role("heading", name="1 apartment, likely from")).to_be_visible()
    await staff.locator("summary", has_text="Change").click()
    await judge(staff, "expected-staff")
    await staff.get_by_role("button", name="Confirm").click()
    context = await visits.sign_in("day.line", viewport=SMALL_PHONE)
    asking = await visits.tab(context, f"/console/homes/{home.pool}")
    await asking.get_by_role("button", name="Watch this program").click()
    await judge(asking, "expected-responder")
    await asking.get_by_role("button", name="Ask for this place").click()
    await expect(asking.get_by_text("Not vacant yet, promised from")).to_be_visible()
    await judge(asking, "expected-held")
    wide = await visits.page("long.stay", page, viewport=DESK)
    await judge(wide, "expected-staff-promised")


async def test_a_watched_program_says_at_once_when_a_place_opens(
    visits: Visits, home: Home
) -> None:
    await home.staff.report(home.pool, units_free=0)
    context = await visits.sign_in("day.line", viewport=SMALL_PHONE)
    first = await visits.tab(context, f"/console/homes/{home.pool}")
    await first.get_by_role("button", name="Watch this program").click()
    await expect(first.get_by_role("button", name="Stop watching")).to_be_visible()
    listed = await visits.tab(context, "/console/homes")
    await expect(listed.get_by_text("Nothing to hold yet")).to_be_visible()
    await judge(listed, "watching")
    await home.expect(str(uuid4()), units=1, expected_from=local_day(3))
    await expect(listed.locator("#changed")).to_have_text("A Year: a place can be held now.")
    await expect(listed.get_by_text("A place can be held", exact=True)).to_be_visible()
    await judge(listed, "watching-opened")
