"""The page "Whom we take" over plain HTTP, and its fields as a form holds them."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from html import unescape
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import aiohttp
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from housing_service.app import Running
from housing_service.domain.eligibility.answers import ASK, InvalidAnswer, check_answers
from housing_service.domain.eligibility.hours import DAYS, parse_hours
from housing_service.domain.eligibility.vocabulary import GROUPS, LANGUAGES, vocabulary
from housing_service.web.language.current import speaking, text
from housing_service.web.pages import eligibility_hours
from housing_service.web.pages.eligibility_fields import NEVER_ASKED, read_fields, write_fields
from housing_service.web.pages.eligibility_view import sheet
from tests.fit.strategies import answers as any_answers
from tests.support.world import World
from tests.web.test_pages import NOBODY, Person

BYTES_MAX = 60 * 1024


@pytest.fixture
async def person(service: Running) -> AsyncIterator[Person]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Person(session, service.url)


@pytest.fixture
async def place(world: World) -> SimpleNamespace:
    """A shelter with staff, an operator, a responder, staff of another and of a hidden program."""
    door, other = await world.organization("Open Door"), await world.organization("Other Place")
    quiet = await world.organization("Quiet House Society")
    pool = await world.pool(await world.program(door), 3)
    house = await world.program(quiet, "Quiet House", "safe_house", confidential=True)
    hidden = await world.pool(house, 2, "confirm")
    await world.caller("shelter_staff", door, "staff")
    await world.caller("shelter_staff", other, "other")
    await world.caller("shelter_staff", quiet, "quiet")
    await world.caller("operator", None, "operator")
    await world.caller("responder", other, "responder")
    return SimpleNamespace(path=at(pool), hidden=at(hidden), pool=pool)


def at(pool: UUID | str) -> str:
    return f"/shelter/pools/{pool}/eligibility"


async def hidden_fields(person: Person, path: str) -> dict[str, str]:
    return {
        name: unescape(await person.field(path, name))
        for name in ("csrf", "based_on_version", "seen")
    }


async def stored(world: World, pool: UUID) -> dict[str, Any]:
    row = await world.owner.fetchval(
        "SELECT answers::text FROM housing.eligibility WHERE pool_id = $1", pool
    )
    return json.loads(row) if row else {}


def ticked(text: str) -> set[str]:
    """ "name=value" of everything that is chosen on a page."""
    return {
        f"{name}={value}"
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"[^>]* checked', text)
    }


# --- The fields alone.


@settings(max_examples=60, deadline=None)
@given(any_answers())
def test_answers_survive_the_form(raw: dict[str, Any]) -> None:
    try:
        checked = check_answers(raw)
    except InvalidAnswer:
        reject()
    said = {c: a for c, a in checked.items() if not (c in NEVER_ASKED and a == ASK)}
    entered = read_fields(write_fields(said))
    assert entered.errors == {}
    assert entered.answers == said


_TIMES = ("00:00", "06:00", "08:00", "17:30", "20:00")
_LINES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True),
        st.sampled_from(_TIMES),
        st.sampled_from((*_TIMES, "24:00")),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(_LINES)
def test_lines_of_hours_say_the_same_as_the_spans(lines: list[Any]) -> None:
    raw = [{"days": days, "from": start, "until": until} for days, start, until in lines]
    spans = parse_hours(raw)
    shown = eligibility_hours.lines_of(spans)
    assert parse_hours(eligibility_hours.raw_hours(shown)) == spans


def test_a_night_is_one_line() -> None:
    spans = parse_hours([{"days": ["fri", "sun"], "from": "20:00", "until": "06:00"}])
    (line,) = eligibility_hours.lines_of(spans)
    assert line == eligibility_hours.Line(("fri", "sun"), "20:00", "06:00")


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        ({"people_max": "0"}, "people_max", "from 1 to 100"),
        ({"people_max": "five"}, "people_max", "from 1 to 100"),
        ({"people_max": "٥"}, "people_max", "from 1 to 100"),
        ({"sober_days": "3", "sober_days._ask": "1"}, "sober_days", "not both"),
        ({"age.min": "40", "age.max": "20"}, "age", "first number"),
        ({"age.max": "200"}, "age", "from 0 to 110"),
        ({"pets.cat": "1", "pets._none": "1"}, "pets", "not both"),
        ({"pets._ask": "1", "pets._none": "1"}, "pets", "not both"),
        ({"languages._none": "1"}, "languages", "one of these"),
        ({"wheelchair": "perhaps"}, "wheelchair", "one of these"),
        ({"detox": "yes"}, "detox", "one of these"),
        ({"intake_hours.1.from": "08:00"}, "intake_hours", "Line 2 needs both times"),
        ({"intake_hours.0.mon": "1"}, "intake_hours", "Line 1 needs both times"),
        (
            {"intake_hours.0.from": "8 am", "intake_hours.0.until": "12:00"},
            "intake_hours",
            "Line 1: write times",
        ),
        (
            {"intake_hours.2.from": "24:00", "intake_hours.2.until": "24:00"},
            "intake_hours",
            "Line 3: write times",
        ),
        ({"intake_hours._always": "1", "intake_hours._ask": "1"}, "intake_hours", "not both"),
    ],
)
def test_what_is_no_answer_is_said_at_its_question(
    fields: dict[str, str], code: str, said: str
) -> None:
    entered = read_fields({"wheelchair": "yes"} | fields)
    assert set(entered.errors) == {code}
    assert said in entered.errors[code]
    assert entered.answers == ({} if code == "wheelchair" else {"wheelchair": "yes"})


def test_more_nights_than_can_be_kept_are_refused() -> None:
    fields = {}
    for line in range(7):
        at_line = f"intake_hours.{line}"
        fields |= {f"{at_line}.from": f"20:0{line}", f"{at_line}.until": f"06:0{line}"}
    assert read_fields(fields).errors == {"intake_hours": text("eligibility.too_many_lines")}


def test_the_words_come_from_the_vocabulary_in_every_language() -> None:
    for language in LANGUAGES:
        with speaking(language):
            shown = sheet({}, read_fields({}))
        assert (shown.answered, shown.questions) == (0, len(vocabulary()))
        assert [group.code for group in shown.groups] == list(GROUPS)
        for group in shown.groups:
            for question in group.questions:
                said = vocabulary()[question.code].question[language]
                assert question.question == said


# --- Who may open it.


async def test_only_its_own_staff_and_the_operator_open_it(
    person: Person, place: SimpleNamespace
) -> None:
    expected = {
        "staff": (200, 404), "operator": (200, 404), "other": (403, 404),
        "responder": (403, 403), "quiet": (403, 200),
    }  # fmt: skip
    for login, (own, hidden) in expected.items():
        await person.sign_in(login)
        assert (await person.get(place.path))[0] == own, login
        status, text = await person.get(place.hidden)
        assert status == hidden, login
        assert status == 200 or "Quiet House" not in text
    await person.sign_in("staff")
    for nowhere in (at(NOBODY), at("nothing")):
        assert (await person.get(nowhere))[0] == 404


@pytest.mark.parametrize(("login", "status"), [("other", 403), ("responder", 403), ("staff", 404)])
async def test_nobody_else_saves(
    person: Person, place: SimpleNamespace, world: World, login: str, status: int
) -> None:
    path = place.hidden if login == "staff" else place.path
    await person.sign_in(login)
    fields = {"csrf": await person.field(path, "csrf"), "based_on_version": "0"}
    # A form that can't be read tells a stranger no more than one that can.
    for answer in ({"wheelchair": "yes"}, {"people_max": "x"}):
        given_status, text = await person.post(path, **answer, **fields)
        assert given_status == status
        assert "Quiet House" not in text
    assert await world.owner.fetchval("SELECT count(*) FROM housing.eligibility") == 0


# --- What it shows and saves.


async def test_the_page_asks_everything_and_stays_small(
    person: Person, place: SimpleNamespace
) -> None:
    await person.sign_in("staff")
    status, text = await person.get(place.path)
    assert status == 200
    assert len(text.encode()) < BYTES_MAX
    assert text.count("<fieldset") == len(vocabulary()) == text.count("<legend>")
    for attribute in vocabulary().values():
        assert attribute.question["en"] in unescape(text)
    assert "0 of 72 answered" in text
    assert text.partition("<main")[2].count("<details") == len(GROUPS)
    assert place.path in (await person.get("/shelter"))[1]


async def test_answers_are_saved_and_shown_again(
    person: Person, place: SimpleNamespace, world: World
) -> None:
    await person.sign_in("staff")
    fields = await hidden_fields(person, place.path)
    given = {
        "wheelchair": "yes", "methadone": "ask", "crib": "", "detox": "partner",
        "pets._none": "1", "languages.en": "1", "languages.so": "1", "children_max._ask": "1",
        "sober_days": " 0 ", "age.min": "18", "age.max": "", "people_max": "4",
        "households.couple": "1", "intake_hours.0.from": "20:00", "intake_hours.0.until": "6:00",
    }  # fmt: skip
    assert await person.post(place.path, **fields, **given) == (303, f"{place.path}?done=answered")
    said = await stored(world, place.pool)
    night = said.pop("intake_hours")
    assert said == {
        "wheelchair": "yes", "methadone": "ask", "detox": "partner", "pets": [],
        "languages": ["en", "so"], "children_max": "ask", "sober_days": 0,
        "age": {"min": 18, "max": 110},
    }  # fmt: skip
    assert [span["days"] for span in night] == [list(DAYS)] * 2
    _, text = await person.get(f"{place.path}?done=answered")
    assert "Saved. These answers count from now on." in text
    assert "said just now by shelter staff" in text
    assert "11 of 72 answered" in text
    assert {"wheelchair=yes", "methadone=ask", "crib=", "pets._none=1", "languages.so=1"} <= ticked(
        text
    )
    assert 'name="people_max" inputmode="numeric" size="4" maxlength="6" value="4"' in text
    assert 'name="intake_hours.0.from" value="20:00"' in text
    assert 'name="intake_hours.0.until" value="06:00"' in text
    assert len(text.encode()) < BYTES_MAX
    # The same form sent twice changes nothing more, and emptying it takes every answer back.
    assert (await person.post(place.path, **fields, **given))[0] == 303
    fields = await hidden_fields(person, place.path)
    assert (await person.post(place.path, **fields))[0] == 303
    assert await stored(world, place.pool) == {}


async def test_what_can_not_be_read_loses_nothing(
    person: Person, place: SimpleNamespace, world: World
) -> None:
    await person.sign_in("staff")
    fields = await hidden_fields(person, place.path)
    status, text = await person.post(
        place.path, **fields,
        **{"wheelchair": "no", "people_max": '"><b>five', "pets.cat": "1", "pets._ask": "1"},
    )  # fmt: skip
    assert status == 422
    assert 'value="&#34;&gt;&lt;b&gt;five"' in text and "<b>" not in text
    assert {"wheelchair=no", "pets.cat=1", "pets._ask=1"} <= ticked(text)
    for code in ("people_max", "pets"):
        assert f'<a href="#f-{code}">' in text
        assert text.count(f'id="f-{code}"') == 1
        assert f'aria-describedby="e-{code}"' in text
    assert text.count('<details class="group" open>') == 2
    assert await stored(world, place.pool) == {}


async def test_two_people_at_once_lose_nothing(
    person: Person, place: SimpleNamespace, world: World
) -> None:
    await person.sign_in("staff")
    first = await hidden_fields(person, place.path)
    theirs = {"wheelchair": "yes", "methadone": "no", "pets.cat": "1", "crib": "yes"}
    assert (await person.post(place.path, **first, **theirs))[0] == 303
    ours = {"methadone": "yes", "crib": "yes", "nights_max": "30"}
    status, text = await person.post(place.path, **first, **ours)
    assert status == 409
    assert "Somebody else has answered since you opened this page" in text
    plain = " ".join(re.sub(r"<[^>]+>", "", text).split())
    assert "Wheelchair access is now Yes. You had left it alone" in plain
    assert "Pets that can stay is now Cats. You had left it alone" in plain
    assert "Methadone is now No. You have entered Yes; saving puts that in its place." in plain
    assert "Crib is now" not in plain
    assert {"wheelchair=yes", "methadone=yes", "pets.cat=1", "crib=yes"} <= ticked(text)
    assert await stored(world, place.pool) == {
        "wheelchair": "yes", "methadone": "no", "pets": ["cat"], "crib": "yes",
    }  # fmt: skip
    again = {
        name: unescape(re.search(rf'name="{name}" value="([^"]*)"', text)[1])  # type: ignore[index]
        for name in first
    }
    merged = ours | {"wheelchair": "yes", "pets.cat": "1"}
    assert (await person.post(place.path, **again, **merged))[0] == 303
    assert await stored(world, place.pool) == {
        "wheelchair": "yes", "methadone": "yes", "pets": ["cat"], "crib": "yes", "nights_max": 30,
    }  # fmt: skip


@pytest.mark.parametrize(
    "seen", ["", "[" * 5000, "[]", '{"wheelchair": [1]}', '{"x": 1}', "\ud7ff"]
)
async def test_what_a_form_says_it_has_seen_is_only_shown(
    person: Person, place: SimpleNamespace, seen: str
) -> None:
    await person.sign_in("staff")
    fields = await hidden_fields(person, place.path)
    assert (await person.post(place.path, **fields, wheelchair="yes"))[0] == 303
    fields["seen"] = seen
    assert (await person.post(place.path, **fields, wheelchair="no"))[0] == 409


async def test_a_form_from_elsewhere_changes_nothing(
    person: Person, place: SimpleNamespace, world: World
) -> None:
    await person.sign_in("staff")
    assert (await person.post(place.path, csrf="made-up", wheelchair="yes"))[0] == 403
    assert await stored(world, place.pool) == {}
