"""The console's plain form: what a household needs goes in a body, fit and reasons come back."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from housing_service.app import Running
from housing_service.domain.vocabulary import NEEDS
from housing_service.web.pages import need_choices
from housing_service.web.pages.made_ready import made_ready
from housing_service.web.pages.needs_form import carried, search_body, unpacked
from tests.fit.region import Region, make_region
from tests.support.api import Api
from tests.support.world import World
from tests.web.test_pages import Person

PLACES = [{"code": code, "label": code.title()} for code in ("center", "harbor", "hills")]
POOLS = [
    {"id": "p1", "program_id": "a", "time_zone": "America/Toronto"},
    {"id": "p2", "program_id": "a", "time_zone": "America/Toronto"},
    {"id": "p3", "program_id": "b", "time_zone": "America/Toronto"},
]
# A quarter to eight in the evening in the programs' zone.
NOW = datetime(2026, 11, 24, 0, 47, 30, tzinfo=UTC)

MOTHER = {
    "adults": "1", "children": "1", "infants": "0", "needs.methadone": "1",
    "pets.small_dog": "1", "oldest_boy_age": "14", "papers": "none", "arrival": "at",
    "arrival_time": "23:40", "regions.center": "1", "regions.hills": "1",
}  # fmt: skip


@pytest.fixture
async def region(world: World, api: Callable[..., Api]) -> Region:
    made = await make_region(world, api)
    await world.caller("responder", await world.organization("Day Line"), "responder")
    async with asyncio.timeout(10):
        while len(await made.fits(household={"adults": 1})) < len(made.pools):
            await asyncio.sleep(0.02)
    return made


@pytest.fixture
async def person(service: Running, region: Region) -> AsyncIterator[Person]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        made = Person(session, service.url)
        await made.sign_in("responder")
        yield made


async def ask(person: Person, **fields: str) -> str:
    csrf = await person.field("/console", "csrf")
    status, text = await person.post("/console", csrf=csrf, **fields)
    assert status == 200, text
    return text


def rows(text: str) -> dict[str, str]:
    """The list's rows by pool id, in their order, as plain text."""
    shown = text.partition('id="pools"')[2].partition("<template")[0]
    parts = re.split(r'<li class="pool" data-key="', shown)[1:]
    plain = {part[:36]: re.sub(r"<[^>]*>", " ", part.partition(">")[2]) for part in parts}
    return {key: " ".join(html.unescape(said).split()) for key, said in plain.items()}


async def test_the_plain_form_gives_the_answer_of_the_search(
    person: Person, region: Region
) -> None:
    told = rows(await ask(person, **MOTHER))
    found = await region.responder.post("/v1/pools/search", {
        "household": {"adults": 1, "children": 1}, "needs": ["methadone"],
        "regions": ["center", "hills"],
        "situation": {"oldest_boy_age": 14, "pets": ["small_dog"], "papers": "none",
                      "arrival_at": "2026-11-23T23:40:00-05:00"},
    })  # fmt: skip
    assert list(told) == [pool["id"] for pool in found["items"]]
    families = told[str(region.pools["Center Families"])]
    assert "Call to ask: 1 question" in families
    assert "Ask whether new people can come at that hour" in families
    # Every reason stands under "Why?" without a script.
    for pool in found["items"]:
        for reason in pool["reasons"]:
            assert reason["words"] in told[pool["id"]]


async def test_what_was_asked_comes_back_in_the_form_and_never_in_an_address(
    person: Person,
) -> None:
    text = await ask(person, **MOTHER)
    assert re.search(r'name="needs.methadone" value="1" checked', text)
    assert re.search(r'name="oldest_boy_age"[^>]* value="14"', text)
    assert '<option value="at" selected>' in text
    assert "4 chosen" not in text and "5 chosen" in text
    assert "2 of 3 regions" in text
    assert not re.search(r'(?:href|action|src)="[^"]*\?', text)


async def test_when_nothing_fits_the_page_says_what_stands_in_the_way(person: Person) -> None:
    fields = {"adults": "1", "children": "6", "kind": "emergency_shelter", "regions.center": "1"}
    text = await ask(person, **fields)
    assert rows(text) == {}
    assert "What stands in the way" in text
    assert "1 more program but for this: Most children in one household." in text
    assert "call the operator" in text


async def test_what_could_be_left_open_is_named(person: Person) -> None:
    fields = {"adults": "1", "needs.survivor_led": "1", "needs.methadone": "1",
              "kind": "transitional_housing"}  # fmt: skip
    text = await ask(person, **fields)
    assert rows(text) == {}
    said = "1 more program if this is left open: Methadone. With room now: 1."
    assert said in html.unescape(text)


