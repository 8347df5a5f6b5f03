"""What the console does beside the first tap: undo, keys, what fell through, what is kept for
emergencies, and rows that stay where they are."""

from __future__ import annotations

import json
from uuid import UUID

from playwright.async_api import Locator, Page, WebSocket, expect

from housing_service.app import Running
from tests.browser.conftest import DESK, SMALL_PHONE, Visit, Visits
from tests.browser.night import RESPONDER, STAFF, Night
from tests.browser.test_states_are_accessible import judge


def row(page: Page, pool: UUID) -> Locator:
    return page.locator(f'#pools > li[data-key="{pool}"]')


def hold_button(page: Page, pool: UUID) -> Locator:
    return row(page, pool).locator(":scope > form button")


def card(page: Page) -> Locator:
    return page.locator("#my-holds > li")


async def test_a_list_from_just_before_leaves_a_new_hold_where_it_is(
    visits: Visits, night: Night, running: Running
) -> None:
    context = await visits.sign_in(RESPONDER)
    sockets: list[WebSocket] = []
    context.on("page", lambda opened: opened.on("websocket", lambda made: sockets.append(made)))
    page = await visits.tab(context, "/console")
    (socket,) = sockets
    # What is written now is in no list until it is read.
    async with running.relay._draining:
        await hold_button(page, night.rooms).click()
        await expect(card(page)).to_be_focused()
        async with socket.expect_event(
            "framereceived", lambda sent: "snapshot" in sent
        ) as list_sent:
            await page.evaluate(
                """
                const adults = document.getElementById("adults");
                adults.value = "2";
                adults.dispatchEvent(new Event("input", { bubbles: true }));
                """
            )
        assert json.loads(await list_sent.value)["holds"] == []
        await expect(hold_button(page, night.rooms)).to_contain_text("2 people")
        await expect(page.locator("#bar-holds")).to_have_text("1")
        await expect(card(page)).to_be_focused()
    await page.get_by_role("button", name="30 minutes longer").click()
    await expect(page.get_by_role("button", name="30 minutes longer")).to_be_hidden()
    await expect(card(page)).to_have_count(1)


