"""Text that would be markup, in every field that keeps text, comes back as text on every page."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from housing_service.app import Running
from tests.support.world import PASSWORD, World

HTML = {"Accept": "text/html"}
MARK = "xq7"
_TAGS = (
    "<script>{m}()</script>", "<img src=x onerror={m}()>", "<svg onload={m}()>", "<{m}-el>",
    "<iframe src=javascript:{m}()>", "<a href=javascript:{m}()>x</a>", "<base href=//{m}.example>",
    "<meta http-equiv=refresh content='0;url=//{m}.example'>", "<form action=//{m}.example>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror={m}()>",
    "<style>@{m}</style>",
    "<template><{m}-el></template>", "<object data={m}>", "<input autofocus onfocus={m}()>",
    "<details open ontoggle={m}()>", "<link rel=stylesheet href=//{m}.example>", "<!--{m}-->",
)  # fmt: skip
_AROUND = ("{t}", '">{t}', "'>{t}", "</title>{t}", "</script>{t}", "</textarea>{t}", "-->{t}")
_OTHERS = (
    "{{{{{m}}}}}", "{{% {m} %}}", "${{{m}}}", "javascript:{m}()", '" onclick="{m}()',
    "' onclick='{m}()",
    "&lt;{m}-el&gt;", "&#60;{m}-el&#62;", "\\u003c{m}-el\\u003e", "%3C{m}-el%3E", "＜{m}-el＞",
    "]]><{m}-el>", '"}}</script><{m}-el>',
    "=HYPERLINK(\"//{m}\")", "\u2028{m}\u2029", "{m}\u202e<b>",
)  # fmt: skip
CORPUS = [
    around.format(t=tag.format(m=MARK)) for tag, around in itertools.product(_TAGS, _AROUND)
] + [other.format(m=MARK) for other in _OTHERS]


class Elements(HTMLParser):
    """Every element, attribute and comment of a page in which the mark stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.text = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if MARK in tag:
            self.found.append(tag)
        for name, value in attrs:
            acts = name.startswith("on") or name in ("href", "src", "action", "srcdoc", "style")
            if MARK in name or (acts and MARK in (value or "")):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append(f"comment {data}")

    def handle_data(self, data: str) -> None:
        self.text += data.count(MARK)
        # What is between these tags is no text.
        if self.lasttag in ("style",) and MARK in data:
            self.found.append(f"{self.lasttag} {data}")


async def session_of(running: Running, login: str) -> aiohttp.ClientSession:
    session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers=HTML)
    form = {"login": login, "password": PASSWORD}
    async with session.post(running.url + "/sign-in", data=form, allow_redirects=False) as answer:
        assert answer.status == 303
    return session


@pytest.fixture
async def house(world: World, shelter: SimpleNamespace) -> dict[str, UUID]:
    agency = await world.organization("Agency")
    await world.caller("responder", agency, "rita")
    await world.caller("shelter_staff", shelter.organization, "anna")
    await world.caller("operator", None, "olga")
    await shelter.responder.place(shelter.instant)
    return {"agency": agency}


async def write_everywhere(world: World, text: str) -> None:
    """Every column of free text that a page shows, as its owner or an import could fill it."""
    short = text[:200]
    for table, column in (("organization", "name"), ("program", "name"), ("pool", "name")):
        await world.owner.execute(f"UPDATE housing.{table} SET {column} = left($1, 200)", short)
    await world.owner.execute("UPDATE housing.region SET label = left($1, 60)", short)
    await world.owner.execute("DELETE FROM housing.announcement")
    await world.owner.execute(
        "INSERT INTO housing.announcement (id, audience, body, starts_at, ends_at) VALUES"
        " (gen_random_uuid(), 'all', $1, now() - interval '1 hour', now() + interval '1 hour')",
        re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "", text),
    )
    await world.owner.execute(
        "SELECT housing.publish_pool(id, housing.service_clock(), false) FROM housing.pool"
    )


PAGES = {
    "rita": ("/console", "/requests", "/"),
    "anna": ("/shelter", "/shelter/wall", "/desks"),
    "olga": ("/operator", "/operator/calls", "/operator/vetting", "/operator/announcements"),
}


def test_the_corpus_is_long_and_the_reader_sees_what_it_is_for() -> None:
    assert len(set(CORPUS)) >= 100
    for text in ("<b onclick=xq7>", "<a href='xq7:'>", "<xq7>", "<!--xq7-->", "<style>xq7</style>"):
        seen = Elements()
        seen.feed(f"<main>{text}</main>")
        seen.close()
        assert seen.found, text


async def test_no_text_becomes_an_element_of_a_page(
    world: World, service: Running, shelter: SimpleNamespace, house: dict[str, UUID]
) -> None:
    people = {login: await session_of(service, login) for login in PAGES}
    seen: dict[str, int] = {}
    try:
        # Many at a time: each text in its own pool would be seen on every page as well.
        for first in range(0, len(CORPUS), 3):
            text = " ".join(CORPUS[first : first + 3])
            await write_everywhere(world, text)
            for login, pages in PAGES.items():
                page = pages[first // 3 % len(pages)]
                async with people[login].get(service.url + page) as answer:
                    shown = await answer.text()
                check(shown, page, text)
                seen[page] = seen.get(page, 0) + shown.count(MARK)
    finally:
        for session in people.values():
            await session.close()
    assert sum(bool(count) for count in seen.values()) >= 3, seen


def check(shown: str, page: str, text: str) -> None:
    elements = Elements()
    elements.feed(shown)
    elements.close()
    assert elements.found == [], (page, text)
    for script in re.findall(r"<script[^>]*>(.*?)</script>", shown, re.DOTALL):
        # Data for scripts is JSON in which no markup can end the element.
        assert "<" not in script, (page, text)


async def test_in_json_it_is_the_text_that_was_given(
    world: World, service: Running, shelter: SimpleNamespace
) -> None:
    text = "".join(_TAGS[:2]).format(m=MARK)
    await world.owner.execute("UPDATE housing.program SET name = $1", text)
    answer: Any = await shelter.responder.get(f"/v1/programs/{shelter.program}")
    assert answer["name"] == text
    assert answer.headers["Content-Type"].startswith("application/json")