async def test_a_young_person_alone_reads_of_the_operators_line(
    person: Person, region: Region
) -> None:
    text = await ask(person, adults="0", children="1")
    assert list(rows(text)) == [str(region.pools["Center Youth"])]
    assert re.search(r'<p id="young" class="notice">', text)
    assert re.search(r'<p id="young" class="notice" hidden>', await ask(person, adults="1"))


async def test_a_hidden_program_stays_hidden_until_shown_again(
    person: Person, region: Region
) -> None:
    pool = str(region.pools["Harbor Beds"])
    first = await ask(person, adults="1")
    assert pool in rows(first)
    part = first.partition(f'data-key="{pool}"')[2]
    program = re.search(r'name="hide" value="([^"]+)"', part)
    assert program
    text = await ask(person, adults="1", hide=program[1])
    assert pool not in rows(text) and "1 program is hidden." in text
    kept = re.search(r'name="hidden" value="([^"]*)"', text)
    assert kept and kept[1] == program[1]
    assert pool not in rows(await ask(person, adults="2", hidden=kept[1]))
    assert pool in rows(await ask(person, adults="1", hidden=kept[1], show_hidden="1"))


async def test_a_refused_hold_keeps_what_was_asked(
    person: Person, region: Region, world: World
) -> None:
    text = await ask(person, **MOTHER)
    pool = region.pools["Center Families"]
    form = text.partition(f'data-key="{pool}"')[2]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.partition("</form>")[0]))
    assert "oldest_boy_age=14" in html.unescape(fields["asked"])
    await world.owner.execute("UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1", pool)
    fields["asked"] = html.unescape(fields["asked"])
    status, text = await person.post("/console/hold", **fields)
    assert status == 409
    assert re.search(r'name="needs.methadone" value="1" checked', text)
    # What is offered instead is what was asked for, so nothing in the region left out.
    assert "Harbor" not in text.partition('class="page-refusal"')[2].partition('class="panes"')[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("oldest_boy_age", "99"), ("nights", "0"), ("sober_days", "-1"), ("nights", "١٢"),
        ("record", "<script>"), ("needs.none_such", "1"), ("regions.atlantis", "1"),
        ("hidden", "a b c"), ("arrival_time", "99:99"), ("from_region", "atlantis"),
        ("hide", '"><b>'), ("distance", "none"), ("kind", "castle"),
    ],
)  # fmt: skip
async def test_silly_fields_are_put_right_or_left_out(
    person: Person, field: str, value: str
) -> None:
    text = await ask(person, adults="1", children="1", arrival="at", **{field: value})
    assert rows(text)
    assert "<script>" not in text.partition("</head>")[2] and '"><b>' not in text


def test_a_form_becomes_the_question_it_means() -> None:
    form = {
        **MOTHER, "kind": "detox", "made_for.lgbtq": "1", "only_made_for": "1", "nights": "2000",
        "from_region": "hills", "distance": "far", "hidden": "a",
    }  # fmt: skip
    assert search_body(form, PLACES, POOLS, NOW) == {
        "household": {"adults": 1, "children": 1, "infants": 0}, "limit": 500, "language": "en",
        "kinds": ["detox"], "regions": ["center", "hills"], "needs": ["methadone"],
        "not_pool_ids": ["p1", "p2"],
        "situation": {
            "pets": ["small_dog"], "made_for": ["lgbtq"], "populations": ["lgbtq"],
            "oldest_boy_age": 14, "nights": 1_000, "only_made_for": True, "papers": "none",
            "arrival_at": "2026-11-24T04:40:00+00:00", "from_region": "hills", "distance": "far",
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "utc"),
    [
        ("23:40", "2026-11-24T04:40:00+00:00"),
        # A time that has just passed is tonight's; one long past is tomorrow's.
        ("18:00", "2026-11-23T23:00:00+00:00"),
        ("17:00", "2026-11-24T22:00:00+00:00"),
        ("03:00", "2026-11-24T08:00:00+00:00"),
    ],
)
def test_a_time_is_the_next_that_clocks_there_show(clock: str, utc: str) -> None:
    asked = search_body({"arrival": "at", "arrival_time": clock}, PLACES, POOLS, NOW)
    assert asked["situation"]["arrival_at"] == utc


def test_now_is_told_by_the_quarter_of_an_hour() -> None:
    asked = search_body({"arrival": "now"}, PLACES, POOLS, NOW)
    assert asked["situation"]["arrival_at"] == "2026-11-24T00:45:00+00:00"


