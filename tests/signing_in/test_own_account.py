"""My devices, my password, and what lasts how long."""

from __future__ import annotations

import asyncio
import hashlib
import re
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from housing_service.app import Running
from housing_service.domain.errors import Refusal
from housing_service.service import signin
from housing_service.service.passwords import check_password
from tests.conftest import Serve
from tests.desks.person import PIN, Person
from tests.signing_in.factors import SESSION, prove
from tests.support.api import Console
from tests.support.world import PASSWORD, World

NEW = "harbour lamp seven quiet stairs"


async def sessions_of(person: Person) -> list[str]:
    _, page = await person.get("/account")
    return re.findall(r'action="/account/sessions/([0-9a-f-]{36})/end"', page)


async def test_my_devices_are_listed_and_each_can_be_signed_out(
    running: Running, people: SimpleNamespace
) -> None:
    async with (
        Person(running.url) as rita,
        Person(running.url) as phone,
        Person(running.url) as third,
        Person(running.url) as anna,
    ):
        for one in (rita, phone, third):
            await one.sign_in("rita")
        await anna.sign_in("anna")
        assert len(await sessions_of(rita)) == 2
        assert await sessions_of(anna) == []
        async with Console(running.url, None, additional_headers=phone.live_headers()) as console:
            await console.until(lambda one: one.frames)
            (its_own,) = [one for one in await sessions_of(rita) if one in await sessions_of(third)]
            # Nobody ends somebody else's.
            assert (await anna.post(f"/account/sessions/{its_own}/end"))[0] == 404
            assert (await rita.post(f"/account/sessions/{its_own}/end"))[0] == 303
            assert await console.until_closed(2) == 4501
        assert [(await one.me())[0] for one in (rita, phone, third)] == [200, 401, 200]
        assert (await rita.post("/account/sessions/end-others"))[0] == 303
        assert [(await one.me())[0] for one in (rita, third, anna)] == [200, 401, 200]


