"""What comes next, in a browser: on a small phone, without modules, and kept live for staff."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Page, expect

from housing_service.web.pages.hold_view import hold_view
from housing_service.web.pages.service_view import service_view
from housing_service.web.static_files import static_files
from tests.browser.conftest import DESK, SMALL_PHONE, Visit, Visits
from tests.browser.night import RESPONDER, STAFF, Night
from tests.browser.test_same_words import _ASK, NOW, hold, pool, wire
from tests.browser.test_states_are_accessible import judge
from tests.support.world import World


@pytest.fixture
async def desk(world: World, night: Night) -> UUID:
    """The staff's own counselling program: a service that takes people, and an appointment."""
    shelter = await world.owner.fetchval(
        "SELECT organization_id FROM housing.pool WHERE id = $1", night.rooms
    )
    program = await world.program(shelter, "Talking Room", "counselling")
    await world.owner.execute(
        "UPDATE housing.program SET intake_line = '555-0142' WHERE id = $1", program
    )
    service = await world.pool(
        program, None, "call_only", "service", "One-to-one talks", stale_after_seconds=604_800
    )
    await world.owner.execute(
        "SELECT (housing.apply_intake(p, $2, NULL, 'shelter_staff', 'taking', '2199-12-01', false,"
        " NULL, NULL)).code FROM housing.pool p WHERE p.id = $1", service, uuid4(),
    )  # fmt: skip
    await world.owner.execute(
        "SELECT housing.insert_slot(NULL, 'shelter_staff', $1, gen_random_uuid(),"
        " housing.service_clock() + interval '50 hours', 1, 'instant', housing.service_clock())",
        program,
    )
    return service


async def show(page: Page) -> None:
    section = page.locator("#what-next")
    await section.get_by_label("Counselling").check(force=True)
    await section.get_by_role("button", name="Show what there is").click()
    await expect(page.locator(".service")).to_have_count(1)


@pytest.mark.parametrize("modules", [True, False], ids=["with modules", "without"])
async def test_from_a_kind_to_a_list_on_a_small_phone(
    visits: Visits, desk: UUID, modules: bool
) -> None:
    page = await visits.page(
        RESPONDER, "/console", viewport=SMALL_PHONE, java_script_enabled=modules
    )
    assert await page.locator("#pools > li", has_text="Talking Room").count() == 0
    if modules:
        # Without a button pressed for it, the household as it stands goes along.
        await page.locator("#filters input[name=children]").fill("2")
    await show(page)
    if modules:
        assert await page.locator("#filters input[name=children]").input_value() == "2"
        await judge(page, "console-what-next")
    card = page.locator(".service")
    await expect(card).to_contain_text("Taking new people, from 1 Dec 2199")
    for box in await card.get_by_label("On the list").all():
        await box.check(force=True)
    await page.get_by_role("button", name="Make a list").click()
    await expect(page.locator(".steps-list > li")).to_have_count(2)
    await expect(page.locator(".steps-list")).to_contain_text("555-0142")
    assert page.url.endswith("/console/next-steps")
    if modules:
        await judge(page, "next-steps")
        await page.emulate_media(media="print")
        assert not await page.locator(".top").is_visible()


async def test_an_appointment_is_kept_and_says_when(visit: Visit, desk: UUID) -> None:
    page = await visit(RESPONDER, "/console", viewport=DESK)
    await show(page)
    await judge(page, "console-what-next")
    await page.get_by_role("button", name="Hold this appointment").click()
    await expect(page.locator("#my-holds > li")).to_contain_text("Talking Room")
    await expect(page.locator("#my-holds > li")).to_contain_text("Kept for you")


async def test_staff_say_it_by_one_button_and_others_see_it(
    visits: Visits, desk: UUID, night: Night
) -> None:
    small = await visits.page(STAFF, "/shelter", viewport=SMALL_PHONE)
    wide = await visits.page(STAFF, "/shelter", viewport=DESK)
    card = "#services > li"
    await expect(small.locator(card)).to_contain_text("Taking new people, from 1 Dec 2199")
    await judge(small, "shelter-services")
    await judge(wide, "shelter-services")
    await small.locator(card).get_by_label("From which day").fill("")
    await small.locator(card).get_by_role("button", name="Waiting list").click()
    await expect(small.locator("p.done")).to_contain_text("Saved")
    # The other device has it without a reload, and only that button is pressed there.
    pressed = wide.locator(f"{card} button[aria-pressed=true]")
    await expect(pressed).to_have_attribute("value", "waitlist")
    await expect(wide.locator(f"{card} input[name=intake_from]")).to_have_value("")
    appointment = wide.locator("#counts > li", has_text="Appointment")
    await expect(appointment).to_contain_text("Empty appointments now")
    await appointment.get_by_text("Keep one for a caller").click()
    await expect(appointment.get_by_text("Keep for")).to_be_hidden()
    await appointment.get_by_role("button", name="Keep a place").click()
    await expect(wide.locator("#arriving > li")).to_contain_text("Appointment")


def service(**fields: Any) -> dict[str, Any]:
    return pool(
        unit="service", units_free_reported=None, hold_policy_effective="call_only",
        program_id="7a3a2f6e-5b1c-4d2e-9f00-000000000009", intake="taking", intake_from=None,
        intake_line="555-0142", confidential=False, **fields,
    )  # fmt: skip


SERVICES = (
    service(),
    {**service(state="full"), "intake": "waitlist", "intake_from": "2026-12-01"},
    {**service(state="closed"), "intake": "closed", "intake_from": "2027-01-31"},
    {**service(state="unknown"), "intake": "ask", "intake_from": "2026-11-22"},
    {**service(state="unknown", reported_at=None, freshness="unknown"), "intake": None},
    {**service(state="stale", freshness="stale"), "confidential": True},
    {**service(state="closed"), "hold_policy_effective": "closed", "intake_from": "2026-11-21"},
    {**service(state="paused"), "hold_policy_effective": "closed"},
)


async def test_the_server_and_the_browser_say_the_same(visit: Visit, desk: UUID) -> None:
    page = await visit(STAFF, "/shelter")
    base = static_files().url("js/words.js").rpartition("/")[0]
    now_ms = NOW.timestamp() * 1000
    cases = [[one, now_ms] for one in SERVICES]
    assert await page.evaluate(_ASK, [base, "service_view", "serviceView", cases]) == [
        asdict(service_view(one, NOW)) for one in SERVICES
    ]
    slot = pool(unit="slot", starts_at=wire(NOW + timedelta(days=3)))
    kept = hold(unit="slot", pool_name="Appointment", counted_since=True)
    for staff in (False, True):
        given = [[kept, slot, now_ms, staff]]
        assert await page.evaluate(_ASK, [base, "hold_view", "holdView", given]) == [
            asdict(hold_view(kept, slot, NOW, staff=staff))
        ]
