"""What the one person on the shelter's night shift does on a phone, against the real service."""

from __future__ import annotations

import re
from uuid import UUID

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import SMALL_PHONE, Visit
from tests.browser.night import RESPONDER, STAFF, Night


def count(page: Page, pool: UUID) -> Locator:
    return page.locator(f'#counts > li[data-key="{pool}"]')


def number(page: Page, pool: UUID) -> Locator:
    return count(page, pool).locator("input[name=units_free]")


async def ask(visit: Visit, pool: UUID) -> Page:
    """A responder asks for a place for one person; gives back their console."""
    page = await visit(RESPONDER, "/console")
    await page.locator(f'#pools > li[data-key="{pool}"] > form button').click()
    await expect(page.locator("#my-holds > li")).to_have_count(1)
    return page


async def shown(page: Page, pool: UUID) -> tuple[str, str, str]:
    """Empty, kept and shown to others, as the card says them."""
    kept, others = await count(page, pool).locator("dd").all_inner_texts()
    return await number(page, pool).input_value(), kept, others


async def settles(page: Page, pool: UUID, wanted: tuple[str, str, str]) -> None:
    """Waits until the card says this."""
    free, kept, others = wanted
    await expect(number(page, pool)).to_have_value(free)
    await expect(count(page, pool).locator("dd")).to_have_text([kept, others])


async def type_number(page: Page, pool: UUID, n: int) -> None:
    """As on a keyboard, so that nothing is saved by itself."""
    await number(page, pool).select_text()
    await number(page, pool).press_sequentially(str(n))


