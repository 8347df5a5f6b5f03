"""The pages over plain HTTP: who may open what, what their forms refuse, how files are served."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from housing_service.app import Running
from housing_service.config import Settings
from housing_service.web.static_files import static_files
from tests.support.world import PASSWORD, World

# An id that names nothing; fixed, so that every test process collects the same tests.
NOBODY = "00000000-0000-4000-8000-000000000000"

EXIT_URL = Settings.model_fields["exit_url"].default
HTML = {"Accept": "text/html"}
FORM = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


class Person:
    """Somebody's browser, without its scripts."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def get(self, path: str) -> tuple[int, str]:
        async with self.session.get(self.url + path, headers=HTML) as answer:
            return answer.status, await answer.text()

    async def post(self, path: str, **fields: Any) -> tuple[int, str]:
        async with self.session.post(
            self.url + path, data=fields, headers=FORM, allow_redirects=False
        ) as answer:
            return answer.status, answer.headers.get("Location") or await answer.text()

    async def sign_in(self, login: str, **more: Any) -> tuple[int, str]:
        return await self.post("/sign-in", login=login, password=PASSWORD, **more)

    async def field(self, path: str, name: str) -> str:
        """The value of a page's first hidden field of this name."""
        _, text = await self.get(path)
        found = re.search(rf'name="{name}" value="([^"]*)"', text)
        assert found, f"no field {name} on {path}"
        return found[1]


@pytest.fixture
async def person(service: Running) -> AsyncIterator[Person]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Person(session, service.url)


@pytest.fixture
async def people(world: World) -> dict[str, Any]:
    door, line = await world.organization("Open Door"), await world.organization("Night Line")
    pool = await world.pool(await world.program(door), 3)
    await world.caller("shelter_staff", door, "staff")
    await world.caller("responder", line, "responder")
    await world.caller("operator", None, "operator")
    return {"pool": pool}


async def test_nobody_signed_out_sees_more_than_the_door(person: Person, people: Any) -> None:
    for path in ("/", "/console", "/shelter", "/operator", "/no/such/page"):
        status, text = await person.get(path)
        assert status == 401
        assert "<title>Sign in · Night desk</title>" in text
        assert "If you need help now" in text
        assert "Open Door" not in text


@pytest.mark.parametrize(
    ("login", "own"),
    [("responder", "/console"), ("staff", "/shelter"), ("operator", "/operator")],
)
async def test_each_role_has_its_page_and_no_other(
    person: Person, people: Any, login: str, own: str
) -> None:
    assert await person.sign_in(login) == (303, own)
    for path in ("/console", "/shelter", "/operator"):
        status, _ = await person.get(path)
        assert status == (200 if path == own else 403)
    assert await person.sign_in(login, next="https://elsewhere.example/") == (303, own)
    assert await person.sign_in(login, next="//elsewhere.example/") == (303, own)


async def test_a_wrong_password_says_no_more_than_that(person: Person, people: Any) -> None:
    answers = set()
    for login in ("staff", "nobody"):
        status, text = await person.post("/sign-in", login=login, password="wrong")
        assert status == 401
        assert "do not match" in text
        answers.add(re.sub(r'name="server-time" content="[^"]*"', "", text))
    assert len(answers) == 1


async def test_signing_out_ends_the_session_on_the_server(person: Person, people: Any) -> None:
    await person.sign_in("staff")
    cookies = {c.key: c.value for c in person.session.cookie_jar}
    csrf = await person.field("/shelter", "csrf")
    assert (await person.post("/sign-out", csrf=csrf))[0] == 303
    person.session.cookie_jar.update_cookies(cookies)
    assert (await person.get("/shelter"))[0] == 401


@pytest.mark.parametrize("csrf", ["", "made-up", "é"])
async def test_a_form_from_elsewhere_changes_nothing(
    person: Person, people: Any, world: World, csrf: str
) -> None:
    await person.sign_in("responder")
    fields = {"hold_id": str(uuid4()), "pool_id": str(people["pool"]), "adults": "1"}
    assert (await person.post("/console/hold", csrf=csrf, **fields))[0] == 403
    assert await world.held(people["pool"]) == 0


