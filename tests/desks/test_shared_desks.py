"""Signing in with a PIN works at an enrolled desk of one's own organization, and nowhere else."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from uuid import uuid4

import asyncpg
import pytest

from housing_service.app import Running
from housing_service.domain.errors import Refusal
from housing_service.store.accounts import Lifetimes
from tests.desks.person import PIN, Person, words_of
from tests.support.api import Console
from tests.support.world import PASSWORD, World


async def test_a_shift_from_enrolling_to_signing_out(
    running: Running, house: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as desk:
        await desk.sign_in("anna")
        assert PIN not in (await desk.get("/sign-in"))[1]
        assert await desk.post("/desks", label="desk") == (303, "/desks?said=enrolled")
        _, page = await desk.get("/desks")
        assert "This is a shared computer." in words_of(page)
        await desk.post("/sign-out")

        status, page = await desk.get("/shelter")
        assert (status, "anna" in page, "berta" in page) == (401, True, True)
        assert "stranger" not in page
        assert "Quiet House" not in page
        assert await desk.sign_in_with_pin(house.berta.account_id) == (303, "/shelter")
        _, me = await desk.me()
        assert (me["account_id"], me["desk"]) == (str(house.berta.account_id), True)
        row = await world.owner.fetchrow(
            "SELECT s.opened_with, d.label, d.last_used_on,"
            " extract(epoch FROM s.expires_at - s.created_at)::int AS seconds"
            " FROM housing.session s JOIN housing.device d ON d.id = s.device_id"
        )
        assert tuple(row)[:2] == ("pin", "desk")
        assert row["seconds"] == 12 * 3600
        assert (await desk.call("GET", "/v1/holds"))[0] == 200
        secrets = [desk.cookie("housing_desk"), desk.cookie("housing_session")]
        for (table,) in await world.owner.fetch(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE n.nspname = 'housing' AND relkind = 'r'"
        ):
            for stored in await world.owner.fetch(f"SELECT t::text AS row FROM housing.{table} t"):
                assert not any(secret in stored["row"] for secret in secrets), table


async def test_a_pin_opens_nothing_anywhere_else(
    running: Running, house: SimpleNamespace, desk: Person
) -> None:
    """On no desk, a made-up one and another's: the same answer as for a PIN that is wrong."""
    wrong = await desk.sign_in_with_pin(house.anna.account_id, "915482")
    said = words_of(wrong[1]).partition("Who is here?")[0]
    assert (wrong[0], "do not match" in said) == (403, True)
    for account in (house.stranger.account_id, house.operator.account_id, uuid4()):
        status, page = await desk.sign_in_with_pin(account)
        assert (status, words_of(page).partition("Who is here?")[0]) == (403, said)
    async with Person(running.url) as elsewhere:
        assert (await elsewhere.sign_in_with_pin(house.anna.account_id))[0] == 403
    async with Person(running.url, {"housing_desk": "hs_made_up"}) as elsewhere:
        assert (await elsewhere.sign_in_with_pin(house.anna.account_id))[0] == 403
        assert "Who is here?" not in (await elsewhere.get("/sign-in"))[1]
    for broken in ("", "12345", "1234567890123", "４８２９１５", "48291x", "a" * 5_000):
        assert (await desk.sign_in_with_pin(house.anna.account_id, broken))[0] == 403
    assert (await desk.post("/sign-in/pin", account_id="x", pin=PIN))[0] == 422
    assert (await desk.sign_in_with_pin(house.anna.account_id))[0] == 303


async def test_wrong_pins_are_counted_before_they_are_compared(
    running: Running, house: SimpleNamespace, desk: Person, serve, world: World
) -> None:
    """Many guesses at once, at two processes: five are compared, whoever is asked."""
    second = await serve(identity_cache_seconds=0, sign_in_attempts_per_minute=1_000)
    device = {"housing_desk": desk.cookie("housing_desk") or ""}
    async with Person(second.url, device) as there:
        guesses = [f"90817{n}" for n in range(6)]
        answers = await asyncio.gather(
            *(desk.sign_in_with_pin(house.anna.account_id, guess) for guess in guesses),
            *(there.sign_in_with_pin(house.anna.account_id, guess) for guess in guesses),
        )
        refused = ["Too many PINs" in page for _, page in answers]
        assert (refused.count(False), refused.count(True)) == (5, 7)
        right = await there.sign_in_with_pin(house.anna.account_id)
        assert (right[0], "Use your password" in right[1]) == (403, True)
    # Berta's tries are her own, and the password opens the desk to Anna's PIN again.
    assert (await desk.sign_in_with_pin(house.berta.account_id))[0] == 303
    await desk.post("/sign-out")
    assert (await desk.sign_in("anna"))[0] == 303
    await desk.post("/sign-out")
    assert (await desk.sign_in_with_pin(house.anna.account_id))[0] == 303