async def test_a_request_rings_until_seen_and_is_accepted(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter", viewport=SMALL_PHONE)
    title = await staff.title()
    responder = await ask(visit, night.beds)
    waiting = staff.locator("#requests > li")
    await expect(waiting).to_contain_text("1 adult")
    await expect(waiting).to_contain_text("asked by Night Line")
    await expect(staff.locator("#announcer")).to_contain_text("A request waits")
    await expect(staff).to_have_title("(1) Update")
    await expect(staff.locator("html")).to_have_attribute("data-ringing", "")
    before = await waiting.locator(".countdown").inner_text()
    await staff.get_by_role("button", name="I have seen it, I am calling").click()
    await expect(staff).to_have_title(title)
    await expect(waiting.locator(".countdown")).to_have_text(re.compile(r"^(49|50):\d\d$"))
    assert before.startswith(("29", "30"))
    await staff.get_by_role("button", name="Accept").click()
    await expect(staff.locator("#arriving > li")).to_contain_text("1 adult")
    mine = responder.locator("#my-holds > li")
    await expect(mine).to_contain_text("Kept for you")
    code = await mine.locator(".code-words").inner_text()
    await expect(staff.locator("#arriving .code-words")).to_have_text(code)


async def test_the_ring_sounds_once_somebody_touched_the_page(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter")
    sound = staff.locator("#sound")
    await expect(sound).to_have_text("Tap for sound")
    await sound.click()
    await expect(sound).to_have_text("Sound on")
    await sound.click()
    await expect(sound).to_have_text("Sound off")
    await expect(sound).to_have_attribute("aria-pressed", "false")


async def test_taps_save_themselves_as_one_report_and_can_be_undone(
    visit: Visit, night: Night
) -> None:
    staff = await visit(STAFF, "/shelter", viewport=SMALL_PHONE)
    card = count(staff, night.rooms)
    await expect(card).to_contain_text("Empty rooms now, counting those kept for someone")
    before = await night.world.owner.fetchval("SELECT count(*) FROM housing.report")
    more = card.get_by_role("button", name="One more", exact=False).first
    await more.click()
    await more.click()
    await expect(card).to_contain_text("Saving 5…")
    await expect(card).to_contain_text("Saved 5.")
    await expect(staff.locator("#announcer")).to_contain_text("Saved 5.")
    assert await night.free(night.rooms) == 5
    assert await night.world.owner.fetchval("SELECT count(*) FROM housing.report") == before + 1
    # Once more and back again before it is sent: nothing is.
    await card.get_by_role("button", name="Undo, back to 3").click()
    await expect(card).to_contain_text("3 is back.")
    await settles(staff, night.rooms, ("3", "0", "3"))
    await more.click()
    await card.get_by_role("button", name="One fewer", exact=False).first.click()
    await expect(card.get_by_role("button", name="Still correct")).to_be_visible()
    # Tapped and gone the next moment: it is sent all the same.
    await more.click()
    await staff.goto("about:blank")
    await night.count_becomes(night.rooms, 4)
    # An undo of a number that somebody has counted since is asked about.
    await staff.goto("/shelter")
    await card.get_by_role("button", name="One more", exact=False).first.click()
    await expect(card).to_contain_text("Saved 5.")
    other = await visit(STAFF, "/shelter")
    await count(other, night.rooms).get_by_role("button", name="One fewer").first.click()
    await night.count_becomes(night.rooms, 4)
    await card.get_by_role("button", name="Undo, back to 4").click()
    await expect(card).to_contain_text("The number has become 4 since you looked")
    await card.get_by_role("button", name="Let me count again").click()
    await settles(staff, night.rooms, ("4", "0", "4"))


async def test_still_correct_is_one_tap_and_makes_the_count_fresh(
    visit: Visit, night: Night
) -> None:
    await night.world.owner.execute(
        "UPDATE housing.pool SET reported_at = reported_at - interval '3 hours' WHERE id = $1",
        night.rooms,
    )
    await night.publish(night.rooms)
    staff = await visit(STAFF, "/shelter")
    card = count(staff, night.rooms)
    await expect(card).to_contain_text("said 3 h ago")
    await card.get_by_role("button", name="Still correct").click()
    await expect(card).to_contain_text("said just now by shelter staff")
    assert await night.free(night.rooms) == 3


async def test_a_count_that_moved_meanwhile_is_asked_about_once(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter")
    card = count(staff, night.rooms)
    await type_number(staff, night.rooms, 7)
    other_device = await visit(STAFF, "/shelter")
    await type_number(other_device, night.rooms, 2)
    await count(other_device, night.rooms).get_by_role("button", name="Save").click()
    await expect(card).to_contain_text("Meanwhile the number has become 2.")
    await expect(number(staff, night.rooms)).to_have_value("7")
    await card.get_by_role("button", name="Save").click()
    await expect(card).to_contain_text("The number has become 2 since you looked")
    assert await night.free(night.rooms) == 2
    await card.get_by_role("button", name="Save 7, I counted after that").click()
    await settles(staff, night.rooms, ("7", "0", "7"))
    await settles(other_device, night.rooms, ("7", "0", "7"))


async def test_forgotten_arrived_ends_with_the_right_number(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter", viewport=SMALL_PHONE)
    responder = await ask(visit, night.rooms)
    await settles(staff, night.rooms, ("3", "1", "2"))
    await night.end_soon(await night.only_hold())
    question = staff.locator("#unanswered > li")
    await expect(question).to_contain_text("1 adult")
    await settles(staff, night.rooms, ("3", "0", "3"))
    await expect(responder.locator("#my-holds > li")).to_contain_text("Hold ended")
    await question.get_by_role("button", name="Yes, they came").click()
    await settles(staff, night.rooms, ("2", "0", "2"))
    await expect(question).to_have_count(0)
    assert await night.free(night.rooms) == 2
    await staff.get_by_role("button", name="Undo").click()
    await expect(question).to_have_count(1)
    await settles(staff, night.rooms, ("3", "0", "3"))


async def test_arrived_tapped_after_counting_ends_with_the_right_number(
    visit: Visit, night: Night
) -> None:
    staff = await visit(STAFF, "/shelter")
    await ask(visit, night.rooms)
    await settles(staff, night.rooms, ("3", "1", "2"))
    # They sleep in the room already when the night worker walks round and counts two empty.
    await type_number(staff, night.rooms, 2)
    await count(staff, night.rooms).get_by_role("button", name="Save").click()
    await settles(staff, night.rooms, ("2", "1", "1"))
    arriving = staff.locator("#arriving > li")
    await arriving.get_by_role("button", name="Arrived").click()
    await expect(arriving).to_contain_text("Was this person already in that number?")
    assert await night.free(night.rooms) == 2
    await arriving.get_by_role("button", name="Yes, already counted").click()
    await settles(staff, night.rooms, ("2", "0", "2"))
    assert await night.free(night.rooms) == 2


async def test_arrived_and_not_yet_counted_lowers_the_number(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter")
    await ask(visit, night.rooms)
    await type_number(staff, night.rooms, 5)
    await count(staff, night.rooms).get_by_role("button", name="Save").click()
    await settles(staff, night.rooms, ("5", "1", "4"))
    arriving = staff.locator("#arriving > li")
    await arriving.get_by_role("button", name="Arrived").click()
    await arriving.get_by_role("button", name="No, not yet").click()
    await settles(staff, night.rooms, ("4", "0", "4"))


async def test_fewer_empty_than_kept_is_said_calmly(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter")
    responder = await ask(visit, night.rooms)
    await type_number(staff, night.rooms, 0)
    await count(staff, night.rooms).get_by_role("button", name="Save").click()
    await expect(count(staff, night.rooms)).to_contain_text("1 more kept than empty: please choose")
    await expect(responder.locator("#my-holds > li")).to_contain_text("Call before you travel")
    await staff.get_by_role("button", name="Release").click()
    await settles(staff, night.rooms, ("0", "0", "0"))
    await expect(responder.locator("#my-holds > li")).to_contain_text("Released")


async def test_did_not_arrive_and_longer(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter")
    await ask(visit, night.rooms)
    arriving = staff.locator("#arriving > li")
    await arriving.get_by_role("button", name="Keep 30 min longer").click()
    await expect(arriving.locator(".countdown")).to_have_text(re.compile(r"^(89|90):\d\d$"))
    await arriving.get_by_role("button", name="Did not arrive").click()
    await expect(arriving).to_have_count(0)
    assert await night.world.state(await night.only_hold()) == "released"


async def test_someone_on_the_way_is_kept_and_shown(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter", viewport=SMALL_PHONE)
    card = count(staff, night.beds)
    await card.get_by_text("Keep one for a caller").click()
    await card.get_by_label("Adults").fill("2")
    await card.get_by_role("button", name="Keep a place").click()
    await settles(staff, night.beds, ("4", "2", "2"))
    arriving = staff.locator("#arriving > li")
    await expect(arriving).to_contain_text("2 adults")
    await expect(arriving).to_contain_text("kept by us")
    await arriving.get_by_label("How many are used").fill("1")
    await arriving.get_by_role("button", name="Arrived").click()
    await settles(staff, night.beds, ("3", "0", "3"))


async def test_pause_and_resume(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter")
    card = count(staff, night.rooms)
    await card.locator("summary", has_text="More").click()
    await card.get_by_text("Pause new holds").click()
    await card.get_by_label("Reason, if you like").select_option("Cleaning")
    await card.get_by_label("Until").select_option("in 4 hours")
    await card.get_by_role("button", name="Pause", exact=False).click()
    await expect(card).to_contain_text("You have paused new holds until")
    await expect(card).to_contain_text("(Cleaning)")
    await card.get_by_role("button", name="Take new holds again").click()
    await expect(card.locator(".badge")).to_have_text("Open")


async def test_a_half_typed_number_survives_what_is_pushed(visit: Visit, night: Night) -> None:
    staff = await visit(STAFF, "/shelter")
    await number(staff, night.rooms).press_sequentially("8")
    typed = await number(staff, night.rooms).input_value()
    await ask(visit, night.beds)
    await expect(staff.locator("#requests > li")).to_have_count(1)
    await expect(number(staff, night.rooms)).to_have_value(typed)
    await expect(number(staff, night.rooms)).to_be_focused()
