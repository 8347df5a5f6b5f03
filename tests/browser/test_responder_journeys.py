"""What a responder does with one thumb at night, in a real browser against the real service."""

from __future__ import annotations

import asyncio
import re
from uuid import UUID

from playwright.async_api import Locator, Page, Route, expect

from tests.browser.conftest import DESK, Visit, Visits
from tests.browser.night import COLLEAGUE, RESPONDER, STAFF, Night


def row(page: Page, pool: UUID) -> Locator:
    return page.locator(f'#pools > li[data-key="{pool}"]')


def hold_button(page: Page, pool: UUID) -> Locator:
    return row(page, pool).locator(":scope > form button")


def card(page: Page) -> Locator:
    return page.locator("#my-holds > li")


async def household(page: Page, **numbers: int) -> None:
    for name, number in numbers.items():
        await page.locator(f"#filters input[name={name}]").fill(str(number))


async def test_a_household_is_held_in_one_tap_with_code_and_countdown(
    visit: Visit, night: Night
) -> None:
    page = await visit(RESPONDER, "/console")
    await household(page, adults=1, children=2)
    await expect(hold_button(page, night.rooms)).to_contain_text("Hold 1 room for 3 people")
    await expect(row(page, night.rooms)).to_contain_text("3 rooms free")
    await expect(row(page, night.rooms)).to_contain_text("said just now by shelter staff")
    await hold_button(page, night.rooms).click()
    await expect(card(page)).to_contain_text("Kept for you")
    await expect(card(page).locator(".code-words")).to_have_text(re.compile(r"^\w+-\w+-\d\d$"))
    await expect(card(page).locator(".countdown")).to_have_text(re.compile(r"^(59|60):\d\d$"))
    await expect(card(page)).to_be_focused()
    await expect(row(page, night.rooms)).to_contain_text("2 rooms free")
    assert await night.world.held(night.rooms) == 1


