"""The hardest calls, filled into the console: the screen says what the service answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Page, expect

from housing_service.app import Running
from housing_service.web.pages.fit_view import fit_of_found, found_summary
from housing_service.web.pages.steps_view import kept_away, steps_said
from tests.browser.conftest import DESK, Visits
from tests.browser.test_console_fit import RESPONDER
from tests.fit.region import Region, make_region
from tests.support.api import Api
from tests.support.world import World

LATE = "2026-11-23T23:40:00-05:00"
AT_2340 = {"arrival": "at", "arrival_time": "23:40"}


@dataclass(frozen=True)
class Story:
    """What is filled in, what a program would ask the service for, and what must come of it."""

    name: str
    asked: dict[str, Any]
    fields: dict[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    shown: tuple[str, ...] | None = None
    ways_on: tuple[str, ...] = ()


def people(adults: int, children: int = 0, infants: int = 0) -> dict[str, str]:
    return {"adults": str(adults), "children": str(children), "infants": str(infants)}


STORIES = (
    Story(
        "mother on methadone, son of 14, dog, no ID, not near the harbor, twenty to midnight",
        {"household": {"adults": 1, "children": 1}, "needs": ["methadone"],
         "regions": ["center", "hills"],
         "situation": {"oldest_boy_age": 14, "pets": ["small_dog"], "papers": "none",
                       "arrival_at": LATE}},
        {**people(1, 1), **AT_2340, "oldest_boy_age": "14"},
        ("needs.methadone", "pets.small_dog", "papers"),
        avoided=("harbor",),
        shown=("Center Families", "Safe House"),
        ways_on=("Call and ask: Center Families",),
    ),
    Story(
        "young person alone",
        {"household": {"adults": 0, "children": 1}},
        people(0, 1),
        shown=("Center Youth",),
    ),
    Story(
        "still using, wants detox tonight",
        {"household": {"adults": 1}, "needs": ["under_influence_at_entry", "insulin"],
         "situation": {"detox": True, "genders": ["women"], "sober_days": 0, "arrival_at": LATE}},
        {**people(1), **AT_2340, "sober_days": "0"},
        ("needs.under_influence_at_entry", "needs.insulin", "detox", "genders.women"),
    ),
    Story(
        "leaving the sex trade, on methadone, the longer road",
        {"household": {"adults": 1}, "kinds": ["transitional_housing"],
         "needs": ["survivor_led", "methadone"],
         "situation": {"genders": ["women"], "youngest_adult_age": 24, "oldest_adult_age": 24,
                       "made_for": ["exit_sex_trade"], "populations": ["exit_sex_trade"],
                       "sober_days": 45, "record": "selling_sex_only", "proof": "referral_letter",
                       "nights": 200}},
        {**people(1), "kind": "transitional_housing", "youngest_adult_age": "24",
         "oldest_adult_age": "24", "sober_days": "45", "record": "selling_sex_only",
         "proof": "referral_letter", "nights": "200"},
        ("needs.survivor_led", "needs.methadone", "genders.women", "made_for.exit_sex_trade"),
        shown=(),
        ways_on=("1 more program if this is left open: Methadone", "Call the operator’s line"),
    ),
    Story(
        "says nothing of whom she belongs to",
        {"household": {"adults": 1}, "kinds": ["transitional_housing"]},
        {**people(1), "kind": "transitional_housing"},
        shown=("Hills Year",),
    ),
    Story(
        "man with a record and no papers who avoids the police",
        {"household": {"adults": 1},
         "situation": {"genders": ["men"], "record": "any", "papers": "none", "proof": "none",
                       "avoid": ["police_contact", "required_faith", "fees", "test_at_entry"]}},
        {**people(1), "record": "any", "proof": "none"},
        ("genders.men", "papers", "avoid.police_contact", "avoid.required_faith", "avoid.fees",
         "avoid.test_at_entry"),
    ),
    Story(
        "wheelchair and two children",
        {"household": {"adults": 1, "children": 2}, "needs": ["wheelchair"]},
        people(1, 2),
        ("needs.wheelchair",),
    ),
    Story(
        "pregnant in the 38th week, speaks Spanish",
        {"household": {"adults": 1, "children": 1, "infants": 1}, "needs": ["pregnant"],
         "situation": {"languages": ["es"], "pregnancy_weeks": 38}},
        {**people(1, 1, 1), "pregnancy_weeks": "38"},
        ("needs.pregnant", "languages.es"),
    ),
    Story(
        "far from where she is",
        {"household": {"adults": 1, "children": 1},
         "situation": {"from_region": "center", "distance": "far"}},
        {**people(1, 1), "from_region": "center", "distance": "far"},
    ),
    Story(
        "six children, one region",
        {"household": {"adults": 1, "children": 6}, "regions": ["center"],
         "kinds": ["emergency_shelter"]},
        {**people(1, 6), "kind": "emergency_shelter"},
        ("regions.center",),
        shown=(),
        ways_on=("1 more program elsewhere: Hills", "Call the operator’s line"),
    ),
)  # fmt: skip

_FILL = """
([fields, ticked, avoided]) => {
  const form = document.getElementById("filters");
  form.reset();
  for (const box of form.querySelectorAll("input[type=checkbox]")) {
    box.checked = ticked.includes(box.name) || avoided.includes(box.dataset.region);
  }
  for (const [name, value] of Object.entries(fields)) form.elements.namedItem(name).value = value;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}
