"""Passkeys: each signature once, of this site only, by an owner who was looked at, never a copy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from housing_service.app import Running
from tests.desks.person import Person
from tests.signing_in.factors import SESSION, first, prove
from tests.signing_in.soft_passkey import PRESENT, SoftPasskey, text
from tests.support.world import PASSWORD, World


@pytest.fixture
def here(running: Running) -> str:
    """Browsers have no passkeys for a bare address."""
    return running.url.replace("127.0.0.1", "localhost")


@pytest.fixture
async def rita(here: str, people: SimpleNamespace) -> AsyncIterator[Person]:
    async with Person(here) as person:
        await person.sign_in("rita")
        yield person


async def register(person: Person, passkey: SoftPasskey) -> tuple[int, Any]:
    status, options = await person.call("POST", "/account/passkeys/options")
    assert status == 200, options
    return await person.call("POST", "/account/passkeys", {"passkey": passkey.made(options)})


async def asked(person: Person) -> Any:
    status, options = await person.call("POST", "/sign-in/passkey/options")
    assert status == 200
    return options


async def open_door(person: Person, answer: Any) -> tuple[int, str]:
    status, told = await person.call("POST", "/sign-in/passkey", {"passkey": answer, "next": ""})
    return status, told["location"] if status == 200 else told["code"]


async def test_a_passkey_is_the_whole_way_in(rita: Person, here: str, world: World) -> None:
    passkey = SoftPasskey(here)
    status, answer = await rita.call("POST", "/account/passkeys/options")
    assert (status, answer["code"]) == (403, "step_up_required")
    await prove(rita)
    status, answer = await register(rita, passkey)
    assert status == 200
    assert len(answer["codes"]) == 10, "the first second factor brings recovery codes"
    status, answer = await register(rita, SoftPasskey(here))
    assert (status, answer["codes"]) == (200, []), "and the next one leaves them as they are"
    async with Person(here) as elsewhere:
        options = await asked(elsewhere)
        assert options.get("allowCredentials", []) == [], "nobody is told who has which"
        assert await open_door(elsewhere, passkey.signed(options)) == (200, "/console")
        status, me = await elsewhere.me()
        assert me["role"] == "responder"
        elsewhere.csrf = me["csrf"]
        status, options = await elsewhere.call("POST", "/step-up/passkey")
        proof = passkey.signed(options)
        status, answer = await elsewhere.call("POST", "/v1/me/step-up", {"passkey": proof})
        assert (status, answer) == (200, {"seconds": 300})
        status, answer = await elsewhere.call("POST", "/v1/me/step-up", {"passkey": proof})
        assert (status, answer["code"]) == (403, "passkey_failed")
    async with Person(here) as password_only:
        assert (await first(password_only, "rita"))[1].startswith("/sign-in/second")


async def test_each_signature_opens_once_and_within_five_minutes(
    rita: Person, here: str, world: World
) -> None:
    passkey = SoftPasskey(here)
    await prove(rita)
    await register(rita, passkey)
    async with Person(here) as door:
        answer = passkey.signed(await asked(door))
        assert (await open_door(door, answer))[0] == 200
        # The same again, and one that counts on over a challenge that was used.
        assert await open_door(door, answer) == (403, "passkey_failed")
        options = await asked(door)
        assert (await open_door(door, passkey.signed(options)))[0] == 200
        assert await open_door(door, passkey.signed(options)) == (403, "passkey_failed")
        late = passkey.signed(await asked(door))
        await world.move_clock(301)
        assert await open_door(door, late) == (403, "passkey_failed")
        # What was asked of somebody to prove themselves opens no door, and nobody made this one up.
        _, options = await rita.call("POST", "/step-up/passkey")
        assert await open_door(door, passkey.signed(options)) == (403, "passkey_failed")
        made_up = {"challenge": text(b"m" * 32)}
        assert await open_door(door, passkey.signed(made_up)) == (403, "passkey_failed")


async def test_whoever_asks_too_often_keeps_nobody_out(
    rita: Person, here: str, world: World
) -> None:
    """Of what is asked for to sign in twenty thousand are kept, the newest; of what people prove
    themselves with nothing is lost."""
    await prove(rita)
    passkey = SoftPasskey(here)
    await register(rita, passkey)
    _, own = await rita.call("POST", "/step-up/passkey")
    async with Person(here) as door:
        early = await asked(door)
        await world.owner.execute(
            "INSERT INTO housing.passkey_challenge (challenge_hash, purpose, expires_at)"
            " SELECT sha256(n::text::bytea), 'sign_in',"
            "        housing.service_clock() + interval '5 minutes'"
            "   FROM generate_series(1, 20000) n"
        )
        assert (await open_door(door, passkey.signed(await asked(door))))[0] == 200
        assert await open_door(door, passkey.signed(early)) == (403, "passkey_failed")
    kept = "SELECT count(*) FROM housing.passkey_challenge WHERE purpose = 'sign_in'"
    assert await world.owner.fetchval(kept) < 20_001
    proof = {"passkey": passkey.signed(own)}
    assert (await rita.call("POST", "/v1/me/step-up", proof))[0] == 200


async def test_copies_other_sites_and_unseen_owners_are_refused(rita: Person, here: str) -> None:
    await prove(rita)
    passkey = SoftPasskey(here)
    await register(rita, passkey)
    async with Person(here) as door:
        stranger = SoftPasskey(here)
        assert await open_door(door, stranger.signed(await asked(door))) == (403, "passkey_failed")
        stranger.credential_id = passkey.credential_id
        assert await open_door(door, stranger.signed(await asked(door))) == (403, "passkey_failed")
        for wrong in ({"origin": "https://elsewhere.example"}, {"host": "elsewhere.example"},
                      {"flags": PRESENT}, {"count": 0}):  # fmt: skip
            was = {name: getattr(passkey, name) for name in wrong}
            for name, value in wrong.items():
                setattr(passkey, name, value)
            done = await open_door(door, passkey.signed(await asked(door)))
            assert done == (403, "passkey_failed"), wrong
            for name, value in was.items():
                setattr(passkey, name, value)
        assert (await open_door(door, passkey.signed(await asked(door))))[0] == 200
    for wrong_passkey in (
        SoftPasskey("https://elsewhere.example"), SoftPasskey(here, host="elsewhere.example"),
        SoftPasskey(here, flags=PRESENT),
    ):  # fmt: skip
        status, answer = await register(rita, wrong_passkey)
        assert (status, answer["code"]) == (403, "passkey_failed")


@pytest.mark.parametrize(
    "answer",
    [None, 7, [], {}, {"id": "x" * 20_000}, {"id": "AA", "rawId": "AA"},
     {"id": "AA", "rawId": "AA", "type": "public-key", "response": {
         "clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"}},
     {"id": "AA", "rawId": "AA", "type": "public-key", "response": {
         "clientDataJSON": "AA", "attestationObject": "gg"}}],
    ids=range(8),
)  # fmt: skip
async def test_nonsense_is_refused_and_no_fault(rita: Person, here: str, answer: Any) -> None:
    await prove(rita)
    for path in ("/sign-in/passkey", "/account/passkeys"):
        status, told = await rita.call("POST", path, {"passkey": answer})
        assert (status, told["code"]) == (403, "passkey_failed"), path


async def test_ten_are_enough_and_each_can_be_removed(
    rita: Person, here: str, people: SimpleNamespace, world: World
) -> None:
    await prove(rita)
    for _ in range(10):
        assert (await register(rita, SoftPasskey(here)))[0] == 200
    status, answer = await register(rita, SoftPasskey(here))
    assert (status, answer["code"]) == (409, "passkey_limit_reached")
    mine = [row["id"] for row in await world.owner.fetch("SELECT id FROM housing.passkey")]
    async with Person(here) as anna:
        await anna.sign_in("anna")
        await prove(anna)
        for foreign in (mine[0], uuid4()):
            assert (await anna.post(f"/account/passkeys/{foreign}/remove"))[0] == 404
    assert (await rita.post(f"/account/passkeys/{mine[0]}/remove"))[0] == 303
    assert await world.owner.fetchval("SELECT count(*) FROM housing.passkey") == 9


async def test_the_last_factor_of_a_role_that_must_have_one_stays(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    signin = running.services.signin
    here = running.url.replace("127.0.0.1", "localhost")
    async with Person(here) as olga:
        await olga.sign_in("olga")
        await prove(olga)
        await register(olga, SoftPasskey(here))
        (only,) = await world.owner.fetch("SELECT id FROM housing.passkey")
        signin.roles_with_factor = ("operator",)
        status, page = await olga.post(f"/account/passkeys/{only['id']}/remove")
        assert status == 409
        assert "this is the last one" in page
        signin.roles_with_factor = ()
        assert (await olga.post(f"/account/passkeys/{only['id']}/remove"))[0] == 303
        assert await world.owner.fetchval("SELECT count(*) FROM housing.recovery_code") == 0


async def test_where_browsers_have_no_passkeys_none_are_offered(
    running: Running, people: SimpleNamespace
) -> None:
    async with Person(running.url) as rita:
        status, page = await rita.get("/sign-in")
        assert "data-passkey" not in page
        status, answer = await rita.call("POST", "/sign-in/passkey/options")
        assert (status, answer["code"]) == (409, "passkeys_not_offered")
        await rita.sign_in("rita")
        status, answer = await rita.call("POST", "/step-up/passkey")
        assert (status, answer["code"]) == (409, "passkeys_not_offered")
        status, answer = await rita.call(
            "POST", "/v1/me/step-up", {"passkey": {}, "password": PASSWORD}
        )
        assert (status, answer["code"]) == (422, "invalid_request"), "exactly one proof"
        assert rita.cookie(SESSION)
