"""An authenticator app and recovery codes: each code once, few guesses, nothing readable stored."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from housing_service.app import Running
from housing_service.config import SecretKeyError
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.service.second_factor import SecondFactor
from housing_service.service.secret_box import SecretBox, secret_box
from tests.conftest import Serve
from tests.desks.person import Person
from tests.signing_in.factors import (
    SESSION,
    TICKET,
    code_at,
    database_step,
    first,
    prove,
    second,
    set_up_app,
)
from tests.support.world import PASSWORD, World


async def test_signing_in_takes_two_steps_once_an_app_is_on(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as rita, Person(running.url) as elsewhere:
        await rita.sign_in("rita")
        # Nothing can be set up without a proof, and what is asked for leads to it.
        assert (await rita.post("/account/app"))[1].startswith("/step-up?back=%2Faccount")
        await prove(rita)
        secret, recovery = await set_up_app(rita, world)
        assert len(set(recovery)) == 10
        status, where = await first(elsewhere, "rita")
        assert (status, where.partition("?")[0]) == (303, "/sign-in/second")
        assert elsewhere.cookie(SESSION) is None
        assert elsewhere.cookie(TICKET)
        assert (await elsewhere.me())[0] == 401, "the ticket is no session"
        step = await database_step(world)
        # The code that turned it on does not open the door a second time.
        assert (await second(elsewhere, code_at(secret, step)))[0] == 403
        assert (await second(elsewhere, code_at(secret, step + 1))) == (303, "/console")
        assert (await elsewhere.me())[0] == 200
        assert elsewhere.cookie(TICKET) is None
        # From now on the password alone proves nothing either.
        status, answer = await elsewhere.call("POST", "/v1/me/step-up", {"password": PASSWORD})
        assert (status, answer["code"]) == (403, "second_factor_needed")
        status, answer = await elsewhere.call("POST", "/v1/me/step-up", {"code": recovery[0]})
        assert status == 200
        status, answer = await elsewhere.call("POST", "/v1/me/step-up", {"code": recovery[0]})
        assert (status, answer["code"]) == (403, "code_failed")


async def test_a_wrong_password_does_not_say_whether_there_is_a_second_factor(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as rita:
        await rita.sign_in("rita")
        await prove(rita)
        await set_up_app(rita, world)
    pages = []
    for login in ("rita", "anna", "nobody"):
        async with Person(running.url) as guess:
            pages.append(await guess.post("/sign-in", login=login, password="wrong"))
            assert guess.cookie(TICKET) is None
    told = [(status, re.sub(r"[0-9a-f]{32,}|\d\d:\d\d[^\"]*", "", text)) for status, text in pages]
    assert told[0] == told[1] == told[2]


async def test_ten_thousand_guesses_are_stopped_at_five(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    """However they are spread: over tickets, sessions and processes they count together."""
    async with Person(running.url) as rita, Person(running.url) as guesser:
        await rita.sign_in("rita")
        await prove(rita)
        secret, _ = await set_up_app(rita, world)
        account = people.responder.account_id
        await first(guesser, "rita")
        statuses = [(await second(guesser, f"{n:06}"))[0] for n in range(4)]
        status, answer = await rita.call("POST", "/v1/me/step-up", {"code": "000004"})
        assert statuses == [403] * 4
        assert (status, answer["code"]) == (403, "code_failed")
        await first(guesser, "rita")
        right = code_at(secret, await database_step(world))
        assert (await second(guesser, right))[0] == 429, "a right one waits as well"
        # The rest of the ten thousand, at the function that each process asks before it compares.
        taken = await world.owner.fetchval(
            "SELECT count(*) FILTER (WHERE housing.take_credential_try($1, 'code', 5) = 0)"
            " FROM generate_series(1, 9995)", account
        )  # fmt: skip
        assert taken == 0
        await world.move_clock(901)
        await first(guesser, "rita")
        assert (await second(guesser, "000005"))[0] == 403
        assert (await second(guesser, "000006"))[0] == 429, "one guess, then twice as long"
        await world.move_clock(901 + 1_801)
        await first(guesser, "rita")
        assert (await second(guesser, code_at(secret, await database_step(world))))[0] == 303
        assert await world.owner.fetchval("SELECT count(*) FROM housing.credential_try") == 0


@pytest.mark.usefixtures("people")
async def test_wrong_codes_do_not_keep_an_owner_out(running: Running, world: World) -> None:
    """Who knows a password makes the app's codes wait, and not the recovery codes."""
    async with Person(running.url) as rita, Person(running.url) as guesser:
        await rita.sign_in("rita")
        await prove(rita)
        secret, recovery = await set_up_app(rita, world)
        await first(guesser, "rita")
        wrong = ["AAAA-BBBB-CCCC-DDDD"] * 7 + [f"{n:06}" for n in range(5)]
        assert {(await second(guesser, code))[0] for code in wrong} == {403}
        right = code_at(secret, await database_step(world))
        assert (await second(guesser, right))[0] == 429
        assert (await second(guesser, wrong[0]))[0] == 403
        status, answer = await rita.call("POST", "/v1/me/step-up", {"code": right})
        assert (status, answer["code"]) == (429, "too_many_tries")
        status, answer = await rita.call("POST", "/v1/me/step-up", {"code": wrong[0]})
        assert (status, answer["code"]) == (403, "code_failed")
        status, _ = await rita.call("POST", "/v1/me/step-up", {"code": recovery[0]})
        assert status == 200
        assert (await second(guesser, recovery[0]))[0] == 403, "it was used"
        assert (await second(guesser, recovery[1]))[0] == 303


