"""Pages in other languages while they live: nothing falls back to English, a language written from
the right turns the page round, and changing the language loses nothing that was typed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import Page, expect

from housing_service.app import Running
from housing_service.config import Settings
from housing_service.web.language import catalogue as catalogues
from housing_service.web.language.pseudo import PSEUDO
from tests.browser.conftest import DESK, SMALL_PHONE, Visits
from tests.browser.night import RESPONDER, STAFF, Night, make_night
from tests.conftest import Serve
from tests.support.spoken import unknown_on
from tests.support.world import World
from tests.web.test_made_up_language import CODES, DATA, names_in

SAMPLES = Path(__file__).parents[1] / "web" / "sample_languages"
ARABIC = "ar"


@pytest.fixture
def arabic(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A part of the pages in Arabic, the rest in English, as while somebody translates."""
    own = catalogues.texts

    def texts(language: str) -> Iterator[tuple[str, dict[str, Any]]]:
        if language != ARABIC:
            yield from own(language)
            return
        for path in sorted((SAMPLES / ARABIC).glob("*.toml")):
            yield path.stem, tomllib.loads(path.read_text(encoding="utf-8"))

    monkeypatch.setattr(catalogues, "texts", texts)
    monkeypatch.setitem(cast(dict[str, str], catalogues.LANGUAGES), ARABIC, "العربية")
    monkeypatch.setattr(Settings, "languages_offered", ("en", "es", ARABIC, PSEUDO))
    yield
    catalogues.catalogue.cache_clear()


@pytest.fixture
async def running(arabic: None, serve: Serve, world: World) -> Running:
    return await serve(sign_in_attempts_per_minute=1_000, help_line="555 0100")


@pytest.fixture
async def night(world: World, running: Running) -> Night:
    return await make_night(world, running.board)


async def in_language(visits: Visits, login: str, path: str, code: str, **options: Any) -> Page:
    context = await visits.sign_in(login, **options)
    await context.add_cookies([{"name": "language", "value": code, "url": visits.url}])
    return await visits.tab(context, path)


async def left_of(page: Page, selector: str) -> float:
    box = await page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return box["x"]


async def test_a_language_from_the_right_turns_the_page_round(visits: Visits, night: Night) -> None:
    for login, path in ((RESPONDER, "/console"), (STAFF, "/shelter")):
        page = await in_language(visits, login, path, ARABIC, viewport=SMALL_PHONE)
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        wide = await page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide[0] <= wide[1], path
        start = await page.locator("main h1, main h2").first.evaluate(
            "(heading) => getComputedStyle(heading).textAlign + getComputedStyle(heading).direction"
        )
        assert start in ("startrtl", "rightrtl"), path
    page = await in_language(visits, RESPONDER, "/console", ARABIC, viewport=DESK)
    english = await in_language(visits, RESPONDER, "/console", "en", viewport=DESK)
    # What stands left of the list in English stands right of it here.
    assert await left_of(english, "#filters") < await left_of(english, "#pools")
    assert await left_of(page, "#filters") > await left_of(page, "#pools")
    # Plurals follow the language after a live change too.
    await expect(page.locator("#pools")).to_contain_text("غرف")


async def test_modules_say_nothing_in_another_language(visits: Visits, night: Night) -> None:
    page = await in_language(visits, RESPONDER, "/console", PSEUDO)
    await page.locator(f'#pools > li[data-key="{night.rooms}"] > form button').click()
    await expect(page.locator("#my-holds > li")).to_have_count(1)
    await night.world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 5 WHERE id = $1", night.other_beds
    )
    await night.publish(night.other_beds)
    row = page.locator(f'#pools > li[data-key="{night.other_beds}"]')
    await expect(row).to_contain_text("5")
    names = [*await names_in(night.world), *DATA]
    html = re.sub(CODES, "", await page.locator("main").evaluate("(main) => main.outerHTML"))
    assert unknown_on(html, names) == []


async def test_changing_the_language_keeps_what_was_typed(visits: Visits, night: Night) -> None:
    page = await visits.page(RESPONDER, "/console", viewport=DESK)
    await page.locator("#filters input[name=adults]").fill("2")
    await page.locator("#filters input[name=children]").fill("1")
    need = page.locator("input[name='needs.wheelchair']")
    await need.evaluate(
        "(box) => { for (let at = box; at; at = at.parentElement)"
        " if (at.tagName === 'DETAILS') at.open = true; }"
    )
    await need.check(force=True)
    await switch(page, "es")
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    await expect(page.locator("#filters input[name=adults]")).to_have_value("2")
    await expect(page.locator("#filters input[name=children]")).to_have_value("1")
    assert await need.is_checked()
    await expect(page.locator("#pools")).to_contain_text("para 3 personas")
    assert "adults" not in page.url
    # The questions of a program, with an answer that is not saved yet.
    page = await visits.page(STAFF, f"/shelter/pools/{night.rooms}/eligibility", viewport=DESK)
    await page.locator("#open-all").click()
    await page.locator("input[name='wheelchair'][value='yes']").check(force=True)
    page.on("dialog", lambda dialog: dialog.accept())
    await switch(page, "es")
    await expect(page.locator("main h1")).to_contain_text("A quién recibimos")
    assert await page.locator("input[name='wheelchair'][value='yes']").is_checked()


async def switch(page: Page, code: str) -> None:
    """Opens the settings and chooses another language."""
    await page.locator("details.settings > summary").click()
    await page.locator("#setting-language").select_option(code)
    await page.locator("form[data-form=settings] button[type=submit]").click()
    await page.wait_for_load_state()
