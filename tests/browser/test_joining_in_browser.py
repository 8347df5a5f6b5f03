"""From a link to a signed-in page, and a page that is cut while somebody looks at it."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from housing_service.app import Running
from housing_service.store.tokens import create_token
from tests.browser.conftest import DESK, SMALL_PHONE, Visits
from tests.browser.night import OPERATOR, RESPONDER, Night
from tests.browser.test_states_are_accessible import judge
from tests.support.api import Api
from tests.support.world import PASSWORD, World


async def test_somebody_joins_and_somebody_is_stopped(
    visits: Visits, night: Night, world: World, running: Running, http: Any
) -> None:
    room = await visits.page(OPERATOR, "/step-up?back=/operator/people", viewport=DESK)
    await room.locator("main input[type=password]").fill(PASSWORD)
    await room.locator("main button[type=submit]").first.click()
    await expect(room.locator("html")).to_have_attribute("data-page", "operator_people")
    await room.get_by_label("Name", exact=True).fill("Night Vans")
    await room.get_by_role("button", name="Enter", exact=True).click()
    await room.get_by_role("button", name="Make a link").click()
    link = await room.get_by_label("Link to join").input_value()
    await judge(room, "operator-people")

    phone = await (await visits.sign_in(None, viewport=SMALL_PHONE)).new_page()
    await phone.goto(link)
    await judge(phone, "join")
    await phone.get_by_label("Sign-in name").fill("newcomer")
    await phone.get_by_label("Password", exact=True).fill("three-quiet-words")
    await phone.get_by_label("The same password again").fill("three-quiet-words")
    await phone.get_by_role("button", name="Join and sign in").click()
    await expect(phone.locator("main h1")).to_have_text("Thank you for joining")
    await judge(phone, "welcome")
    await phone.goto(link)
    await judge(phone, "join-gone")

    who = await world.owner.fetchrow(
        "SELECT id, organization_id FROM housing.account WHERE login = $1", RESPONDER
    )
    await create_token(world.owner, who["id"], "hs_of_a_program", None)
    placed = await Api(http, running.url, "hs_of_a_program").place(night.other_beds)
    assert placed["state"] == "active", placed
    console = await visits.page(RESPONDER, "/console", viewport=SMALL_PHONE)
    code = console.locator(".code-words", has_text=placed["arrival_code"]).first
    await expect(code).to_be_visible()
    await room.set_viewport_size(SMALL_PHONE)
    await room.goto(f"/operator/stop?organization={who['organization_id']}")
    await expect(room.locator(".rooms [aria-current]")).to_be_in_viewport(ratio=1)
    await room.locator("#account").select_option(label=RESPONDER)
    await room.locator("#account-reason").select_option("stolen_or_lost")
    await room.get_by_role("button", name="Stop this account").click()
    await expect(room.locator(".done").first).to_have_text("Stopped. It counts from now on.")
    await judge(room, "operator-stop")
    await expect(console.locator("#banner-sign-in")).to_be_visible()
    # Neither on the page that was open nor by asking for it.
    await expect(code).to_be_hidden()