"""


@pytest.fixture
async def region(
    world: World, running: Running, http: aiohttp.ClientSession
) -> AsyncIterator[Region]:
    made = await make_region(world, lambda caller: Api(http, running.url, caller.token))
    await world.caller("responder", await world.organization("Day Line"), RESPONDER)
    yield made


async def test_the_screen_says_what_the_service_answers(
    visits: Visits, region: Region, subtests: pytest.Subtests
) -> None:
    page = await visits.page(RESPONDER, "/console", viewport=DESK)
    places = await region.responder.get("/v1/regions")
    labels = {place["code"]: place["label"] for place in places["items"]}
    for story in STORIES:
        with subtests.test(story.name):
            await _told(page, region, story, labels)


async def _told(page: Page, region: Region, story: Story, labels: dict[str, str]) -> None:
    found = await region.responder.post("/v1/pools/search", {**story.asked, "limit": 500})
    assert found.status == 200, found
    if story.shown is not None:
        assert tuple(region.name(pool["id"]) for pool in found["items"]) == story.shown
    await page.evaluate(_FILL, [story.fields, story.ticked, story.avoided])
    rows = page.locator("#pools > li")
    counts = found["counts"]
    await expect(page.locator("#found")).to_have_text(found_summary(counts["fits"], counts["ask"]))
    await expect(rows.locator("h3")).to_have_text([pool["program_name"] for pool in found["items"]])
    for row, pool in zip(await rows.all(), found["items"], strict=True):
        said = fit_of_found(pool)
        await expect(row.locator(".fit-said")).to_have_text(said["fit_said"])
        await expect(row.locator(".fit-words > li")).to_have_text(said["sentences"])
        # One that was open before asks anew by itself.
        await row.locator("details.why").evaluate("part => { part.open = true; }")
        await expect(row.locator(".reasons > li[data-fit]")).to_have_text(
            [f"{reason['weighs']}: {reason['text']}" for reason in said["reasons"]]
        )
    await _ways_on(page, story, found, labels)


async def _ways_on(page: Page, story: Story, found: Any, labels: dict[str, str]) -> None:
    programs = {pool["id"]: pool["program_name"] for pool in found["items"]}
    regions = {code: label for code, label in labels.items() if code not in story.avoided}
    young = found["for_young_people"]
    said = [] if young else steps_said(found["next_steps"], programs, regions)
    for expected in story.ways_on:
        assert any(expected in sentence for sentence in said), said
    await expect(page.locator("#ways-on li")).to_have_text(said)
    against = kept_away(found["obstacles"]) if found["next_steps"] else []
    await expect(page.locator("#obstacles li")).to_have_text(against)
    # Never an empty page: some place, or something to do.
    assert found["items"] or said or young
    shown = page.locator("#ways-on")
    await (expect(shown).to_be_visible() if said else expect(shown).to_be_hidden())
    for code in story.avoided:
        text = await page.locator("#ways-on").inner_text()
        assert labels[code] not in text, "an area to avoid is no way on"