async def test_one_hold_form_sent_twice_holds_once(
    person: Person, people: Any, world: World
) -> None:
    await person.sign_in("responder")
    fields = {
        "csrf": await person.field("/console", "csrf"), "hold_id": str(uuid4()),
        "pool_id": str(people["pool"]), "adults": "1", "children": "1", "infants": "0",
    }  # fmt: skip
    for _ in range(2):
        assert await person.post("/console/hold", **fields) == (303, "/console?done=held")
    assert await world.held(people["pool"]) == 2


async def test_one_report_form_sent_twice_counts_once(
    person: Person, people: Any, world: World
) -> None:
    await person.sign_in("staff")
    path = f"/shelter/pools/{people['pool']}/report"
    back = f"/shelter?done=reported&pool={people['pool']}"
    fields = {
        "csrf": await person.field("/shelter", "csrf"), "report_id": str(uuid4()),
        "based_on_version": await person.field("/shelter", "based_on_version"),
        "units_free": "2", "kind": "number",
    }  # fmt: skip
    for _ in range(2):
        assert await person.post(path, **fields) == (303, back)
    fields["report_id"] = str(uuid4())
    status, text = await person.post(path, **fields)
    assert status == 409
    assert "The count changed after you read it." in text
    assert await world.owner.fetchval("SELECT count(*) FROM housing.report") == 1
    # Nobody has reported the number before this one, so there is none to go back to.
    assert "It was" not in (await person.get(back))[1]
    fields |= {
        "based_on_version": await person.field("/shelter", "based_on_version"),
        "report_id": str(uuid4()), "units_free": "5", "units_out_of_service": "1",
    }  # fmt: skip
    assert await person.post(path, **fields) == (303, back)
    _, text = await person.get(back)
    assert "It was 2 before." in text and "Put 2 back" in text
    assert "1 can’t be used now" in text
    assert "It was" not in (await person.get("/shelter"))[1]


@pytest.mark.parametrize("number", ["", "-1", "1.5", "١٢", "1e3", "9" * 30, "NaN", "\u202e3"])
async def test_a_number_that_is_none_is_refused_in_words(
    person: Person, people: Any, number: str
) -> None:
    await person.sign_in("staff")
    status, text = await person.post(
        f"/shelter/pools/{people['pool']}/report",
        csrf=await person.field("/shelter", "csrf"), report_id=str(uuid4()),
        units_free=number, kind="number",
    )  # fmt: skip
    assert status == 422
    assert "The number of empty places is missing." in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/shelter/pools/nothing/report", 404),
        (f"/shelter/pools/{NOBODY}/pause", 404),
        (f"/shelter/holds/{NOBODY}/arrive", 404),
        (f"/shelter/holds/{NOBODY}/explode", 404),
        (f"/shelter/holds/{NOBODY}/revoke", 404),
    ],
)
async def test_what_does_not_exist_is_refused_on_the_page(
    person: Person, people: Any, path: str, status: int
) -> None:
    await person.sign_in("staff")
    csrf = await person.field("/shelter", "csrf")
    assert (await person.post(path, csrf=csrf))[0] == status
    assert (await person.post(path.replace("/shelter", "/console"), csrf=csrf))[0] in (403, 404)


async def test_a_page_keeps_to_itself(person: Person, people: Any) -> None:
    await person.sign_in("responder")
    async with person.session.get(person.url + "/console", headers=HTML) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        text = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert not re.search(r"<script(?![^>]* (src=|type=\"application/json\"))", text)
    # Nothing of another site but the one link away from here.
    text = text.replace(f'href="{EXIT_URL}" rel="nofollow noreferrer"', "")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|https?://", text)


async def test_files_are_kept_for_good_and_only_under_their_hash(person: Person) -> None:
    address = static_files().url("js/board.js")
    async with person.session.get(person.url + address) as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.content_type == "text/javascript"
        assert "applyFrame" in await answer.text()
    for wrong in (
        address.replace(static_files().version, "0" * 16),
        address.replace("board.js", "nothing.js"),
        address.replace("js/board.js", "js/..%2f..%2fpages%2fforms.py"),
    ):
        async with person.session.get(person.url + wrong) as answer:
            assert answer.status == 404