async def test_a_new_password_needs_a_proof_and_ends_every_other_session(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as rita, Person(running.url) as phone:
        await rita.sign_in("rita")
        await phone.sign_in("rita")
        change = {"password": NEW, "password_again": NEW}
        assert (await rita.post("/account/password", **change))[1].startswith("/step-up")
        await prove(rita)
        short = {"password": "short one", "password_again": "short one"}
        assert (await rita.post("/account/password", **short))[0] == 422
        assert (await rita.post("/account/password", **change)) == (
            303, "/account?said=password_changed",
        )  # fmt: skip
        assert [(await one.me())[0] for one in (rita, phone)] == [200, 401]
        assert (await phone.sign_in("rita"))[0] == 401
        assert (await phone.post("/sign-in", login="rita", password=NEW))[0] == 303


async def test_changes_of_a_password_and_waiting_hashes_have_a_bound(
    serve: Serve, people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    running = await serve(
        identity_cache_seconds=0, sign_in_attempts_per_minute=2,
        secret_key_file=tmp_path / "secret.key", data_dir=tmp_path,
    )  # fmt: skip
    async with Person(running.url) as rita:
        await rita.sign_in("rita")
        await prove(rita)
        change = {"password": NEW, "password_again": NEW}
        told = [(await rita.post("/account/password", **change))[0] for _ in range(3)]
        assert told == [303, 303, 429]

    go_on = threading.Event()
    monkeypatch.setattr(signin, "_verify", lambda _stored, _given: go_on.wait(30))
    hashing = [
        asyncio.ensure_future(running.services.signin.matches("any", "any")) for _ in range(22)
    ]
    try:
        await asyncio.sleep(0)
        for more in (
            running.services.signin.matches(None, "x"),
            running.services.signin.hashed("x"),
        ):
            with pytest.raises(Refusal) as refused:
                await asyncio.wait_for(more, 10)
            assert refused.value.code == "busy"
            assert refused.value.extras["retry_after_seconds"] == 2
    finally:
        go_on.set()
    assert await asyncio.gather(*hashing) == [True] * 22
    assert await running.services.signin.matches("any", "any")


def test_which_passwords_may_be_used(tmp_path: Path) -> None:
    def code(password: str, lists: Path | None = None) -> str | None:
        try:
            check_password(password, "night.line", lists)
        except Refusal as refusal:
            return refusal.code
        return None

    assert code("eleven char") == "password_too_short"
    assert code("x1y2z3" * 22) == "password_too_long"
    for bad in ("aaaaaaaaaaaa", "Password123456", "qwertyuiop12345", "my night.line 77",
                "abababababab", "Welcome2024!!"):  # fmt: skip
        assert code(bad) == "password_breached", bad
    assert code(NEW) is None
    assert code("correct horse battery staple") is None
    digest = hashlib.sha1(NEW.encode(), usedforsecurity=False).hexdigest().upper()
    listed = tmp_path / digest[:5]
    listed.write_text(f"0018A45C4D1DEF81644B54AB7F969B88D65:10\r\n{digest[5:]}:0\r\n")
    assert code(NEW, tmp_path) is None, "a count of nought is padding"
    listed.write_text(f"0018A45C4D1DEF81644B54AB7F969B88D65:10\r\n{digest[5:].lower()}:3\r\n")
    assert code(NEW, tmp_path) == "password_breached"
    assert code(NEW + "!", tmp_path) is None


@pytest.mark.parametrize(
    ("login", "idle_seconds", "lifetime_seconds", "lock_seconds"),
    [("rita", 3_600, 43_200, 1_020), ("anna", 3_600, 43_200, 420), ("olga", 1_800, 28_800, 1_020)],
)
async def test_each_role_has_limits_of_its_own_by_the_database_s_clock(
    running: Running, people: SimpleNamespace, world: World,
    login: str, idle_seconds: int, lifetime_seconds: int, lock_seconds: int,
) -> None:  # fmt: skip
    async with Person(running.url) as one:
        await one.sign_in(login)
        await world.move_clock(lock_seconds - 5)
        assert (await one.me())[1]["locked"] is False
        # Nobody was there: the database locks it although no page said so.
        await world.move_clock(lock_seconds + 5)
        assert (await one.me())[1]["locked"] is True
        assert (await one.call("POST", "/unlock", {"password": PASSWORD}))[0] == 200
        await world.move_clock(lock_seconds + 5 + idle_seconds - 10)
        assert (await one.me())[0] == 200
        await world.move_clock(lock_seconds + 5 + 2 * idle_seconds)
        assert (await one.me())[0] == 401
        await world.move_clock(0)
        await one.sign_in(login)
        held = await world.owner.fetchrow(
            "SELECT extract(epoch FROM expires_at - created_at) AS life FROM housing.session"
            " ORDER BY created_at DESC LIMIT 1"
        )
        assert held["life"] == lifetime_seconds


async def test_signing_in_again_takes_a_new_secret_and_ends_the_old_one(
    running: Running, people: SimpleNamespace
) -> None:
    async with Person(running.url) as rita:
        await rita.sign_in("rita")
        old = rita.cookie(SESSION) or ""
        await rita.sign_in("rita")
        assert rita.cookie(SESSION) != old
        async with Person(running.url, {SESSION: old}) as thief:
            assert (await thief.me())[0] == 401


async def test_a_shift_opened_by_pin_reaches_no_further_than_the_shift(
    running: Running, people: SimpleNamespace, world: World, http: Any
) -> None:
    """Making another desk or a count link would outlast it, so it takes a proof."""
    program = await world.program(people.shelter, "Open Door")
    pool = await world.pool(program)
    async with Person(running.url) as desk, Person(running.url) as elsewhere:
        await desk.sign_in("anna")
        life = "SELECT extract(epoch FROM expires_at - created_at) FROM housing.session"
        assert (await desk.post("/desks/pin", password=PASSWORD, pin=PIN, pin_again=PIN))[0] == 303
        assert (await desk.post("/desks", label="desk"))[0] == 303
        assert await world.owner.fetchval(life) <= 43_200
        await desk.post("/sign-out")
        assert (await desk.sign_in_with_pin(people.staff.account_id))[0] == 303
        assert (await desk.post("/desks", label="tablet"))[1].startswith("/step-up")
        assert (await desk.post("/desks/links", pool_id=str(pool)))[1].startswith("/step-up")
        # Never by the PIN itself.
        status, answer = await desk.call("POST", "/v1/me/step-up", {"pin": PIN})
        assert (status, answer["code"]) == (422, "invalid_request")
        status, answer = await desk.call("POST", "/v1/me/step-up", {"password": PIN})
        assert (status, answer["code"]) == (403, "step_up_failed")
        # A new PIN, set elsewhere, ends what the one before had opened.
        await elsewhere.sign_in("anna")
        other_pin = "730268"
        done = await elsewhere.post(
            "/desks/pin", password=PASSWORD, pin=other_pin, pin_again=other_pin
        )
        assert done[0] == 303
        assert (await desk.me())[0] == 401
        assert (await desk.sign_in_with_pin(people.staff.account_id, other_pin))[0] == 303
        await prove(desk)
        assert (await desk.post("/desks/links", pool_id=str(pool)))[0] == 200


async def test_a_newly_enrolled_desk_lasts_no_longer_than_a_shift(
    serve: Serve, people: SimpleNamespace, world: World
) -> None:
    running = await serve(
        identity_cache_seconds=0, desk_session_seconds=600, session_lifetime_seconds=40_000
    )
    async with Person(running.url) as desk:
        await desk.sign_in("anna")
        await desk.post("/desks", label="desk")
        await world.move_clock(590)
        assert (await desk.me())[0] == 200
        await world.move_clock(610)
        assert (await desk.me())[0] == 401
