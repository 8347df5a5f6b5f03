"""A countdown follows the server's clock, speaks three times, and never ends a hold itself."""

from __future__ import annotations

from playwright.async_api import Browser

from tests.support.stage import module, stage, state

# A clock that the test moves and an announcer that keeps what it is told.
_RUN = """
async ([address, place]) => {
  const { startCountdowns } = await import(address);
  const element = document.querySelector(place).querySelector(".countdown");
  const clock = { at: Date.parse("2030-01-01T00:00:00Z"), now() { return this.at; } };
  const said = [];
  element.dataset.expires = "2030-01-01T00:30:00Z";
  const showAll = startCountdowns(clock, { say: (text) => said.push(text) });
  const seen = [];
  for (const minutes of [0, 11, 26, 29, 31]) {
    clock.at = Date.parse("2030-01-01T00:00:00Z") + minutes * 60_000;
    showAll();
    seen.push([element.textContent, element.hasAttribute("data-soon")]);
  }
  return { seen, said };
}
"""


async def test_it_warns_three_times_and_leaves_the_end_to_the_server(browser: Browser) -> None:
    async with stage(browser) as page:
        address = module("components/countdown/countdown.js")
        answer = await page.evaluate(_RUN, [address, state("countdown", "usual")])
    place = "Alder Street Night Shelter"
    assert answer["seen"] == [
        ["30:00", False], ["19:00", False], ["4:00", True], ["1:00", True], ["checking…", True]
    ]  # fmt: skip
    assert answer["said"] == [
        f"{place}: 20 minutes left.", f"{place}: 5 minutes left.", f"{place}: time is up, checking."
    ]  # fmt: skip
