"""Real processes: two of them on one database, killed at the worst moment, started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.support import process
from tests.support.api import Api
from tests.support.world import World


def record(data_dir: Path) -> dict:
    return json.loads((data_dir / "supervisor.json").read_text())


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


@pytest.fixture
async def owner(tmp_path: Path):
    """Connects to the data directory's database as its owner once it runs."""
    opened = []

    async def connect() -> World:
        connection = await asyncpg.connect(record(tmp_path / "data")["owner_url"])
        opened.append(connection)
        return World(connection)

    yield connect
    for connection in opened:
        connection.terminate()


async def answers_again(api: Api, seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while True:
            try:
                if (await api.get("/readyz")).status == 200:
                    return
            except OSError:
                pass
            await asyncio.sleep(0.05)


async def test_five_hundred_at_once_over_two_processes(tmp_path, owner, http) -> None:
    data = tmp_path / "data"
    async with process.serve(data) as first:
        world = await owner()
        shared = record(data)["service_url"]
        async with process.serve(tmp_path / "none", database_url=shared) as second:
            pool = await world.pool(await world.program(await world.organization()), free=5)
            callers = [await world.caller("responder") for _ in range(100)]
            urls = (first.url, second.url)
            apis = [Api(http, urls[i % 2], callers[i % 100].token) for i in range(500)]
            ids = [str(uuid4()) for _ in apis]
            answers = await asyncio.gather(
                *(api.place(pool, hold) for api, hold in zip(apis, ids, strict=True))
            )
            placed = [a for a in answers if a.status == 201]
            assert len(placed) == 5
            refused = {a.code for a in answers if a.status != 201}
            assert refused <= {"no_units_available", "hold_limit_reached"}
            assert sum(a.status == 409 for a in answers) == 495
            # Repeating every id over the other process finds the same five holds.
            again = await asyncio.gather(
                *(
                    Api(http, urls[(i + 1) % 2], callers[i % 100].token).place(pool, ids[i])
                    for i in range(500)
                    if answers[i].status == 201
                )
            )
            assert [a.status for a in again] == [200] * 5
            assert {a["arrival_code"] for a in again} == {a["arrival_code"] for a in placed}
            assert await world.held(pool) == 5


async def test_acknowledged_holds_survive_kill_of_service_and_database(
    tmp_path, owner, http
) -> None:
    data = tmp_path / "data"
    async with process.serve(data) as serving:
        world = await owner()
        pool = await world.pool(await world.program(await world.organization()), free=100_000)
        agency = await world.organization(
            "R", organization_hold_limit=100_000, responder_hold_limit=100_000
        )
        responder = await world.caller("responder", agency)
        acknowledged: set[str] = set()

        async def keep_placing() -> None:
            api = Api(http, serving.url, responder.token)
            while True:
                hold = str(uuid4())
                try:
                    if (await api.place(pool, hold)).status == 201:
                        acknowledged.add(hold)
                except OSError:
                    return

        placing = [asyncio.create_task(keep_placing()) for _ in range(8)]
        async with asyncio.timeout(20):
            while len(acknowledged) < 200:
                await asyncio.sleep(0.01)
        os.kill(postmaster(data), signal.SIGKILL)
        os.kill(serving.process.pid, signal.SIGKILL)
        await asyncio.gather(*placing)
    async with process.serve(data) as again:
        api = Api(http, again.url, responder.token)
        for hold in acknowledged:
            answer = await api.get(f"/v1/holds/{hold}")
            assert (answer.status, answer["state"]) == (200, "active")
        assert len(acknowledged) >= 200


async def test_a_killed_database_is_back_and_consoles_follow(tmp_path, owner, http) -> None:
    data = tmp_path / "data"
    async with process.serve(data) as serving:
        world = await owner()
        pool = await world.pool(await world.program(await world.organization()), free=5)
        caller = await world.caller("responder")
        api = Api(http, serving.url, caller.token)
        async with api.live() as console:
            await console.until(lambda c: str(pool) in c.pools)
            os.kill(postmaster(data), signal.SIGKILL)
            started = asyncio.get_running_loop().time()
            hold = str(uuid4())
            while (answer := await api.place(pool, hold)).status not in (200, 201):
                assert answer.code in (
                    "database_unavailable", "outcome_unknown", "busy",
                ), answer  # fmt: skip
                assert answer.headers["Retry-After"]
                await asyncio.sleep(0.05)
            assert asyncio.get_running_loop().time() - started < 10
            await console.until(lambda c: c.pools[str(pool)]["units_held"] == 1)
            await console.until(lambda c: hold in c.holds)


async def test_a_frozen_database_shows_as_not_live(tmp_path, owner, http) -> None:
    data = tmp_path / "data"
    settings = {
        "tick_seconds": 0.2,
        "beat_seconds": 0.2,
        "poll_seconds": 0.5,
        "database_statement_timeout_ms": 1000,
        "database_connect_timeout_seconds": 1,
    }
    async with process.serve(data, **settings) as serving:
        world = await owner()
        caller = await world.caller("responder")
        api = Api(http, serving.url, caller.token)
        pids = [postmaster(data)] + [
            row["pid"]
            for row in await world.owner.fetch(
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )
        ]
        async with api.live() as console:
            await console.until(lambda c: c.ticks and c.ticks[-1]["live"])
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            try:
                tick = await console.until(lambda c: not c.ticks[-1]["live"] and c.ticks[-1], 12)
                assert tick["database_seen_at"] < tick["at"]
                assert (await Api(http, serving.url, None).get("/readyz")).status == 503
            finally:
                for pid in pids:
                    os.kill(pid, signal.SIGCONT)
            await console.until(lambda c: c.ticks[-1]["live"], 20)


async def test_a_second_supervisor_is_told_what_to_do(tmp_path) -> None:
    data = tmp_path / "data"
    async with process.serve(data) as serving:
        code, _, err = await process.command(data, "serve")
        assert code == 1
        assert "HOUSING_DATABASE_URL" in err
        assert serving.url in err
        assert "Traceback" not in err


async def test_tokens_attach_to_the_running_service(tmp_path, http, owner) -> None:
    data = tmp_path / "data"
    made_before = await process.token(data, "operator")
    async with process.serve(data) as serving:
        made_while = await process.token(data, "responder")
        for made in (made_before, made_while):
            me = await Api(http, serving.url, made["token"]).get("/v1/me")
            assert (me.status, me["account_id"], me["role"]) == (200, made["id"], made["role"])
        code, _, err = await process.command(
            data, "token", "create", "--role", "responder", "--organization", str(uuid4())
        )
        assert (code, "no organization" in err) == (1, True)
        code, _, err = await process.command(data, "token", "create", "--role", "shelter_staff")
        assert (code, "organization" in err) == (1, True)


async def test_a_clean_stop_leaves_nothing_running(tmp_path) -> None:
    data = tmp_path / "data"
    async with process.serve(data) as serving:
        pid = postmaster(data)
        assert await serving.stop() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not (data / "supervisor.json").exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://127.0.0.1:1/none", "can't be reached"),
        ("not a url", "can't be reached"),
    ],
)
async def test_an_unusable_database_gives_one_sentence(tmp_path, url, says) -> None:
    code, _, err = await process.command(tmp_path / "data", "serve", database_url=url)
    assert code == 1
    assert says in err
    assert "Traceback" not in err


async def test_a_read_only_database_is_refused(tmp_path, database_url) -> None:
    connection = await asyncpg.connect(database_url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await connection.close()
    code, _, err = await process.command(tmp_path / "data", "serve", database_url=database_url)
    assert (code, "takes no writes" in err) == (1, True), err