def test_all_regions_ticked_is_any_region() -> None:
    form = {f"regions.{place['code']}": "1" for place in PLACES}
    assert "regions" not in search_body(form, PLACES, POOLS, NOW)
    assert "situation" not in search_body({"oldest_boy_age": "9"}, PLACES, POOLS, NOW)


def test_what_is_carried_is_what_was_asked_and_nothing_else() -> None:
    form = {**MOTHER, "csrf": "secret", "hold_id": "x", "pool_id": "y"}
    packed = carried(form)
    assert "secret" not in packed and "adults" not in packed
    back: dict[str, Any] = unpacked({"asked": packed + "&csrf=forged", "adults": "2"})
    assert back["needs.methadone"] == "1" and back["adults"] == "2" and "csrf" not in back


@pytest.mark.parametrize(
    ("ticked", "codes"),
    [
        ((), []),
        (("needs.methadone", "needs.pregnant", "needs.mental_health_acute"), []),
        (("needs.newborn", "needs.wheelchair"), ["crib", "step_free"]),
        (("needs.insulin", "pets.cat"), ["medicine_storage", "animal"]),
        (("needs.service_animals", "needs.crib", "needs.step_free"),
         ["crib", "step_free", "animal"]),
        (("languages.es",), ["language"]),
        (("languages.es", "languages.en"), []),
        (("needs.interpreter", "languages.en"), ["language"]),
        (("needs.medicine_storage", "needs.none_such"), ["medicine_storage"]),
    ],
)  # fmt: skip
def test_what_is_made_ready_is_what_was_asked_for(
    ticked: tuple[str, ...], codes: list[str]
) -> None:
    assert made_ready(dict.fromkeys(ticked, "1")) == codes
    assert set(codes) <= set(NEEDS)


async def test_a_hold_tells_the_shelter_what_to_make_ready_and_nothing_else(
    person: Person, region: Region, world: World
) -> None:
    fields = {"adults": "1", "children": "1", "pets.small_dog": "1", "needs.medicine_storage": "1",
              "needs.methadone": "1", "regions.center": "1"}  # fmt: skip
    text = await ask(person, **fields)
    said = "With a hold the shelter is told to make ready: medicine storage, an animal comes along."
    assert said in html.unescape(text)
    pool = region.pools["Center Families"]
    form = text.partition(f'data-key="{pool}"')[2].partition("</form>")[0]
    sent = {
        name: html.unescape(value)
        for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)
    }
    assert (await person.post("/console/hold", **sent))[0] == 303
    _, console = await person.get("/console")
    mine = console.partition('id="my-holds"')[2].partition("</ul>")[0]
    assert re.search(r"<p [^>]*data-if=.needs.>To make ready: <", mine)
    row = await world.owner.fetchrow("SELECT needs FROM housing.hold WHERE pool_id = $1", pool)
    assert set(row["needs"]) == {"medicine_storage", "animal"}
    owner = await world.owner.fetchval(
        "SELECT g.organization_id FROM housing.pool p JOIN housing.program g ON g.id = p.program_id"
        " WHERE p.id = $1",
        pool,
    )
    await world.caller("shelter_staff", owner, "families")
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        staff = Person(session, person.url)
        await staff.sign_in("families")
        _, shelter = await staff.get("/shelter")
    card = html.unescape(shelter.partition("<body>")[2])
    assert re.search(r'data-t="needs"[^>]*>[^<]*an animal comes along', card)
    assert "medicine storage" in card and "ethadone" not in card


async def test_when_nothing_can_be_held_the_page_says_what_can_be_done(person: Person) -> None:
    text = html.unescape(await ask(
        person, adults="1", kind="detox", **{"regions.hills": "1", "needs.survivor_led": "1"},
    ))  # fmt: skip
    part = text.partition('id="ways-on"')[2].partition("</section>")[0]
    assert "1 more program elsewhere: Center. With room now: 1." in part
    assert "more programs of another kind: " in part and "Call the operator’s line" in part
    assert 'href="/console/together"' in text
    found = html.unescape(await ask(person, adults="1", kind="detox"))
    assert 'id="ways-on" class="ways-on" aria-labelledby="ways-on-heading" hidden' in found


def test_every_need_of_the_vocabulary_can_be_asked_for() -> None:
    from housing_service.domain.eligibility.vocabulary import need_codes

    most, more = need_choices.need_choices()
    codes = [code for code, _ in (*most, *more)]
    assert len(codes) == len(set(codes)) and set(codes) == need_codes()
