"""A need is carried to shelters and back, in a real browser: asked in a few taps, rung for,
answered with one, taken with one, gone from every screen at once."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from housing_service.app import Running
from tests.browser.asking import (
    LINE,
    OPERATOR,
    OTHER_STAFF,
    RESPONDER,
    STAFF,
    Shelters,
    ask,
    describe,
    make_shelters,
)
from tests.browser.conftest import DESK, SMALL_PHONE, Visit
from tests.browser.test_keyboard_only import tab_to
from tests.support.world import World


@pytest.fixture
async def shelters(world: World, running: Running) -> Shelters:
    return await make_shelters(world, running)


def asked(staff: Page) -> Locator:
    return staff.locator("#asks > li")


def said(page: Page) -> Locator:
    return page.locator("#announcer")


async def test_asked_rung_for_offered_and_taken(visit: Visit, shelters: Shelters) -> None:
    staff = await visit(STAFF, "/shelter", viewport=SMALL_PHONE)
    other = await visit(OTHER_STAFF, "/shelter")
    await shelters.count(shelters.rooms, 1)
    console = await visit(RESPONDER, "/console", viewport=SMALL_PHONE)
    await shelters.count(shelters.rooms, 0)
    await describe(console)
    await console.get_by_text("What do they need?").click()
    await console.get_by_label("Step-free", exact=False).first.check()
    button = console.locator("#ways-on").get_by_role("button", name="Ask shelters for them")
    await button.click()
    await expect(console).to_have_title("New request · Night desk")
    await expect(console.get_by_text("1 adult, 2 children")).to_be_visible()
    await console.get_by_label("Now, they are not safe where they are").check()
    await console.get_by_label(LINE).check()
    await shelters.count(shelters.rooms, 1)
    await console.get_by_role("button", name="Ask the best few places").click()
    card = console.locator("#requests > li")
    await expect(card).to_contain_text("Asking shelters")
    await expect(card).to_contain_text("Open Door Shelter: no answer so far")
    # Nobody reloads: both shelters' pages show it and ring.
    for page in (staff, other):
        await expect(asked(page)).to_contain_text("1 adult, 2 children")
        await expect(page).to_have_title("(1) Update")
        await expect(page.locator("html")).to_have_attribute("data-ringing", "")
        await expect(said(page)).to_contain_text("Can you take them? 1 adult, 2 children")
        assert LINE not in await page.inner_text("body")
        assert "Night Line" not in await page.inner_text("main")
    await asked(staff).get_by_role("button", name="We can").click()
    await expect(staff).to_have_title("Counts · Night desk")
    await expect(asked(staff)).to_contain_text("Your shelter said: can take them")
    await expect(staff.locator("#arriving > li")).to_contain_text("they have not said yes so far")
    await expect(staff.locator("#arriving > li")).to_contain_text(LINE)
    await expect(console.locator("#offers > li")).to_contain_text("Open Door Shelter")
    await expect(said(console)).to_contain_text(
        "Open Door Shelter · Family rooms · 1 room can take"
    )
    await expect(card).to_contain_text("Open Door Shelter: can take them")
    await console.get_by_role("button", name="Take this place").click()
    await expect(console).to_have_title("Console · Night desk")
    mine = console.locator("#my-holds > li")
    await expect(mine.locator(".code-words")).to_have_text(re.compile(r"^\w+-\w+-\d\d$"))
    code = await mine.locator(".code-words").inner_text()
    await expect(staff.locator("#arriving .code-words")).to_have_text(code)
    for page in (staff, other):
        await expect(page.locator("#asks-section")).to_be_hidden()
        await expect(asked(page)).to_have_count(0)
    assert await shelters.world.held(shelters.rooms) == 1


async def test_the_console_counts_what_is_open_and_takes_an_offer(
    visit: Visit, shelters: Shelters
) -> None:
    staff = await visit(STAFF, "/shelter")
    desk = await visit(RESPONDER, "/console", viewport=DESK)
    badge = desk.locator("#asked-for")
    await expect(badge).to_have_text("What I have asked shelters for")
    phone = await visit(RESPONDER, "/console")
    await ask(phone)
    await expect(badge).to_have_text("1 asked for, see the answers")
    await staff.get_by_role("button", name="We have 1 more: count 1 and keep it").click()
    offer = desk.locator("#my-holds > li").first
    await expect(offer).to_contain_text("This place is offered to you")
    await expect(said(desk)).to_contain_text("can take them")
    buttons = offer.locator(".actions button")
    visible = [await one.inner_text() for one in await buttons.all() if await one.is_visible()]
    assert visible[0].startswith("Take this place")
    await offer.get_by_role("button", name="Take this place").click()
    await expect(offer.locator(".code-words")).to_be_visible()
    await expect(badge).to_have_text("What I have asked shelters for")
    await expect(phone.locator("#requests > li")).to_contain_text("A place was taken")
    await phone.get_by_role("link", name="See where they go").click()
    await expect(phone.locator("#my-holds .code-words")).to_be_visible()


async def test_one_more_is_counted_and_then_kept(visit: Visit, shelters: Shelters) -> None:
    staff = await visit(STAFF, "/shelter", viewport=SMALL_PHONE)
    console = await visit(RESPONDER, "/console")
    await ask(console)
    await expect(asked(staff)).to_contain_text("By your count: 0 rooms free now.")
    more = asked(staff).get_by_role("button", name="We have 1 more: count 1 and keep it")
    await expect(asked(staff).get_by_role("button", name="We can", exact=False)).to_be_hidden()
    await more.dblclick()
    await expect(asked(staff)).to_contain_text("Your shelter said: can take them")
    count = staff.locator(f'#counts > li[data-key="{shelters.rooms}"]')
    await expect(count.locator("input[name=units_free]")).to_have_value("1")
    await expect(count.locator("dd")).to_have_text(["1", "0"])
    assert await shelters.world.held(shelters.rooms) == 1
    await expect(console.locator("#offers > li")).to_have_count(1)


async def test_a_count_that_moves_changes_what_can_be_said(
    visit: Visit, shelters: Shelters
) -> None:
    staff = await visit(STAFF, "/shelter")
    console = await visit(RESPONDER, "/console")
    await ask(console)
    await expect(asked(staff)).to_contain_text("By your count: 0 rooms free now.")
    count = staff.locator(f'#counts > li[data-key="{shelters.rooms}"]')
    await count.get_by_role("button", name="One more").click()
    await expect(asked(staff).locator(".warning")).to_be_hidden()
    can = asked(staff).get_by_role("button", name="We can")
    await expect(can).to_be_visible()

    async def too_late(route: object) -> None:
        # Somebody else has it by the time the answer gets there.
        await shelters.world.owner.execute(
            "UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1", shelters.rooms
        )
        await route.continue_()  # type: ignore[attr-defined]

    await staff.route("**/we-can", too_late)
    await can.click()
    refusal = asked(staff).locator(".refusal")
    await expect(refusal).to_contain_text("By your count not enough is free.")
    await expect(refusal).to_be_focused()
    assert await shelters.world.held(shelters.rooms) == 0


async def test_nobody_believes_to_have_answered_what_is_over(
    visit: Visit, shelters: Shelters
) -> None:
    staff = await visit(STAFF, "/shelter")
    console = await visit(RESPONDER, "/console")
    await shelters.count(shelters.rooms, 1)
    await describe_and_ask_with_room(console, shelters)

    async def closed_meanwhile(route: object) -> None:
        await console.get_by_role("button", name="No longer needed").click()
        await expect(console.locator("#requests > li")).to_contain_text("Closed")
        await route.continue_()  # type: ignore[attr-defined]

    await staff.route("**/we-can", closed_meanwhile)
    await asked(staff).get_by_role("button", name="We can").click()
    await expect(staff.locator("#said")).to_contain_text("This is no longer needed; thank you.")
    await expect(asked(staff)).to_have_count(0)
    assert await shelters.world.held(shelters.rooms) == 0


async def describe_and_ask_with_room(console: Page, shelters: Shelters) -> None:
    """Asks although there is a room: from the form, not from what to do when there is none."""
    await console.locator("#filters input[name=children]").fill("2")
    await console.locator("#filters").get_by_role("button", name="Ask shelters for them").click()
    await console.get_by_role("button", name="Ask the best few places").click()
    await expect(console.locator("html")).to_have_attribute("data-live", "yes")
    await expect(console.locator("#requests > li")).to_have_count(1)


async def test_not_tonight_keeping_open_and_closing(visit: Visit, shelters: Shelters) -> None:
    staff = await visit(STAFF, "/shelter")
    operator = await visit(OPERATOR, "/operator", viewport=DESK)
    console = await visit(RESPONDER, "/console")
    await ask(console)
    await asked(staff).get_by_role("button", name="I have seen it").click()
    await expect(staff).to_have_title("Counts · Night desk")
    card = console.locator("#requests > li")
    await expect(card).to_contain_text("Open Door Shelter: has seen it")
    await asked(staff).get_by_role("button", name="Not tonight").click()
    await expect(asked(staff)).to_contain_text("Your shelter said: not tonight")
    await expect(card).to_contain_text("Open Door Shelter: not tonight")
    await card.get_by_role("button", name="Keep it open").click()
    await expect(said(console)).to_contain_text("It stays open.")
    await expect(card).to_contain_text("It stays open until")
    row = operator.locator("#asking > tr")
    await expect(row).to_have_count(1)
    await card.get_by_role("button", name="No longer needed").click()
    await expect(card).to_contain_text("Closed")
    assert console.url.endswith("/console/requests?done=request_opened")
    await expect(row).to_have_count(0)
    await expect(staff.locator("#asks-section")).to_be_hidden()


async def test_the_operator_closes_what_was_met_elsewhere(visit: Visit, shelters: Shelters) -> None:
    staff = await visit(STAFF, "/shelter")
    operator = await visit(OPERATOR, "/operator", viewport=SMALL_PHONE)
    console = await visit(RESPONDER, "/console")
    await ask(console)
    await operator.locator("#asking > tr").get_by_role("button", name="Close").click()
    await expect(operator.locator("#asking-none")).to_be_visible()
    await expect(said(operator)).to_contain_text("Closed. Nobody is asked any more.")
    assert operator.url.endswith("/operator")
    await expect(console.locator("#requests > li")).to_contain_text("Closed")
    await expect(asked(staff)).to_have_count(0)


async def test_off_duty_nobody_is_asked(visit: Visit, shelters: Shelters) -> None:
    staff = await visit(STAFF, "/shelter", viewport=SMALL_PHONE)
    console = await visit(RESPONDER, "/console")
    await ask(console)
    await expect(asked(staff)).to_have_count(1)
    await staff.get_by_role("button", name="End my shift").click()
    await expect(staff.get_by_text("You are not at work here.")).to_be_visible()
    await expect(staff.locator("#asks-section")).to_be_hidden()
    await expect(staff.get_by_role("button", name="End my shift")).to_be_hidden()
    await expect(staff).to_have_title("Counts · Night desk")
    await staff.get_by_role("button", name="Start my shift").click()
    await expect(asked(staff)).to_have_count(1)
    await expect(staff.get_by_text("You are not at work here.")).to_be_hidden()


async def test_neither_the_dangerous_area_nor_a_hidden_program_is_asked(
    visit: Visit, shelters: Shelters
) -> None:
    """What is only ticked in this page goes with the request as what is left."""
    world = shelters.world
    staff = await visit(STAFF, "/shelter")
    await world.region("hills", "Hill Towns")
    await world.owner.execute(
        "UPDATE housing.program SET region_code = 'hills' WHERE id ="
        " (SELECT program_id FROM housing.pool WHERE id = $1)",
        shelters.mill_rooms,
    )
    await shelters.count(shelters.mill_rooms, 0)
    other = await visit(OTHER_STAFF, "/shelter")
    console = await visit(RESPONDER, "/console", viewport=DESK)
    bodies: list[str] = []
    console.on("request", lambda sent: bodies.append(sent.post_data or ""))
    await describe(console)
    await console.get_by_text("Where can they go?").click()
    avoid = console.locator("input[data-region=harbor]")
    await avoid.check()
    await expect(console.locator("#pools > li")).to_have_count(1)
    await console.locator("#filters").get_by_role("button", name="Ask shelters for them").click()
    await console.get_by_role("button", name="Ask the best few places").click()
    await expect(console.locator("#requests > li")).to_contain_text("Mill Street Shelter")
    assert "Open Door" not in await console.inner_text("main")
    await expect(asked(other)).to_have_count(1)
    assert [body for body in bodies if "harbor" in body] == []
    # And the same for a program that is hidden by name.
    await console.get_by_role("link", name="Back to the console").click()
    await describe(console)
    hidden = console.locator(f'#pools > li[data-key="{shelters.mill_rooms}"]')
    await hidden.get_by_role("button", name="Hide this program").click()
    await expect(hidden).to_have_count(0)
    await console.locator("#filters").get_by_role("button", name="Ask shelters for them").click()
    await console.get_by_role("button", name="Ask the best few places").click()
    await expect(console.locator("#requests > li")).to_have_count(2)
    await expect(asked(staff)).to_have_count(1)
    await expect(asked(other)).to_have_count(1)


async def test_no_region_left_asks_nobody(visit: Visit, shelters: Shelters) -> None:
    console = await visit(RESPONDER, "/console", viewport=DESK)
    await describe(console)
    await console.get_by_text("Where can they go?").click()
    await console.locator("input[data-region=harbor]").check()
    await console.locator("#filters").get_by_role("button", name="Ask shelters for them").click()
    await expect(said(console)).to_contain_text("no region left")
    await expect(console).to_have_title("Console · Night desk")
    await expect(console.locator("#ask-instead")).to_be_hidden()


async def test_not_now_goes_back_with_all_that_was_said(visit: Visit, shelters: Shelters) -> None:
    console = await visit(RESPONDER, "/console")
    await describe(console)
    await console.locator("#ways-on").get_by_role("button", name="Ask shelters for them").click()
    await console.get_by_role("button", name="Not now, back to the places").click()
    await expect(console).to_have_title("Console · Night desk")
    await expect(console.locator("#filters input[name=children]")).to_have_value("2")
    assert console.url.endswith("/console")


async def test_by_keyboard_alone(visit: Visit, shelters: Shelters) -> None:
    staff = await visit(STAFF, "/shelter", viewport=DESK)
    await shelters.count(shelters.rooms, 1)
    console = await visit(RESPONDER, "/console", viewport=DESK)
    await tab_to(console, "#filters input[name=children]")
    await console.keyboard.press("ArrowUp")
    await console.keyboard.press("ArrowUp")
    await tab_to(console, "#filters button[formaction]")
    await console.keyboard.press("Enter")
    await expect(console).to_have_title("New request · Night desk")
    await tab_to(console, "input[name=urgency]")
    await console.keyboard.press("ArrowUp")
    await tab_to(console, ".request-form button.primary")
    await console.keyboard.press("Enter")
    await expect(console.locator("#requests > li")).to_contain_text("Now, they are not safe")
    await expect(asked(staff)).to_have_count(1)
    await tab_to(staff, "#asks [data-action=we-can] button")
    await staff.keyboard.press("Enter")
    await expect(asked(staff)).to_contain_text("can take them")
    await expect(asked(staff)).to_be_focused()
    await expect(console.locator("#offers > li")).to_have_count(1)
    await tab_to(console, "#offers [data-action=take] button")
    await console.keyboard.press("Enter")
    await expect(console.locator("#my-holds .code-words")).to_be_visible()