async def test_a_pin_is_set_with_the_password_and_is_no_easy_one(
    running: Running, house: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as anna:
        await anna.sign_in("anna")

        async def given(password: str, pin: str, again: str | None = None) -> tuple[int, str]:
            return await anna.post("/desks/pin", password=password, pin=pin, pin_again=again or pin)

        before = await world.owner.fetch("SELECT account_id, pin_hash FROM housing.account_pin")
        for password, pin, again, status in (
            ("not-the-password", "730264", None, 403),
            (PASSWORD, "123456", None, 422),
            (PASSWORD, "150394", None, 422),
            (PASSWORD, "73026", None, 422),
            (PASSWORD, "730264", "730265", 422),
        ):
            assert (await given(password, pin, again))[0] == status, pin
        assert before == await world.owner.fetch(
            "SELECT account_id, pin_hash FROM housing.account_pin"
        )
        assert await given(PASSWORD, "730264") == (303, "/desks?said=pin_set")
        hashes = await world.owner.fetch("SELECT pin_hash FROM housing.account_pin")
        assert all(row["pin_hash"].startswith("$argon2id$") for row in hashes)
        assert len({row["pin_hash"] for row in hashes}) == 2


async def test_removing_a_desk_ends_everything_that_was_opened_there(
    running: Running, house: SimpleNamespace, desk: Person, serve, world: World
) -> None:
    second = await serve(identity_cache_seconds=0)
    await desk.sign_in_with_pin(house.berta.account_id)
    async with Person(running.url) as anna:
        await anna.sign_in("anna")
        _, page = await anna.get("/desks")
        device = re.findall(r"/desks/([0-9a-f-]{36})/remove", page)[0]
        async with (
            Console(running.url, None, additional_headers=desk.live_headers()) as here,
            Console(second.url, None, additional_headers=desk.live_headers()) as there,
        ):
            await here.until(lambda console: console.pools)
            await there.until(lambda console: console.pools)
            assert await anna.post(f"/desks/{device}/remove") == (303, "/desks?said=removed")
            assert await here.until_closed(2) == 4501
            assert await there.until_closed(5) == 4501
        assert (await anna.me())[0] == 200
    assert (await desk.me())[0] == 401
    assert "Who is here?" not in (await desk.get("/sign-in"))[1]
    assert (await desk.sign_in_with_pin(house.berta.account_id))[0] == 403
    on_duty = await world.owner.fetch("SELECT account_id FROM housing.duty")
    assert house.berta.account_id not in [row["account_id"] for row in on_duty]


async def test_desks_are_seen_and_removed_by_their_own_house_only(
    running: Running, house: SimpleNamespace, desk: Person, world: World
) -> None:
    device = await world.owner.fetchval("SELECT id FROM housing.device")
    for login in ("stranger", "operator"):
        async with Person(running.url) as other:
            await other.sign_in(login)
            assert str(device) not in (await other.get("/desks"))[1]
            absent = await other.post(f"/desks/{uuid4()}/remove")
            foreign = await other.post(f"/desks/{device}/remove")
            assert (foreign[0], words_of(foreign[1])) == (404, words_of(absent[1]))
    assert (await desk.sign_in_with_pin(house.anna.account_id))[0] == 303
    async with Person(running.url) as operator:
        await operator.sign_in("operator")
        assert "Quiet House" not in (await operator.get("/desks"))[1]
        hidden = await operator.post(
            "/desks", label="desk", organization_id=str(house.organization)
        )
        assert hidden[0] == 404
        shown = await operator.post(
            "/desks", label="office", organization_id=str(house.other_organization)
        )
        assert shown == (303, "/desks?said=enrolled")
        assert "Open Door" in words_of((await operator.get("/desks"))[1])
    async with Person(running.url) as responder:
        await world.caller("responder", None, "responder")
        await responder.sign_in("responder")
        assert (await responder.get("/desks"))[0] == 403
        assert (await responder.post("/desks", label="desk"))[0] == 403


async def test_a_suspended_house_and_an_old_desk_open_nothing(
    running: Running, house: SimpleNamespace, desk: Person, world: World
) -> None:
    await world.owner.execute(
        "UPDATE housing.organization SET suspended_at = now() WHERE id = $1", house.organization
    )
    assert "Who is here?" not in (await desk.get("/sign-in"))[1]
    assert (await desk.sign_in_with_pin(house.anna.account_id))[0] == 403
    await world.owner.execute("UPDATE housing.organization SET suspended_at = NULL")
    assert (await desk.sign_in_with_pin(house.anna.account_id))[0] == 303
    await world.move_clock(181 * 86_400)
    assert (await desk.sign_in_with_pin(house.anna.account_id))[0] == 403
    await world.move_clock(300 * 86_400)
    await world.purge()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.device") == 0


async def test_an_enrolment_and_a_sign_in_that_no_page_of_ours_sent(
    running: Running, house: SimpleNamespace, desk: Person
) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    form = {"account_id": str(house.anna.account_id), "pin": PIN}
    async with desk.session.post(
        running.url + "/sign-in/pin", data=form, headers=foreign
    ) as answer:
        assert answer.status == 403
    await desk.sign_in_with_pin(house.anna.account_id)
    desk.csrf = "x"
    for path in ("/desks", "/desks/pin", "/desks/links", "/lock", "/unlock", "/still-here"):
        assert (await desk.post(path))[0] == 403, path


async def test_ending_a_desk_at_the_moment_of_a_sign_in_ends_that_too(
    database_url: str, house: SimpleNamespace, desk: Person, world: World
) -> None:
    """The sign-in has seen the desk and has no session yet when the desk is removed."""
    anna = house.anna.account_id
    device = await world.owner.fetchrow("SELECT id, secret_hash FROM housing.device")
    pin_hash = await world.owner.fetchval(
        "SELECT pin_hash FROM housing.account_pin WHERE account_id = $1", anna
    )
    await world.owner.execute(
        "INSERT INTO housing.session (token_hash, account_id, created_at, last_seen_at,"
        " idle_seconds, expires_at) VALUES ($1, $2, now(), now(), 60, now())", b"o" * 32, anna,
    )  # fmt: skip
    holding, opening, ending = [await asyncpg.connect(database_url) for _ in range(3)]

    async def waits(connection: asyncpg.Connection, task: asyncio.Task[object]) -> None:
        blocked = "SELECT cardinality(pg_blocking_pids($1)) > 0"
        while not task.done() and not await world.owner.fetchval(
            blocked, connection.get_server_pid()
        ):
            await asyncio.sleep(0.01)

    try:
        async with holding.transaction():
            # A sign-in clears away its account's old sessions after it has looked at the desk.
            await holding.execute(
                "SELECT FROM housing.session WHERE token_hash = $1 FOR UPDATE", b"o" * 32
            )
            signs_in = asyncio.create_task(
                opening.fetchval(
                    "SELECT housing_api.open_desk_session_v2($1, $2, $3, $4, $5, 'other')",
                    device["secret_hash"], anna, pin_hash, b"t" * 32,
                    Lifetimes(600, 600, 600, 60).limits(),
                )
            )  # fmt: skip
            await waits(opening, signs_in)
            assert not signs_in.done()
            removes = asyncio.create_task(
                ending.fetchrow(
                    "SELECT * FROM housing_api.revoke_device_v1($1, $2)", anna, device["id"]
                )
            )
            await waits(ending, removes)
        assert await signs_in
        assert (await removes)["sessions"] == [b"t" * 32]
        assert await world.owner.fetchval("SELECT count(*) FROM housing.session") == 0
    finally:
        for connection in (holding, opening, ending):
            await connection.close()


async def test_what_desks_and_links_refuse_by_code(
    running: Running, house: SimpleNamespace, world: World
) -> None:
    who = house.anna.account_id
    enroll = "SELECT code FROM housing_api.enroll_device_v2($1, NULL, 'desk', $2, 30, NULL, '{}')"
    codes = [await world.owner.fetchval(enroll, who, n.to_bytes(32, "big")) for n in range(21)]
    assert codes == ["ok"] * 20 + ["device_limit_reached"]
    assert (
        await world.owner.fetchval(
            "SELECT code FROM housing_api.revoke_device_v1($1, $2)", who, uuid4()
        )
        == "device_not_found"
    )
    assert (
        await world.owner.fetchval("SELECT housing_api.revoke_count_link_v1($1, $2)", who, uuid4())
        == "count_link_not_found"
    )
    async with Person(running.url) as anna:
        await anna.sign_in("anna")
        identity = await running.services.signin.by_session(anna.cookie("housing_session") or "")
        assert identity is not None
        with pytest.raises(Refusal) as refused:
            await running.services.desks.set_pin(identity, "", PASSWORD, "123456")
        assert refused.value.code == "pin_too_weak"