async def test_everything_goes_by_keys(visits: Visits, night: Night) -> None:
    page = await visits.page(RESPONDER, "/console", viewport=DESK)
    # In a field a letter is a letter.
    await page.locator("#adults").focus()
    await page.keyboard.press("j")
    await expect(page.locator("#adults")).to_be_focused()
    await page.locator("#pools-heading").focus()
    await page.keyboard.press("j")
    await expect(page.locator("#pools > li").first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("k")
    await expect(page.locator("#pools > li").first).to_be_focused()
    await page.keyboard.press("h")
    await expect(card(page)).to_be_focused()
    await page.keyboard.press("c")
    await expect(page.locator("#code-sheet .code-full")).not_to_be_empty()
    await judge(page, "console-code")
    await page.keyboard.press("Escape")
    await page.keyboard.press("e")
    await expect(card(page).get_by_role("button", name="30 minutes longer")).to_be_hidden()
    await page.keyboard.press("u")
    await expect(card(page)).to_contain_text("Released")
    await expect(page.locator("#toast")).to_be_hidden()
    await page.keyboard.press("/")
    await expect(page.locator("#adults")).to_be_focused()
    await page.locator("#pools-heading").focus()
    await page.keyboard.press("?")
    await expect(page.locator("#keys-sheet")).to_be_visible()
    await judge(page, "console-keys")
    await page.locator("#keys-on").uncheck()
    await page.keyboard.press("Escape")
    await page.locator("#pools-heading").focus()
    await page.keyboard.press("j")
    await expect(page.locator("#pools-heading")).to_be_focused()
    # The choice stays with the device.
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    await expect(page.locator("#keys-on")).not_to_be_checked()


async def test_a_hold_is_let_go_with_its_reason_and_taken_back(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console", viewport=SMALL_PHONE, color_scheme="dark")
    await hold_button(page, night.rooms).click()
    await expect(page.locator("#bar-holds")).to_have_text("1")
    await expect(page.locator("#bar-left")).to_be_visible()
    await card(page).get_by_text("Let it go and say why").click()
    await judge(page, "console-reasons")
    await card(page).get_by_role("button", name="Too far").click()
    await expect(card(page)).to_contain_text("Released")
    await expect(page.locator("#toast")).to_contain_text("Let go: Open Door Shelter")
    group = await night.world.owner.fetchval("SELECT reason FROM housing.hold")
    assert group == "not_a_fit_tonight"
    await page.locator("#toast-undo").click()
    await expect(card(page)).to_contain_text("Kept for you")
    assert await night.world.held(night.rooms) == 1


async def test_what_fell_through_shows_the_next_places(visits: Visits, night: Night) -> None:
    page = await visits.page(RESPONDER, "/console", viewport=SMALL_PHONE)
    await hold_button(page, night.beds).click()
    await expect(card(page)).to_contain_text("Asking the shelter")
    staff = await visits.page(STAFF, "/shelter")
    await staff.get_by_text("We can’t offer that tonight").click()
    await staff.get_by_role("button", name="Tell them").click()
    following = card(page).locator(".hold-next")
    await expect(following).to_be_visible()
    await judge(page, "console-fell-through")
    # For other people the card first asks whether to look for these again.
    await page.locator("#filters input[name=adults]").fill("2")
    await expect(following.locator("li")).to_have_count(0)
    await following.get_by_role("button", name="Look for a place for 1 adult again").click()
    await expect(page.locator("#adults")).to_have_value("1")
    await expect(page.locator("#pools-heading")).to_be_focused()
    await following.get_by_role("button", name="Hold 1 bed for 1 person").first.click()
    await expect(card(page)).to_have_count(2)
    await expect(card(page).first).to_contain_text("Kept for you")


async def test_a_row_that_goes_keeps_its_place(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console", viewport=DESK)
    await page.locator("#where > summary").click()
    regions = page.get_by_role("group", name="Only these regions")
    await regions.get_by_label("Hill Towns").check()
    # The whole answer has come, not only what this page could leave out by itself.
    await expect(page.locator("#announcer")).to_contain_text("to call and ask")
    before = await page.locator("#pools > li").evaluate_all("all => all.map(o => o.dataset.key)")
    # A place on the list is moved to a region that nobody asked for.
    await night.world.owner.execute(
        "UPDATE housing.program SET region_code = 'harbor' WHERE name = 'Mill Street Shelter'"
    )
    await night.publish(night.other_beds)
    gone = row(page, night.other_beds)
    await expect(gone).to_contain_text("No longer in this list")
    await expect(hold_button(page, night.other_beds)).to_be_hidden()
    keys = await page.locator("#pools > li").evaluate_all("all => all.map(o => o.dataset.key)")
    assert keys == before
    await judge(page, "console-gone")
    await page.get_by_role("button", name="1 change, re-sort").click()
    await expect(gone).to_have_count(0)


async def test_what_is_kept_for_emergencies_is_asked_for_on_purpose(
    visits: Visits, night: Night
) -> None:
    await night.world.owner.execute(
        "UPDATE housing.pool SET reserve_units = 6 WHERE id = $1", night.other_beds
    )
    await night.publish(night.other_beds)
    page = await visits.page(RESPONDER, "/console", viewport=SMALL_PHONE)
    await expect(row(page, night.other_beds)).to_contain_text("6 kept for emergencies")
    await expect(row(page, night.other_beds).locator(".emergency")).to_have_count(0)
    await night.world.owner.execute(
        "UPDATE housing.organization SET may_use_reserve = true WHERE name = 'Night Line'"
    )
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    emergency = row(page, night.other_beds).locator(".emergency")
    await expect(emergency).to_be_visible()
    await judge(page, "console-emergency")
    await emergency.get_by_role("button").click()
    await expect(card(page)).to_have_count(0)
    await emergency.get_by_label("They are in danger where they are now").check()
    await emergency.get_by_role("button").click()
    await expect(card(page)).to_contain_text("Kept for you")
    assert await night.world.owner.fetchval("SELECT emergency FROM housing.hold") is True


async def test_a_reload_loses_nothing_and_keeps_nothing(visits: Visits, night: Night) -> None:
    page = await visits.page(RESPONDER, "/console", viewport=DESK)
    await page.evaluate("navigator.serviceWorker.ready")
    await page.wait_for_function("navigator.serviceWorker.controller !== null")
    await page.locator("#filters input[name=adults]").fill("3")
    await page.locator("#needs > summary").click()
    await page.get_by_label("Methadone", exact=True).check()
    await page.locator("#where > summary").click()
    await page.locator("#avoided").get_by_label("Harbor District").check()
    await expect(row(page, night.rooms)).to_have_count(0)
    await page.reload()
    await expect(page.locator("#adults")).to_have_value("3")
    await expect(page.locator("#avoided").get_by_label("Harbor District")).to_be_checked()
    await expect(row(page, night.rooms)).to_have_count(0)
    await expect(page.get_by_label("Methadone", exact=True)).to_be_checked()
    await expect(hold_button(page, night.other_beds)).to_contain_text("3 beds for 3 people")
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
    # Opened anew it is somebody else who asks.
    await page.goto("/console")
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    await expect(page.locator("#adults")).to_have_value("1")