async def test_two_quick_taps_and_a_reload_hold_once(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console")
    await hold_button(page, night.rooms).dblclick()
    await expect(card(page)).to_have_count(1)
    code = await card(page).locator(".code-words").inner_text()
    await page.reload()
    await expect(card(page)).to_have_count(1)
    await expect(card(page).locator(".code-words")).to_have_text(code)
    assert await night.world.held(night.rooms) == 1


async def test_an_answer_lost_on_the_way_is_found_after_a_reload(
    visit: Visit, night: Night
) -> None:
    page = await visit(RESPONDER, "/console")

    async def lose_answer(route: Route) -> None:
        if route.request.method == "PUT":
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/v1/holds/*", lose_answer)
    await hold_button(page, night.rooms).click()
    await expect(row(page, night.rooms)).to_contain_text("The service did not answer")
    kept = await page.evaluate("sessionStorage.getItem('pending-holds')")
    assert str(night.rooms) in kept
    assert "adults" not in kept
    await page.unroute("**/v1/holds/*")
    await page.reload()
    await expect(card(page)).to_contain_text("Kept for you")
    await expect(card(page)).to_have_count(1)
    async with asyncio.timeout(10):
        while await page.evaluate("sessionStorage.getItem('pending-holds')") is not None:
            await page.wait_for_load_state()
    assert await night.world.held(night.rooms) == 1


async def test_a_refusal_says_why_and_offers_places_that_work(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console")

    async def somebody_was_faster(route: Route) -> None:
        await night.world.owner.execute(
            "UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1", night.other_beds
        )
        await route.continue_()

    await page.route("**/v1/holds/*", somebody_was_faster)
    await hold_button(page, night.other_beds).click()
    panel = row(page, night.other_beds).locator(".refusal")
    await expect(panel).to_contain_text("Nothing is free here any more.")
    await expect(panel).to_contain_text("Choose one of the alternatives.")
    await expect(panel).to_be_focused()
    await page.unroute("**/v1/holds/*")
    await panel.get_by_role("button", name="Hold 1 room for 1 person").click()
    await expect(card(page)).to_contain_text("Open Door Shelter")


async def test_extend_arrived_release_and_undo(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console")
    await hold_button(page, night.rooms).click()
    await page.get_by_role("button", name="30 minutes longer").click()
    await expect(card(page).locator(".countdown")).to_have_text(re.compile(r"^(89|90):\d\d$"))
    await expect(page.get_by_role("button", name="30 minutes longer")).to_be_hidden()
    await page.get_by_role("button", name="We have arrived").click()
    await expect(card(page)).to_contain_text("You said at")
    await card(page).locator(".actions form[data-action=release] button").click()
    await expect(card(page)).to_contain_text("Released")
    await expect(row(page, night.rooms)).to_contain_text("3 rooms free")
    await card(page).get_by_role("button", name="Undo").click()
    await expect(card(page)).to_contain_text("Kept for you")
    assert await night.world.held(night.rooms) == 1


async def test_a_request_is_asked_and_its_answer_arrives(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console")
    await expect(hold_button(page, night.beds)).to_contain_text("Ask for 1 bed for 1 person")
    await hold_button(page, night.beds).click()
    await expect(card(page)).to_contain_text("Asking the shelter")
    await expect(card(page).locator(".code")).to_be_hidden()
    staff = await visit(STAFF, "/shelter")
    await staff.get_by_text("We can’t offer that tonight").click()
    await staff.get_by_role("button", name="Tell them").click()
    await expect(card(page)).to_contain_text("This program can't offer that tonight")
    await expect(page.locator("#announcer")).to_contain_text("can't offer that tonight")


async def test_two_tabs_are_in_step(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(RESPONDER, viewport=DESK)
    one, two = await visits.tab(context, "/console"), await visits.tab(context, "/console")
    await hold_button(one, night.rooms).click()
    await expect(card(two)).to_contain_text("Kept for you")
    await expect(row(two, night.rooms)).to_contain_text("2 rooms free")
    await card(two).locator(".actions form[data-action=release] button").click()
    await expect(card(one)).to_contain_text("Released")
    await expect(row(one, night.rooms)).to_contain_text("3 rooms free")


async def test_an_end_by_the_clock_says_checking_until_the_server_speaks(
    visit: Visit, night: Night
) -> None:
    page = await visit(RESPONDER, "/console")
    await hold_button(page, night.rooms).click()
    await expect(card(page)).to_contain_text("Kept for you")
    await night.end_soon(await night.only_hold())
    await expect(card(page)).to_contain_text("Hold ended")
    await expect(row(page, night.rooms)).to_contain_text("3 rooms free")
    await page.get_by_role("button", name="Hold it again").click()
    await expect(card(page)).to_contain_text("kept again after it had ended")


async def test_rows_stay_where_they_are_until_asked(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console", viewport=DESK)
    order = "[...document.querySelectorAll('#pools > li')].map((row) => row.dataset.key)"
    before = await page.evaluate(order)
    # Of two that fit alike and can be held at once the lower id stands first.
    first, second = sorted((night.rooms, night.other_beds), key=str)
    assert before[:2] == [str(first), str(second)]
    await night.world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1", first
    )
    await night.publish(first)
    await expect(row(page, first).locator(".count-big")).to_have_text("0")
    assert await page.evaluate(order) == before
    button = page.get_by_role("button", name="1 change, re-sort")
    await button.click()
    await expect(button).to_be_hidden()
    assert await page.evaluate(order) != before
    assert (await page.evaluate(order))[0] == str(second)


async def test_the_list_is_filtered_at_once(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console", viewport=DESK)
    await page.get_by_text("Where can they go?").click()
    await page.get_by_role("group", name="Only these regions").get_by_label("Hill Towns").check()
    await expect(row(page, night.rooms)).to_have_count(0)
    await expect(row(page, night.other_beds)).to_have_count(1)
    await page.get_by_role("group", name="Only these regions").get_by_label("Hill Towns").uncheck()
    await household(page, adults=8)
    await expect(row(page, night.other_beds)).to_contain_text("8 beds needed for 8 people")
    await expect(hold_button(page, night.rooms)).to_contain_text("Hold 2 rooms for 8 people")
    await expect(row(page, night.old_beds)).to_contain_text("This count is old")
    await expect(row(page, night.unknown_beds)).to_contain_text("Call first")
    await expect(row(page, night.paused_beds)).to_contain_text("Paused by the shelter")


async def test_a_confidential_program_shows_only_that_it_may_have_room(
    visit: Visit, night: Night
) -> None:
    page = await visit(RESPONDER, "/console")
    hidden = row(page, night.hidden)
    await expect(hidden).to_contain_text("The shelter answers and calls you.")
    text = await page.inner_text("body")
    assert "Quiet House" not in text
    assert "Upstairs" not in text
    assert not re.search(r"\d (rooms? )?free", await hidden.inner_text())


async def test_a_colleague_sees_the_count_but_not_the_hold(visit: Visit, night: Night) -> None:
    mine = await visit(RESPONDER, "/console")
    theirs = await visit(COLLEAGUE, "/console")
    await hold_button(mine, night.rooms).click()
    await expect(row(theirs, night.rooms)).to_contain_text("2 rooms free")
    await expect(card(theirs)).to_have_count(0)
