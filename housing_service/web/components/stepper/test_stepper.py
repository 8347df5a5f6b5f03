"""The big minus and plus: they stop at the limits, say what they change, and tell the form."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.support.stage import stage, state

_COUNT_INPUTS = """
window.told = 0;
document.addEventListener("input", () => { window.told += 1; });
"""


async def test_it_steps_inside_its_limits_and_tells_the_form(browser: Browser) -> None:
    async with stage(browser) as page:
        adults = page.locator(state("stepper", "usual"))
        field = adults.get_by_label("Adults", exact=True)
        fewer = adults.get_by_role("button", name="Fewer: Adults")
        more = adults.get_by_role("button", name="More: Adults")
        await page.evaluate(_COUNT_INPUTS)
        await more.click()
        await expect(field).to_have_value("3")
        for _ in range(5):
            await fewer.click()
        await expect(field).to_have_value("0")
        # Three steps down from three; the two at the limit changed nothing and told nobody.
        assert await page.evaluate("window.told") == 4
        await field.fill("29")
        for _ in range(3):
            await more.click()
        await expect(field).to_have_value("30")
        await field.fill("")
        await more.click()
        await expect(field).to_have_value("1")
        hint = page.locator(state("stepper", "with_a_hint")).get_by_label("Under two", exact=True)
        assert await hint.evaluate("field => field.ariaDescribedByElements[0].innerText") == (
            "how many of the children"
        )
