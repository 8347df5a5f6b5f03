"""What a responder asks for a household, in a real browser: what fits, whom to ask and why."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import aiohttp
import pytest
from playwright.async_api import Locator, Page, WebSocket, expect

from housing_service.app import Running
from housing_service.web.pages.fit_view import fit_view
from housing_service.web.pages.made_ready import made_ready
from housing_service.web.pages.need_choices import choices_by_field
from housing_service.web.pages.needs_form import chosen_count, search_body
from housing_service.web.pages.steps_view import kept_away, steps_said
from housing_service.web.static_files import static_files
from tests.browser.conftest import DESK, SMALL_PHONE, Visits
from tests.browser.test_keyboard_only import tab_to
from tests.browser.test_states_are_accessible import judge
from tests.fit.region import Region, make_region
from tests.support.api import Api
from tests.support.world import World

RESPONDER = "night.line"


@pytest.fixture
async def region(
    world: World, running: Running, http: aiohttp.ClientSession
) -> AsyncIterator[Region]:
    made = await make_region(world, lambda caller: Api(http, running.url, caller.token))
    await world.caller("responder", await world.organization("Day Line"), RESPONDER)
    yield made


def row(page: Page, pool: UUID) -> Locator:
    return page.locator(f'#pools > li[data-key="{pool}"]')


async def programs(page: Page) -> list[str]:
    return await page.locator("#pools > li h3").all_inner_texts()


async def open_fold(page: Page, fold: str) -> None:
    await page.locator(f"#{fold} > summary").click()


async def household(page: Page, **numbers: int) -> None:
    for name, number in numbers.items():
        await page.locator(f"#filters input[name={name}]").fill(str(number))


class Sent:
    """All that a page has sent since `clear`, in addresses, bodies and frames."""

    def __init__(self, page: Page) -> None:
        self.texts: list[str] = []
        page.on("request", lambda r: self.texts.extend((r.url, r.post_data or "")))
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        self.texts.append(socket.url)
        socket.on("framesent", lambda payload: self.texts.append(str(payload)))

    def clear(self) -> None:
        self.texts.clear()


async def test_mother_on_methadone_with_a_son_of_14_and_a_dog_not_near_the_harbor(
    visits: Visits, region: Region
) -> None:
    context = await visits.sign_in(RESPONDER, viewport=SMALL_PHONE)
    page = await context.new_page()
    sent = Sent(page)
    await page.goto("/console")
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    sent.clear()
    await open_fold(page, "where")
    await page.locator("#avoided").get_by_label("Harbor").check()
    await page.get_by_label("Where are they now?").select_option("harbor")
    await page.get_by_label("From there").select_option("far")
    await open_fold(page, "where")
    await household(page, adults=1, children=1)
    await open_fold(page, "needs")
    await page.get_by_label("Methadone", exact=True).check()
    await page.get_by_label("Age of the oldest boy").fill("14")
    await page.get_by_label("Small dogs").check()
    await page.get_by_label("No ID with them").check()
    await page.get_by_label("They arrive").select_option("At a time")
    await page.get_by_label("Time, where the programs are").fill("23:40")
    families = row(page, region.pools["Center Families"])
    await expect(families).to_contain_text("Ask whether new people can come at that hour")
    await expect(families).to_contain_text("Call to ask: 1 question")
    assert (await programs(page))[0] == "Center Families"
    await expect(page.locator("#pools > li")).to_have_count(2)
    await expect(page.locator("#found")).to_have_text("0 fit, 2 to call and ask")
    # Focus stayed in the field last typed into.
    assert await page.evaluate("document.activeElement.name") == "arrival_time"
    await families.locator("summary").click()
    reasons = families.locator("[data-slot=reasons]")
    await expect(reasons).to_contain_text("Supports people who take methadone")
    await expect(reasons).to_contain_text("Pets can stay: cats, small dogs")
    await expect(page.locator("#ways-on")).to_contain_text("Call and ask: Center Families")
    await expect(page.locator("#ways-on")).not_to_contain_text("Harbor")
    # The place she must not be near has never left the device, nor has anything else been kept.
    assert any('"regions":["center","hills"]' in text for text in sent.texts)
    assert not any("harbor" in text.lower() for text in sent.texts)
    assert page.url.endswith("/console")
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert await page.context.storage_state() == {
        "cookies": await context.cookies(), "origins": []
    }  # fmt: skip
    await families.scroll_into_view_if_needed()
    await judge(page, "fit-mother")


async def test_young_person_alone_is_shown_only_who_said_yes(
    visits: Visits, region: Region
) -> None:
    page = await visits.page(RESPONDER, "/console", viewport=DESK)
    await expect(page.locator("#young")).to_be_hidden()
    await household(page, children=1, adults=0)
    await expect(page.locator("#young")).to_contain_text("555 0100")
    await expect(page.locator("#pools > li")).to_have_count(1)
    youth = row(page, region.pools["Center Youth"])
    await expect(youth.locator(".fit-said")).to_have_text("Fits")
    await expect(page.locator("#announcer")).to_have_text("1 fit, 0 to call and ask")
    await judge(page, "fit-young")
    # Never an empty page, and the next step stands there.
    await open_fold(page, "where")
    await page.get_by_label("Kind").select_option("Detox")
    await expect(page.locator("#no-pools")).to_contain_text("555 0100")
    await expect(page.locator("#obstacles")).to_contain_text(
        "1 more program but for this: Under 18 without an adult."
    )
    await judge(page, "fit-nothing")


async def test_a_hidden_program_is_gone_at_once_and_comes_back_when_asked(
    visits: Visits, region: Region
) -> None:
    page = await visits.page(RESPONDER, "/console")
    beds = row(page, region.pools["Harbor Beds"])
    await beds.get_by_role("button", name="Hide this program").click()
    await expect(beds).to_have_count(0)
    await expect(page.locator("#hidden-programs")).to_contain_text("1 program is hidden.")
    await page.locator("#filters input[name=adults]").fill("2")
    await expect(page.locator("#found")).to_contain_text("fit")
    await expect(beds).to_have_count(0)
    await page.get_by_role("button", name="Show again").click()
    await expect(beds).to_have_count(1)
    await expect(page.locator("#hidden-programs")).to_be_hidden()


async def test_needs_are_ticked_without_a_pointer(visits: Visits, region: Region) -> None:
    page = await visits.page(RESPONDER, "/console", viewport=DESK)
    await tab_to(page, "#needs > summary")
    await page.keyboard.press("Enter")
    await tab_to(page, '[name="needs.wheelchair"]')
    await page.keyboard.press("Space")
    await expect(page.locator("#needs .fold-said").first).to_have_text("1 chosen")
    # The answer puts the rows in another order; until then Tab might pass a row that moves.
    await expect(page.locator("#found")).to_have_text("1 fit, 6 to call and ask")
    await expect(row(page, region.pools["Harbor Beds"]).locator(".fit-said")).to_have_text("Fits")
    why = f'li[data-key="{region.pools["Harbor Beds"]}"] .why > summary'
    await page.locator("#where > summary").focus()
    await tab_to(page, why)
    await page.keyboard.press("Enter")
    await expect(row(page, region.pools["Harbor Beds"])).to_contain_text("Has wheelchair access")


@pytest.mark.parametrize("size", [SMALL_PHONE, DESK], ids=["small", "desk"])
async def test_everything_folded_out_can_be_read_and_pressed(
    visits: Visits, region: Region, size: dict[str, int]
) -> None:
    options: dict[str, Any] = {"color_scheme": "dark"} if size is SMALL_PHONE else {}
    page = await visits.page(RESPONDER, "/console", viewport=size, **options)
    await judge(page, "fit-folded")
    for fold in ("where", "needs", "languages", "more-needs"):
        await open_fold(page, fold)
    await page.get_by_label("Wheelchair access").check()
    await page.get_by_label("Fees").check()
    await page.locator("#avoided").get_by_label("Hills").check()
    await expect(page.locator("#where .fold-said")).to_have_text("2 of 3 regions")
    await expect(page.locator("#found")).to_have_text("1 fit, 3 to call and ask")
    await page.locator("#pools > li .why > summary").first.click()
    await expect(page.locator("#pools .reasons > li[data-fit]").first).to_be_visible()
    await judge(page, "fit-unfolded")
    pictures = os.environ.get("HOUSING_PICTURES")
    if pictures:
        await page.screenshot(path=f"{pictures}/fit-all-{size['width']}.png", full_page=True)


async def test_the_same_answer_without_scripts(visits: Visits, region: Region) -> None:
    answers = []
    for scripts in (True, False):
        page = await visits.page(RESPONDER, "/console", java_script_enabled=scripts)
        await household(page, adults=1, children=2)
        await open_fold(page, "needs")
        await page.get_by_label("Wheelchair access").check()
        if not scripts:
            await page.get_by_role("button", name="Show places").click()
        await expect(page.locator("#needs .fold-said").first).to_have_text("1 chosen")
        await expect(row(page, region.pools["Center Families"])).to_have_count(0)
        await expect(page.locator("#found")).to_have_text("1 fit, 2 to call and ask")
        answers.append(await page.locator("#pools > li .pool-what").all_inner_texts())
    assert answers[0] == answers[1]


_READ = """
async ([base, nowMs]) => {
  const { needsFrom, chosenCount } = await import(`${base}/needs_form.js`);
  const { regionsLeft } = await import(`${base}/areas.js`);
  const { madeReady } = await import(`${base}/made_ready.js`);
  const form = document.getElementById("filters");
  const entries = Object.fromEntries(new FormData(form));
  const left = regionsLeft(form);
  const asked = { ...needsFrom(form, nowMs), ...(left ? { regions: left } : {}) };
  return [entries, asked, chosenCount(form), madeReady(form)];
}
"""
_FILL = """
([numbers, choices, boxes]) => {
  const form = document.getElementById("filters");
  for (const box of form.querySelectorAll("input[type=checkbox]")) {
    box.checked = boxes.includes(box.name);
  }
  for (const [name, value] of Object.entries({ ...numbers, ...choices })) {
    form.elements.namedItem(name).value = value;
  }
}
"""


async def test_the_form_is_read_alike_by_server_and_browser(visits: Visits, region: Region) -> None:
    page = await visits.page(RESPONDER, "/console")
    base = static_files().url("js/words.js").rpartition("/")[0]
    places = [{"code": code} for code in ("center", "harbor", "hills")]
    pools = [{"id": "x", "program_id": "x", "time_zone": "America/Toronto"}]
    every_box = [f"{field}.{code}" for field in ("needs", "avoid", "pets", "made_for", "genders",
                 "languages") for code, _ in choices_by_field()[field]]  # fmt: skip
    cases: list[tuple[dict[str, str], dict[str, str], list[str]]] = [
        ({}, {}, []),
        ({"children": "1", "oldest_boy_age": "99", "sober_days": "0", "nights": "0"},
         {"arrival": "now", "record": "any", "proof": "self_report"}, ["regions.hills", "papers"]),
        ({"oldest_boy_age": "9", "pregnancy_weeks": "30"},
         {"arrival": "at", "arrival_time": "23:40", "home": "state", "referral_source": "police",
          "kind": "detox"}, [*every_box, "detox", "registry", "transport", "only_made_for"]),
        ({"youngest_adult_age": "18", "oldest_adult_age": "64"},
         {"arrival": "at", "arrival_time": "02:30"}, ["regions.center", "regions.harbor"]),
        ({}, {}, ["needs.insulin", "languages.es", "only_made_for"]),
        ({}, {}, ["needs.wheelchair", "languages.es", "languages.en", "pets.cat"]),
    ]  # fmt: skip
    # An ordinary night, and the nights on which clocks are put forward and back.
    for now in (
        datetime(2026, 11, 24, 0, 47, 30, tzinfo=UTC),
        datetime(2026, 3, 8, 4, 0, tzinfo=UTC),
        datetime(2026, 11, 1, 1, 0, tzinfo=UTC),
    ):
        for numbers, choices, boxes in cases:
            blank = dict.fromkeys(
                ("children", "oldest_boy_age", "sober_days", "nights", "pregnancy_weeks",
                 "youngest_adult_age", "oldest_adult_age", "record", "proof", "home", "arrival",
                 "arrival_time", "referral_source", "kind"), "")  # fmt: skip
            await page.evaluate(_FILL, [{**blank, **numbers}, choices, boxes])
            form, asked, chosen, ready = await page.evaluate(_READ, [base, now.timestamp() * 1000])
            meant = search_body(form, places, pools, now)
            meant.pop("limit")
            for one in (asked, meant):
                if at := one.get("situation", {}).get("arrival_at"):
                    one["situation"]["arrival_at"] = datetime.fromisoformat(at)
            assert asked == meant
            assert chosen == chosen_count(form)
            assert ready == made_ready(form)


async def test_fit_reads_alike(visits: Visits, region: Region) -> None:
    page = await visits.page(RESPONDER, "/console")
    base = static_files().url("js/words.js").rpartition("/")[0]
    script = """
    async ([base, fits, obstacles, steps, programs, regions]) => {
      const { fitView } = await import(`${base}/fit_view.js`);
      const { keptAway, stepsSaid } = await import(`${base}/steps_view.js`);
      const named = [programs, regions].map((names) => new Map(Object.entries(names)));
      return [fits.map(fitView), keptAway(obstacles), stepsSaid(steps, ...named)];
    }
    """
    fits = [("fits", 0, []), ("ask", 1, ["Ask"]), ("ask", 4, ["a", "b", "c"]),
            ("does_not_fit", 0, ["No"])]  # fmt: skip
    wire = [{"fit": fit, "questions": asks, "words": words} for fit, asks, words in fits]
    obstacles = [
        {"label": "Pets", "pools": pools, "pools_to_hold": hold, "changeable": may}
        for may in (True, False) for pools, hold in ((1, 0), (12, 3))
    ]  # fmt: skip
    by = [{"code": code, "pools": 1, "pools_to_hold": 1} for code in ("a", "b", "detox")]
    counts = [{"pools": 1, "pools_to_hold": 0}, {"pools": 7, "pools_to_hold": 2}]
    steps = [
        {"code": "ask_these", "pool_ids": ["1", "2", "3", "4", "5"], **counts[1]},
        {"code": "watch_these", "pool_ids": ["1", "9"], **counts[0]},
        *({"code": "change_need", "label": "Pets", **one} for one in counts),
        *({"code": "show_hidden", **one} for one in counts),
        {"code": "widen_regions", "regions": by, **counts[1]},
        {"code": "widen_regions", "regions": by[1:], **counts[1]},
        {"code": "widen_kinds", "kinds": by, **counts[1]},
        *({"code": f"call_{whose}_line", "line": line}
          for whose in ("operator", "young_peoples") for line in (None, "555 0100")),
    ]  # fmt: skip
    programs = {"1": "One", "2": "Two", "3": "One", "4": "Four", "5": "Five"}
    regions = {"a": "A Town"}
    asked = [base, wire, obstacles, steps, programs, regions]
    seen, against, ways_on = await page.evaluate(script, asked)
    assert seen == [fit_view(*one) for one in fits]
    assert against == kept_away(obstacles) and len(against) == 2
    assert ways_on == steps_said(steps, programs, regions) and len(ways_on) == len(steps) - 1


async def test_only_the_newest_question_is_asked_after_a_burst(
    visits: Visits, region: Region
) -> None:
    context = await visits.sign_in(RESPONDER, viewport=DESK)
    page = await context.new_page()
    sent = Sent(page)
    await page.goto("/console")
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    sent.clear()
    await page.evaluate(
        """
        () => {
          const field = document.querySelector("#filters input[name=adults]");
          for (const number of [2, 3, 4, 5]) {
            field.value = String(number);
            field.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }
        """
    )
    await expect(page.locator("#announcer")).to_contain_text("to call and ask")
    asked = [text for text in sent.texts if '"subscribe"' in text]
    assert len(asked) == 1 and '"adults":5' in asked[0]
