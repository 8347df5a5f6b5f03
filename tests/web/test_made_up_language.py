"""Every page in the made-up language: outside its brackets stands data, or what was forgotten."""

from __future__ import annotations

import calendar
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import aiohttp
import pytest

from housing_service.app import Running
from housing_service.domain.eligibility.vocabulary import vocabulary
from housing_service.domain.eligibility.wording import CONFIDENTIAL_WORDS
from housing_service.domain.identity import ROLES
from housing_service.web.language.catalogue import LANGUAGES
from housing_service.web.language.current import speaking
from housing_service.web.language.pseudo import PSEUDO
from housing_service.web.pages import PAGE_ROUTES
from housing_service.web.pages.need_choices import choices_by_field
from tests.browser.night import OPERATOR, RESPONDER, STAFF, Night, make_night
from tests.conftest import Serve
from tests.support.spoken import outside, unknown_on, unknown_words
from tests.support.world import World
from tests.web.test_pages import Person

LOGINS = {"responder": RESPONDER, "shelter_staff": STAFF, "operator": OPERATOR}
HELP_LINE = "555 0100"
# Names that belong to this place, and marks that are the same in every language.
MARKS = ("UTC", "PIN", "min")
SAMPLES = ("Quillmere", "Center", "Velhaven", "Coast")
DATA = (HELP_LINE, "Night desk", CONFIDENTIAL_WORDS["en"], *MARKS, *SAMPLES)
# Arrival codes, first parts of ids, what confidential programs are called, and months.
CODES = (
    r"\b[a-z]+-[a-z]+-\d\d\b|\b[0-9a-f]{8}\b|Confidential program [0-9A-F]{4}|"
    rf"\b({'|'.join(calendar.month_name[1:])}) 20\d\d\b"
)
# No page: what the worker or a module reads, and files.
NOT_READ = ("/sw.js", "/static/", "/views", ".csv")


@pytest.fixture
async def made_up(serve: Serve, world: World) -> Running:
    return await serve(
        languages=f"en,es,fr,{PSEUDO}", help_line=HELP_LINE, sign_in_attempts_per_minute=1_000
    )


@pytest.fixture
async def night(world: World, made_up: Running) -> Night:
    return await make_night(world, made_up.board)


@pytest.fixture
async def visitors(made_up: Running) -> AsyncIterator[dict[str | None, Person]]:
    """Somebody signed out, and one of every role, each in the made-up language."""
    async with aiohttp.ClientSession() as pool:
        found: dict[str | None, Person] = {}
        for role in (None, *LOGINS):
            jar = aiohttp.CookieJar(unsafe=True)
            session = aiohttp.ClientSession(
                connector=pool.connector, connector_owner=False, cookie_jar=jar
            )
            session.cookie_jar.update_cookies({"language": PSEUDO}, aiohttp.client.URL(made_up.url))
            found[role] = Person(session, made_up.url)
        yield found
        for person in found.values():
            await person.session.close()


async def busy_night(night: Night, visitors: dict[str | None, Person]) -> dict[str, str]:
    """Something of everything, so that the pages have all to say that they can; the ids by name."""
    responder, staff = visitors["responder"], visitors["shelter_staff"]
    world = night.world
    door = await world.owner.fetchval("SELECT organization_id FROM housing.pool WHERE id = $1",
                                      night.rooms)  # fmt: skip
    homes = await world.program(door, "Long Stay", "transitional_housing")
    flat = await world.pool(homes, 0, "confirm", "apartment", "Flats")
    csrf = await responder.field("/console", "csrf")
    party = {"adults": "1", "children": "2", "infants": "1"}
    for pool in (night.rooms, night.beds):
        status, where = await responder.post(
            "/console/hold", csrf=csrf, hold_id=str(uuid4()), pool_id=str(pool), **party
        )
        assert status == 303, where
    request = {"urgency": "tonight", "request_id": str(uuid4()), **party}
    status, where = await responder.post("/console/requests", csrf=csrf, **request)
    assert status == 303, where
    await responder.post(f"/console/homes/{flat}", csrf=csrf, action="watch")
    csrf = await staff.field("/shelter", "csrf")
    day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    status, where = await staff.post(
        f"/shelter/pools/{flat}/homes", csrf=csrf, vacancy_id=str(uuid4()), units="2",
        expected_from=day, confidence="likely",
    )  # fmt: skip
    assert status == 303, where
    hold, shelter = await world.owner.fetchrow(
        "SELECT h.id, p.program_id FROM housing.hold h JOIN housing.pool p ON p.id = h.pool_id"
        " LIMIT 1"
    )
    return {
        "pool_id": str(flat), "set_id": str(uuid4()), "token": "none", "hold_id": str(hold),
        "program_id": str(shelter), "what": "hold", "passed_id": str(hold),
    }  # fmt: skip


async def names_in(world: World) -> list[str]:
    """Whatever people and places are called here."""
    rows = await world.owner.fetch(
        "SELECT name FROM housing.organization UNION SELECT name FROM housing.program"
        " UNION SELECT name FROM housing.pool UNION SELECT label FROM housing.region"
        " UNION SELECT login FROM housing.account"
    )
    # Sentences from the vocabulary are the service's, which has no made-up language.
    said = [
        text["en"]
        for one in vocabulary().values()
        for text in (one.label, one.fits, one.ask, one.does_not_fit)
    ]
    own = [text for sentence in said for text in re.split(r"\{\w+\}", sentence) if len(text) > 3]
    # The map breaks a long label over two lines.
    names = [row["name"] for row in rows if row["name"]]
    words = [word for name in names for word in name.split()]
    return [*names, *words, *own, *LANGUAGES.values(), *DATA]


async def test_every_page_says_only_what_a_catalogue_holds(
    night: Night, visitors: dict[str | None, Person]
) -> None:
    for role, login in LOGINS.items():
        await visitors[role].sign_in(login)
    ids = await busy_night(night, visitors)
    names = await names_in(night.world)
    troubles: dict[str, str] = {}
    for route in PAGE_ROUTES:
        if route.method != "GET" or any(part in route.path for part in NOT_READ):
            continue
        path = re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], route.path)
        for role in (None, *ROLES) if route.roles is None else route.roles:
            _, html = await visitors[role].get(path)
            if f'<html lang="{PSEUDO}"' not in html:
                troubles.setdefault(html[:200], f"{path} {role}")
                continue
            for unknown in unknown_on(re.sub(CODES, "", html), names):
                troubles.setdefault(unknown, f"{path} {role}")
    assert troubles == {}, "\n".join(f"{text!r} on {where}" for text, where in troubles.items())


def test_needs_are_named_in_the_language_of_the_page() -> None:
    said = {}
    for code in ("en", "es", "fr", PSEUDO):
        with speaking(code):
            said[code] = {choices[0][1] for choices in choices_by_field().values()}
    assert not said["en"] & said["es"] and not said["es"] & said["fr"]
    assert unknown_words(outside(said[PSEUDO]), []) == []


def test_words_outside_the_brackets_are_found() -> None:
    names = ["Open Door"]
    assert outside(["a ⟦b ⟦c⟧", " d⟧ e"]) == ["a ", " e"]
    assert unknown_words(["Open Door: 3", " · 14:00"], names) == []
    html = '<p title="Hello">⟦See <a>⟦x⟧</a>⟧ Open Door <b>now</b></p><script>var no</script>'
    assert unknown_on(html, names) == ["now", "Hello"]
