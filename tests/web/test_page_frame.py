"""What stands around every page: neutral names, choices that need no script, the way out, the
signed-out page, and the worker with the one page that it may keep."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from importlib import resources

import aiohttp
import pytest
from yarl import URL

from housing_service.app import Running
from housing_service.domain.help_lines import HelpLine, help_lines
from housing_service.web.language.catalogue import LANGUAGES, catalogue
from housing_service.web.pages.preferences import THEMES, back_to
from housing_service.web.static_files import static_files
from housing_service.web.stylesheets import pages
from tests.conftest import Serve
from tests.support.world import World
from tests.web.test_pages import EXIT_URL, FORM, HTML, Person

# What a tab must not tell whoever looks over a shoulder or through a history.
TELLING = re.compile(
    r"shelter|refuge|refugio|albergue|h[ée]bergement|bed|cama|lit\b|room|home|hogar|violen|abus|"
    r"safe|hold|reserv|détresse|emergenc|survivor|help|ayuda|aide",
    re.IGNORECASE,
)


@pytest.fixture
async def open_door(world: World, serve: Serve) -> Running:
    door, line = await world.organization("Open Door"), await world.organization("Night Line")
    await world.pool(await world.program(door), 3)
    await world.caller("shelter_staff", door, "staff")
    await world.caller("responder", line, "responder")
    await world.caller("operator", None, "operator")
    return await serve(help_line="555 0100", help_lines="Youth line=+1 555 0111")


@pytest.fixture
async def person(open_door: Running) -> AsyncIterator[Person]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Person(session, open_door.url)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_neutral_name_for_its_tab(language: str) -> None:
    tabs = {
        key.removeprefix("frame.tabs."): str(said)
        for key, said in catalogue(language).pages.items()
        if key.startswith("frame.tabs.")
    }
    unnamed = set(pages(resources.files("housing_service.web"))) - tabs.keys()
    # These two are named by the service's neutral name alone.
    assert unnamed == {"left", "locked"}
    assert [said for said in tabs.values() if TELLING.search(said)] == []


async def test_whoever_is_signed_out_finds_help_languages_and_the_way_out(person: Person) -> None:
    for path in ("/signed-out", "/sign-in", "/offline"):
        status, text = await person.get(path)
        assert status == 200
        assert text.count(f'href="{EXIT_URL}" rel="nofollow noreferrer" data-exit') == 2
        assert 'href="tel:5550100"' in text
        assert "· Night desk</title>" in text
        for said in ("Open Door", "data-kept-for", 'data-worker="'):
            assert said not in text, path
    _, text = await person.get("/signed-out")
    assert "If you need help now" in text
    assert 'href="tel:+15550111"' in text
    fields = {"back": "/signed-out", "language": "fr"}
    assert await person.post("/settings/language", **fields) == (303, "/signed-out")
    assert "Votre session est fermée" in (await person.get("/signed-out"))[1]


async def test_choices_are_kept_on_the_device_and_shown_at_once(person: Person) -> None:
    await person.sign_in("responder")
    chosen = {"theme": "low-light", "sound": "off", "language": "es", "back": "/console?x=1"}
    assert await person.post("/settings", **chosen) == (303, "/console?x=1")
    _, text = await person.get("/console")
    assert re.search(r'<html lang="es"[^>]* data-sound="off" data-theme="low-light"', text)
    assert '<meta name="color-scheme" content="dark">' in text
    # What is no choice of ours changes nothing, and no answer leads elsewhere.
    nonsense = {"theme": '"><script>', "sound": "x", "language": "xx", "back": "//elsewhere"}
    assert await person.post("/settings", **nonsense) == (303, "/")
    assert 'data-theme="low-light"' in (await person.get("/console"))[1]
    async with person.session.post(
        person.url + "/settings", data={"theme": "light"}, headers={**FORM, "Origin": "https://x.y"}
    ) as answer:
        assert answer.status == 403
    kept = {cookie.key: cookie for cookie in person.session.cookie_jar}
    assert all(kept[name]["httponly"] for name in ("theme", "sound", "language"))


async def test_only_a_session_in_a_browser_keeps_or_locks_anything(person: Person) -> None:
    for login, path, minutes in (
        ("responder", "/console", 15), ("staff", "/shelter", 5), ("operator", "/operator", 15),
    ):  # fmt: skip
        await person.sign_in(login)
        _, text = await person.get(path)
        assert f'data-after-minutes="{minutes}"' in text
        assert ("data-kept-for" in text) == (login != "operator")
        assert ('id="exit"' in text) == (login == "responder")
        found = re.search(r'data-worker="(/sw\.js\?[^"]+)"', text)
        assert found
        assert f"v={static_files().version}&amp;in=en&amp;say=Update" in found[1]


async def test_who_left_at_once_is_asked_before_anything_is_shown(person: Person) -> None:
    await person.sign_in("staff")
    person.session.cookie_jar.update_cookies({"left": "yes"}, URL(person.url))
    _, text = await person.get("/shelter")
    assert "Open Door" not in text
    assert "<title>Night desk</title>" in text
    assert await person.post("/settings/show-again", back="/shelter") == (303, "/shelter")
    assert "Open Door" in (await person.get("/shelter"))[1]


async def test_the_worker_is_asked_for_anew_and_keeps_no_page_with_a_list(person: Person) -> None:
    async with person.session.get(person.url + "/sw.js") as answer:
        assert answer.content_type == "text/javascript"
        assert answer.headers["Cache-Control"] == "no-cache"
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert "worker-src 'self'" in policy
    assert "trusted-types worker" in policy
    # The only address that it fetches to keep, and the only writes to a cache.
    assert re.findall(r'STAND_IN = "([^"]+)"', text) == ["/offline"]
    assert re.findall(r"cache\.(?:put|add|addAll)\((\w+|\[)", text) == ["STAND_IN", "["]
    await person.sign_in("staff")
    async with person.session.get(person.url + "/offline", headers=HTML) as answer:
        offline = await answer.text()
    assert "Open Door" not in offline
    assert 'name="csrf" content=""' in offline


def test_lines_of_help_are_read_as_they_are_written() -> None:
    assert help_lines(" Youth line = 555 0111 ;Text=+1 (555) 0112;") == (
        HelpLine("Youth line", "555 0111"),
        HelpLine("Text", "+1 (555) 0112"),
    )
    assert help_lines(None) == ()
    for wrong in ("555 0111", "=555 0111", "Line=call us", "a=1;" * 7, "Line=<b>555</b>"):
        with pytest.raises(ValueError, match="expected"):
            help_lines(wrong)


def test_the_themes_are_those_of_the_style_sheets() -> None:
    folder = resources.files("housing_service.web") / "static" / "css" / "themes"
    names = {entry.name.removesuffix(".css").replace("_", "-") for entry in folder.iterdir()}
    assert set(THEMES) - {"device"} <= names
    assert back_to("/reports?month=2026-10") == "/reports?month=2026-10"