async def test_a_ticket_is_over_after_five_minutes_and_after_its_use(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as rita, Person(running.url) as late:
        await rita.sign_in("rita")
        await prove(rita)
        secret, recovery = await set_up_app(rita, world)
        await first(late, "rita")
        ticket = late.cookie(TICKET) or ""
        await world.move_clock(301)
        status, page = await second(late, code_at(secret, await database_step(world)))
        assert status == 403
        assert "Signing in took too long" in page
        assert (await second(rita, recovery[0]))[0] == 403, "without a ticket no code is looked at"
        await first(late, "rita")
        used = late.cookie(TICKET) or ""
        assert used != ticket
        assert (await second(late, recovery[0]))[0] == 303
        async with Person(running.url, {TICKET: used}) as again:
            assert (await second(again, recovery[1]))[0] == 403


async def test_nothing_readable_is_stored(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as rita, Person(running.url) as other:
        await rita.sign_in("rita")
        await prove(rita)
        secret, recovery = await set_up_app(rita, world)
        await first(other, "rita")
        secrets = [
            secret, *recovery, *(one.replace("-", "") for one in recovery), PASSWORD,
            rita.cookie(SESSION) or "", other.cookie(TICKET) or "",
        ]  # fmt: skip
        forms = [form for one in secrets for form in (one, one.encode().hex())]
        tables = await world.owner.fetch(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
            " WHERE schemaname = 'housing'"
        )
        for table in tables:
            rows = await world.owner.fetch(f"SELECT to_jsonb(t)::text AS r FROM {table['name']} t")
            dump = "\n".join(row["r"] for row in rows)
            assert not [form for form in forms if form in dump], table["name"]


async def test_who_must_have_a_second_factor_may_do_nothing_before(
    serve: Serve, people: SimpleNamespace, world: World, tmp_path: Any
) -> None:
    running = await serve(
        identity_cache_seconds=0, second_factor_required="operator",
        secret_key_file=tmp_path / "secret.key", data_dir=tmp_path,
    )  # fmt: skip
    async with Person(running.url) as olga, Person(running.url) as rita:
        assert await rita.sign_in("rita") == (303, "/console")
        assert await olga.sign_in("olga") == (303, "/account")
        assert await olga.get("/operator") == (303, "/account")
        status, answer = await olga.call("GET", "/v1/pools")
        assert (status, answer["code"]) == (403, "second_factor_required")
        status, answer = await olga.call("POST", "/v1/pools/search", {})
        assert (status, answer["code"]) == (403, "second_factor_required")
        # Somebody else knows the password too, and waits.
        async with Person(running.url) as thief:
            assert await thief.sign_in("olga") == (303, "/account")
            # Straight from the password: it was said a moment ago.
            await set_up_app(olga, world)
            status, answer = await thief.call("GET", "/v1/pools")
            assert (status, answer["code"]) == (401, "not_signed_in")
        assert (await olga.get("/operator"))[0] == 200
        await world.move_clock(45)
        # The last one stays.
        _, page = await olga.get("/account")
        assert "To change something here" in page
        async with Person(running.url) as again:
            assert (await first(again, "olga"))[1].startswith("/sign-in/second")


async def test_removing_the_app_needs_a_proof_and_takes_the_codes_along(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as rita:
        await rita.sign_in("rita")
        await prove(rita)
        secret, recovery = await set_up_app(rita, world)
        # Already on: another one has to wait until it is removed.
        status, page = await rita.post("/account/app")
        assert status == 409
        assert "set up already" in page
        status, page = await rita.post("/account/codes")
        assert status == 200
        status, answer = await rita.call("POST", "/v1/me/step-up", {"code": recovery[0]})
        assert (status, answer["code"]) == (403, "code_failed"), "the codes before are over"
        await world.move_clock(301)
        assert (await rita.post("/account/app/remove"))[1].startswith("/step-up")
        step = await database_step(world)
        await rita.call("POST", "/v1/me/step-up", {"code": code_at(secret, step)})
        assert await rita.post("/account/app/remove") == (303, "/account?said=app_removed")
        left = await world.owner.fetchval(
            "SELECT (SELECT count(*) FROM housing.totp)"
            " + (SELECT count(*) FROM housing.recovery_code)"
        )
        assert left == 0
        async with Person(running.url) as again:
            assert await again.sign_in("rita") == (303, "/console")


async def test_what_is_refused_by_code(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    own, signin = running.services.own, running.services.signin

    async def refused(doing: Awaitable[Any]) -> str:
        with pytest.raises(Refusal) as told:
            await doing
        return told.value.code

    async with Person(running.url) as rita:
        await rita.sign_in("rita")

        async def who() -> Identity:
            found = await signin.by_session(rita.cookie(SESSION) or "")
            assert found is not None
            return found

        identity = await who()
        factor = own.second_factor
        assert await refused(factor.begin(identity, "rita")) == "step_up_required"
        assert await refused(factor.renew_recovery_codes(identity)) == "step_up_required"
        assert await refused(own.account.end_session(identity, uuid4())) == "session_not_found"
        assert await refused(factor.sign_in("hs_none", "123456", None, "other")) == (
            "sign_in_ticket_over"
        )
        await prove(rita)
        identity = await who()
        assert await refused(factor.remove(identity)) == "second_factor_not_found"
        assert await refused(factor.renew_recovery_codes(identity)) == "second_factor_not_found"
        without_key = SecondFactor(
            running.services.signin._database, signin, own.step_up, None, issuer="x"
        )
        assert await refused(without_key.begin(identity, "rita")) == "authenticator_not_offered"
        await set_up_app(rita, world)
        assert await refused(factor.begin(identity, "rita")) == "second_factor_already_set"
        signin.roles_with_factor = ("responder",)
        assert await refused(factor.remove(identity)) == "second_factor_last"
        # An app whose key is lost fits no code, and nobody learns why.
        other = SecondFactor(
            running.services.signin._database, signin, own.step_up, SecretBox(b"k" * 32), issuer="x"
        )
        session = rita.cookie(SESSION) or ""
        assert await refused(other.step_up(identity, session, "123456")) == "code_failed"


def test_a_sealed_secret_opens_for_its_account_and_with_its_key_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret.key"
    box, mine = secret_box(path, may_make=True), uuid4()
    assert box is not None
    assert path.stat().st_mode & 0o777 == 0o600
    sealed = box.seal(b"JBSWY3DPEHPK3PXP", mine)
    again = secret_box(path, may_make=True)
    assert again is not None
    assert again.open(sealed, mine) == b"JBSWY3DPEHPK3PXP"
    assert again.open(sealed, uuid4()) is None
    assert SecretBox(b"k" * 32).open(sealed, mine) is None
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        assert box.open(changed, mine) is None
    assert box.open(b"", mine) is None
    path.write_text("too short")
    for wrong in (path, tmp_path / "missing"):
        with pytest.raises(SecretKeyError):
            secret_box(wrong, may_make=False)
    assert secret_box(None, may_make=False) is None
