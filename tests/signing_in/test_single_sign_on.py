"""Signing in by an agency's own provider: to a linked account only, and only by what it said."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from yarl import URL

from housing_service.app import Running
from housing_service.domain.single_sign_on import (
    BACK,
    begin,
    flow_of,
    is_issuer,
    same_place,
    subject_hash,
)
from tests.conftest import Serve
from tests.signing_in.factors import code_at, codes_shown, database_step
from tests.signing_in.oidc_provider import CLIENT, OidcProvider
from tests.signing_in.visitor import Visitor, led_to, link, says
from tests.support.world import PASSWORD, World

FLOW = "housing_way"


async def test_a_linked_person_comes_in_and_nobody_else(
    visitor: Visitor, provider: OidcProvider, people: SimpleNamespace, world: World
) -> None:
    accounts = await world.owner.fetchval("SELECT count(*) FROM housing.account")
    status, _, text = await visitor.come_in()
    assert (status, visitor.is_in) == (403, False)
    assert says(text, "single_sign_on_unknown") and "Sign in by your organization" in text
    await link(world, people.responder.account_id, provider, "person-1")
    assert (await visitor.come_in())[:2] == (303, "/console")
    assert visitor.is_in
    assert (await visitor.get("/console"))[0] == 200
    # What is known of a provider is asked for once.
    assert provider.calls.count("discover") == provider.calls.count("keys") == 1
    assert await world.owner.fetchval("SELECT count(*) FROM housing.account") == accounts
    kept = await world.owner.fetchval("SELECT l::text FROM housing.single_sign_on l")
    assert "person-1" not in kept
    visitor.session.cookie_jar.clear()
    await world.owner.execute("UPDATE housing.account SET disabled_at = now()")
    assert (await visitor.come_in())[0] == 403


SPOILT: dict[str, Callable[[OidcProvider], Any]] = {
    "nonce": lambda p: {"nonce": "another"},
    "no nonce": lambda p: {"nonce": None},
    "issuer": lambda p: {"iss": p.issuer + "/"},
    "audience": lambda p: {"aud": "another-client"},
    "audiences without azp": lambda p: {"aud": [CLIENT, "another-client"]},
    "azp": lambda p: {"azp": "another-client"},
    "ended": lambda p: {"exp": 1_600_000_000},
    "no end": lambda p: {"exp": None},
    "end as text": lambda p: {"exp": "9999999999"},
    "from tomorrow": lambda p: {"iat": 9_999_999_999},
    "nobody": lambda p: {"sub": ""},
    "a long name": lambda p: {"sub": "x" * 256},
    "a number": lambda p: {"sub": 1},
}


@pytest.mark.parametrize("what", SPOILT)
async def test_a_token_that_is_not_quite_right_opens_nothing(
    what: str, visitor: Visitor, provider: OidcProvider, people: SimpleNamespace, world: World
) -> None:
    await link(world, people.responder.account_id, provider, "person-1")
    provider.change = lambda claims: claims | SPOILT[what](provider)
    status, _, text = await visitor.come_in()
    assert (status, visitor.is_in) == (401, False)
    assert says(text, "single_sign_on_failed")


@pytest.mark.parametrize("how", ["unsigned", "signed_by_secret", "signed_by_other_key"])
async def test_a_signature_must_be_the_issuers(
    how: str, visitor: Visitor, provider: OidcProvider, people: SimpleNamespace, world: World
) -> None:
    await link(world, people.responder.account_id, provider, "person-1")
    provider.sign = getattr(provider, how)
    assert (await visitor.come_in())[0] == 401
    assert not visitor.is_in


async def test_an_answer_fits_one_browser_one_way_and_one_time(
    here: Running, visitor: Visitor, provider: OidcProvider, people: SimpleNamespace, world: World
) -> None:
    await link(world, people.responder.account_id, provider, "person-1")
    back = await visitor.to_provider()
    # Another browser, as when somebody is sent a link with an answer in it.
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        other = Visitor(session, here.url)
        assert (await other.arrive(back))[0] == 401
        await other.to_provider()
        assert (await other.arrive(back))[0] == 401
    assert "token" not in provider.calls
    for spoilt in (
        re.sub(r"state=[^&]+", "state=x", back),
        re.sub(r"code=[^&]+", "code=x", await visitor.to_provider()),
        re.sub(r"iss=[^&]+", "iss=http%3A%2F%2Felsewhere.example", await visitor.to_provider()),
        re.sub(r"&iss=[^&]+", "", await visitor.to_provider()),
        re.sub(r"code=[^&]+", "error=access_denied", await visitor.to_provider()),
    ):
        assert (await visitor.arrive(spoilt))[0] == 401, spoilt
    back = await visitor.to_provider()
    assert (await visitor.arrive(back))[0] == 303
    assert (await visitor.arrive(back))[0] == 401
    back = await visitor.to_provider()
    await world.move_clock(700)
    await until_the_clock_is_seen(here, 650)
    assert (await visitor.arrive(back))[0] == 401


async def until_the_clock_is_seen(here: Running, ahead: float) -> None:
    async with asyncio.timeout(5):
        while here.feed.database_time() < time.time() + ahead:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    "place", ["authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"]
)
async def test_nothing_but_the_issuer_is_called(
    place: str, visitor: Visitor, provider: OidcProvider
) -> None:
    provider.facts = {place: "http://127.0.0.1:9/elsewhere"}
    status, _, text = await visitor.get("/sign-in/organization")
    assert status == 502
    assert says(text, "single_sign_on_unavailable")


async def test_whoever_is_signed_in_links_and_unlinks_after_proving_themselves(
    visitor: Visitor, provider: OidcProvider, people: SimpleNamespace, world: World
) -> None:
    provider.subject = "rita@agency"
    assert (await visitor.post("/sign-in", login="rita", password=PASSWORD))[0] == 303
    status, location, _ = await visitor.post("/account/single-sign-on")
    assert status == 303 and location.startswith("/step-up")
    assert (await visitor.post("/step-up", password=PASSWORD, back="/"))[0] == 303
    status, _, text = await visitor.post("/account/single-sign-on")
    assert status == 200
    _, back, _ = await visitor.get(led_to(text))
    assert (await visitor.arrive(back))[:2] == (303, "/account?said=linked")
    # Somebody else can't take it, and without a session nothing is linked.
    await visitor.post("/sign-out")
    assert (await visitor.come_in())[:2] == (303, "/console")
    await visitor.post("/sign-out")
    await visitor.post("/sign-in", login="olga", password=PASSWORD)
    await visitor.post("/step-up", password=PASSWORD, back="/")
    _, _, text = await visitor.post("/account/single-sign-on")
    _, back, _ = await visitor.get(led_to(text))
    status, _, text = await visitor.arrive(back)
    assert status == 409 and says(text, "single_sign_on_taken")
    _, _, text = await visitor.post("/account/single-sign-on")
    _, back, _ = await visitor.get(led_to(text))
    await visitor.post("/sign-out")
    assert (await visitor.arrive(back))[0] == 401
    assert await world.owner.fetchval("SELECT count(*) FROM housing.single_sign_on") == 1
    await visitor.post("/sign-in", login="rita", password=PASSWORD)
    assert (await visitor.post("/account/single-sign-on/remove"))[1].startswith("/step-up")
    await visitor.post("/step-up", password=PASSWORD, back="/")
    removed = await visitor.post("/account/single-sign-on/remove")
    assert removed[:2] == (303, "/account?said=unlinked")
    await visitor.post("/sign-out")
    assert (await visitor.come_in())[0] == 403


async def test_at_a_shelters_desk_it_is_a_shift_of_that_desk(
    visitor: Visitor, provider: OidcProvider, people: SimpleNamespace, world: World
) -> None:
    """It locks and ends as one opened by a password there; elsewhere it belongs to no desk."""
    await visitor.post("/sign-in", login="anna", password=PASSWORD)
    assert (await visitor.post("/desks", label="desk"))[0] == 303
    await visitor.post("/sign-out")
    await link(world, people.staff.account_id, provider, "person-1")
    opened = "SELECT device_id, lock_after_seconds FROM housing.session WHERE account_id = $1"
    seen = []
    for way in ("password", "provider", "elsewhere"):
        if way == "password":
            await visitor.post("/sign-in", login="anna", password=PASSWORD)
        else:
            assert (await visitor.come_in())[:2] == (303, "/shelter")
        seen.append(await world.owner.fetchrow(opened, people.staff.account_id))
        await visitor.post("/sign-out")
        if way == "provider":
            visitor.session.cookie_jar.clear()
    by_password, by_provider, elsewhere = seen
    assert by_provider == by_password and by_provider["device_id"] is not None
    assert elsewhere["device_id"] is None


async def test_another_person_linked_ends_what_the_one_before_had_open(
    here: Running, visitor: Visitor, provider: OidcProvider, people: SimpleNamespace, world: World
) -> None:
    await link(world, people.responder.account_id, provider, "person-1")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        before = Visitor(session, here.url)
        await before.come_in()
        assert (await before.get("/console"))[0] == 200
        provider.subject = "person-2"
        await visitor.post("/sign-in", login="rita", password=PASSWORD)
        await visitor.post("/step-up", password=PASSWORD, back="/")
        _, _, text = await visitor.post("/account/single-sign-on")
        _, back, _ = await visitor.get(led_to(text))
        assert (await visitor.arrive(back))[:2] == (303, "/account?said=linked")
        assert (await before.get("/console"))[0] == 401
    assert (await visitor.get("/console"))[0] == 200


async def test_what_was_opened_with_a_second_factor_ends_with_the_link_too(
    here: Running, visitor: Visitor, provider: OidcProvider, people: SimpleNamespace, world: World
) -> None:
    """By a code of the app, by a recovery code, and what still waits for either."""
    account = people.responder.account_id
    await visitor.post("/sign-in", login="rita", password=PASSWORD)
    await visitor.post("/step-up", password=PASSWORD, back="/")
    _, _, text = await visitor.post("/account/app")
    found = re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', text)
    assert found, text
    secret, step = found[1].replace(" ", ""), await database_step(world)
    _, _, text = await visitor.post("/account/app/confirm", code=code_at(secret, step))
    of_app, recovery, later = code_at(secret, step + 1), *codes_shown(text)[:2]
    await link(world, account, provider, "person-1")
    async with contextlib.AsyncExitStack() as stack:

        async def first_said() -> Visitor:
            jar = aiohttp.CookieJar(unsafe=True)
            session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
            before = Visitor(session, here.url)
            assert (await before.come_in())[:2] == (303, "/sign-in/second?")
            return before

        opened = [await first_said(), await first_said()]
        for before, code in zip(opened, (of_app, recovery), strict=True):
            assert (await before.post("/sign-in/second", code=code))[:2] == (303, "/console")
            assert (await before.get("/console"))[0] == 200
        waiting = await first_said()
        kinds = await world.owner.fetch(
            "SELECT opened_with FROM housing.session WHERE account_id = $1 ORDER BY 1", account
        )
        assert [row[0] for row in kinds] == ["password", "single_sign_on", "single_sign_on"]
        provider.subject = "person-2"
        _, _, text = await visitor.post("/account/single-sign-on")
        _, back, _ = await visitor.get(led_to(text))
        assert (await visitor.arrive(back))[:2] == (303, "/account?said=linked")
        for before in opened:
            assert (await before.get("/console"))[0] == 401
        assert (await waiting.post("/sign-in/second", code=later))[0] == 403
        assert not waiting.is_in
    assert (await visitor.get("/console"))[0] == 200


async def test_whoever_sits_there_next_finishes_no_link_that_another_began(
    visitor: Visitor, provider: OidcProvider, people: SimpleNamespace, world: World
) -> None:
    async def begun_as(login: str) -> str:
        await visitor.post("/sign-in", login=login, password=PASSWORD)
        await visitor.post("/step-up", password=PASSWORD, back="/")
        return (await visitor.get(led_to((await visitor.post("/account/single-sign-on"))[2])))[1]

    back = await begun_as("olga")
    kept = {one.key: one.value for one in visitor.session.cookie_jar if one.key.endswith(FLOW)}
    await visitor.post("/sign-out")
    assert kept and not any(one.key.endswith(FLOW) for one in visitor.session.cookie_jar)
    await begun_as("rita")
    visitor.session.cookie_jar.update_cookies(kept, URL(visitor.url))
    assert (await visitor.arrive(back))[0] == 401
    assert await world.owner.fetchval("SELECT count(*) FROM housing.single_sign_on") == 0
    visitor.session.cookie_jar.clear()
    assert (await visitor.arrive(await begun_as("rita")))[0] == 303
    await visitor.post("/account/single-sign-on/remove")
    noted = "SELECT string_agg(action, ' ') FROM housing.audit WHERE action LIKE 'single%'"
    assert await world.owner.fetchval(noted) == "single_sign_on_linked single_sign_on_unlinked"


async def test_without_a_provider_there_is_no_such_way(service: Running, http) -> None:
    for path in ("/sign-in/organization", BACK):
        async with http.get(service.url + path) as answer:
            assert (await answer.json())["code"] == "single_sign_on_not_offered"
            assert answer.status == 404
    async with http.get(service.url + "/sign-in") as answer:
        assert "/sign-in/organization" not in await answer.text()


# It uses parts of its own library that are on their way out.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_a_provider_that_others_have_written_is_understood(
    serve: Serve, people: SimpleNamespace, world: World, unused_tcp_port: int, secret_file: Path
) -> None:
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        running = await serve(
            port=unused_tcp_port, public_url=f"http://127.0.0.1:{unused_tcp_port}",
            oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret_file=secret_file,
        )  # fmt: skip
        person = subject_hash(issuer, "rita")
        await world.owner.execute(
            "SELECT housing.link_single_sign_on($1, $2)", people.responder.account_id, person
        )
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            visitor = Visitor(session, running.url)
            _, address, _ = await visitor.get("/sign-in/organization")
            async with session.post(address, data={"sub": "rita"}, allow_redirects=False) as answer:
                back = answer.headers["Location"]
            assert (await visitor.arrive(back))[:2] == (303, "/console")


def test_only_an_address_at_the_issuer_is_the_issuers() -> None:
    assert same_place("https://id.example", "https://id.example/a?b=c")
    for other in (
        "https://id.example.org/a", "http://id.example/a", "https://id.example:444/a", None, 1,
        "https://id.example@elsewhere.example/", "//id.example/a", "https://id.example/a#b",
        "https://[", "x" * 3_000,
    ):  # fmt: skip
        assert not same_place("https://id.example", other)
    for address in ("https://id.example", "http://127.0.0.1:80/x", "https://id.example/realm"):
        assert is_issuer(address)
    for address in ("http://id.example", "https://", "https://a@b/", "https://a/?b", "ftp://a", ""):
        assert not is_issuer(address)


def test_a_way_is_bound_to_its_purpose_and_its_time() -> None:
    flow = begin("in", 1_800_000_000)
    assert flow_of(flow.cookie) == flow
    assert flow.is_answered_by(flow.state) and not flow.is_answered_by("é")
    changed = flow_of(flow.cookie.replace("in.", "link."))
    later = flow_of(flow.cookie.replace("1800000000", "1800000001"))
    assert changed and later
    assert len({flow.state, flow.nonce, flow.verifier, changed.state, later.state}) == 5
    assert 43 <= len(flow.verifier) <= 128
    for wrong in (None, "", "in", flow.cookie + "x", flow.cookie.replace("in.", "out."), "in.é.x"):
        assert flow_of(wrong) is None
    assert not flow.is_over(1_800_000_600) and flow.is_over(1_800_000_601)
