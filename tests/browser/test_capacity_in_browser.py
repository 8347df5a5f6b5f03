"""Extra capacity and what is kept for emergencies, in a browser, on a phone and on a desk."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import Visits
from tests.browser.night import OPERATOR, RESPONDER, STAFF, Night
from tests.browser.test_states_are_accessible import judge, small_and_wide


async def test_a_cold_night(visits: Visits, night: Night) -> None:
    """An operator opens extra capacity; it appears on a console by itself, and goes again."""
    await night.world.owner.execute(
        "UPDATE housing.pool SET capacity_kind = 'surge' WHERE id = $1", night.other_beds
    )
    await night.publish(night.other_beds)
    async with (
        small_and_wide(visits, OPERATOR, "/operator") as operators,
        small_and_wide(visits, RESPONDER, "/console") as responders,
        small_and_wide(visits, STAFF, "/shelter") as staff,
    ):
        small, wide = operators
        row = f'#pools > li[data-key="{night.other_beds}"]'
        for page in responders:
            await expect(page.locator(row)).to_have_count(0)
        await small.get_by_text("Open extra capacity").click()
        await small.locator("select[name=region]").select_option("hills")
        await judge(small, "surge-form")
        await small.get_by_role("button", name="Open", exact=True).click()
        await expect(small.get_by_text("Mill Street Shelter, Mill beds")).to_be_visible()
        await wide.reload()
        for page in operators:
            await judge(page, "surge-running")
        for page in responders:
            await expect(page.locator(row)).to_contain_text("Extra capacity (cold)")
            await judge(page, "surge-console")

        for page in staff:
            card = page.locator(f'#counts > li[data-key="{night.rooms}"]')
            await card.locator("summary", has_text="More").click()
            await card.get_by_text("Keep some for emergencies").click()
            await judge(page, "reserve-form")
        small_staff = staff[0]
        card = small_staff.locator(f'#counts > li[data-key="{night.rooms}"]')
        await card.get_by_role("button", name="One more for emergencies").click()
        await card.get_by_role("button", name="Save what is kept for emergencies").click()
        for page in (*staff, *responders):
            await expect(page.locator(f'li[data-key="{night.rooms}"]')).to_contain_text(
                "1 kept for emergencies"
            )
        await judge(small_staff, "reserve-kept")

        await small.get_by_role("button", name="End now").click()
        await expect(small.get_by_text("None is open or to come.")).to_be_visible()
        for page in responders:
            # It stands greyed where it was until another order is asked for, and can't be held.
            await expect(page.locator(row)).to_have_attribute("data-gone", "yes")
            await expect(page.locator(f"{row} > form")).to_be_hidden()
