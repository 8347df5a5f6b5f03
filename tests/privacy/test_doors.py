"""Who gets in: nobody without credentials, each role only where the route table says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from housing_service.web.live_socket import LiveSockets
from housing_service.web.route_table import route_table
from tests.capacity.clock import stop_clock
from tests.support.world import PASSWORD, World

OPEN = {
    ("GET", "/livez"), ("GET", "/readyz"), ("GET", "/openapi.json"), ("GET", "/asyncapi.json"),
    ("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-in/pin"), ("GET", "/docs"),
    ("GET", "/signed-out"), ("GET", "/offline"), ("GET", "/sw.js"), ("POST", "/settings"),
    ("POST", "/settings/language"), ("POST", "/settings/show-again"),
    ("GET", "/count/{token}"), ("POST", "/count/{token}"),
    ("GET", "/join/{token}"), ("POST", "/join/{token}"),
    ("GET", "/docs/components"),
    ("GET", "/sign-in/organization"), ("GET", "/sign-in/organization/back"),
    ("GET", "/sign-in/second"), ("POST", "/sign-in/second"),
    ("POST", "/sign-in/passkey/options"), ("POST", "/sign-in/passkey"),
}  # fmt: skip
ROUTES = route_table(LiveSockets())


def concrete(path: str) -> str:
    return re.sub(r"{[^}]+}", lambda _: str(uuid4()), path)


def test_only_the_short_list_is_open_to_anybody() -> None:
    unguarded = {
        (route.method, route.path)
        for route in ROUTES
        if route.roles is None and not route.path.startswith("/static/")
    }
    assert unguarded == OPEN


async def test_without_credentials_everything_else_is_401(service, api) -> None:
    nobody = api()
    for route in ROUTES:
        if (route.method, route.path) in OPEN or route.path.startswith("/static/"):
            continue
        answer = await nobody.call(route.method, concrete(route.path))
        assert answer.status == 401, (route.method, route.path, answer)
    for path in ("/nowhere", "/v1/nowhere", "/v1/pools/../pools", "/admin", "/.env"):
        assert (await nobody.get(path)).status == 401, path
    wrong = {"Authorization": "Bearer hs_wrong"}
    assert (await nobody.get("/v1/pools", headers=wrong)).status == 401
    assert (await nobody.get("/v1/pools", headers={"Authorization": "Basic eDp5"})).status == 401


@pytest.mark.parametrize("role", ["responder", "shelter_staff", "operator"])
async def test_each_role_gets_only_its_routes(role: str, world: World, service, api) -> None:
    caller = api(await world.caller(role, await world.organization()))
    for route in ROUTES:
        if route.roles is None or route.path == "/v1/live" or not route.in_contract:
            continue
        answer = await caller.call(route.method, concrete(route.path))
        if role in route.roles:
            assert answer.status not in (401, 500), (route.path, answer)
            assert answer.status != 403 or answer.code in ("not_allowed", "step_up_required")
        else:
            assert (answer.status, answer.code) == (403, "not_allowed"), (route.path, answer)


async def test_the_port_for_metrics_answers_this_machine_only(
    serve, http, unused_tcp_port: int
) -> None:
    await serve(metrics_port=unused_tcp_port)
    async with http.get(f"http://127.0.0.1:{unused_tcp_port}/metrics") as answer:
        assert (answer.status, b"housing_" in await answer.read()) == (200, True)
    # Another address of the same machine: whoever listens on all would answer there too.
    with pytest.raises(OSError, match=r"127\.0\.0\.2"):
        async with http.get(f"http://127.0.0.2:{unused_tcp_port}/metrics"):
            pass


async def test_the_service_role_can_execute_functions_and_nothing_else(
    world: World, cluster, database_url
) -> None:
    name = database_url.rsplit("/", 1)[-1].split("?")[0]
    connection = await asyncpg.connect(cluster.url(name, service=True))
    try:
        tables = await world.owner.fetch(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE n.nspname = 'housing' AND relkind = 'r'"
        )
        assert len(tables) > 15
        for (table,) in tables:
            for statement in (
                f"SELECT * FROM housing.{table}",
                f"DELETE FROM housing.{table}",
                f"INSERT INTO housing.{table} DEFAULT VALUES",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
        for statement in (
            "SELECT housing.service_clock()",
            "SELECT housing_admin.mark_exercise_v1()",
            "CREATE TABLE public.x (y int)",
            "CREATE SCHEMA y",
            "SET ROLE housing_owner",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        assert await connection.fetch("SELECT * FROM housing_api.pool_versions_v1()") == []
    finally:
        await connection.close()


async def test_functions_judge_the_caller_themselves(world: World, shelter, database_url) -> None:
    """Even if Python forgot every check, the database shows a stranger nothing."""
    program = await world.program(
        await world.organization("Hidden"), "Hidden", "safe_house", confidential=True
    )
    pool = await world.pool(program, free=1)
    disabled = await world.caller("responder")
    await world.owner.execute(
        "UPDATE housing.account SET disabled_at = clock_timestamp() WHERE id = $1",
        disabled.account_id,
    )
    for caller in (disabled.account_id, uuid4(), None):
        assert (
            await world.owner.fetchval("SELECT housing_api.get_pool_v1($1, $2)", caller, pool)
            is None
        )
        assert (
            await world.owner.fetch(
                "SELECT * FROM housing_api.list_pools_v1("
                "$1, NULL, NULL, NULL, NULL, false, NULL, 9)",
                caller,
            )
            == []
        )
        assert (
            await world.owner.fetch("SELECT * FROM housing_api.list_holds_v1($1, NULL, 9)", caller)
            == []
        )
        code = await world.owner.fetchval(
            "SELECT code FROM housing_api.place_holds_v1(ARRAY[$1::uuid], ARRAY[$2::uuid],"
            " ARRAY[$3::uuid], ARRAY[NULL::int], ARRAY[NULL::int], ARRAY[NULL::int],"
            " ARRAY[NULL::int], ARRAY[NULL::int], ARRAY[''], ARRAY['x'])",
            uuid4(), caller, shelter.instant,
        )  # fmt: skip
        assert code == "not_signed_in"


async def test_two_callers_in_one_batch_are_judged_apart(world: World, shelter) -> None:
    agency = await world.organization("R", responder_hold_limit=1)
    first, second = [await world.caller("responder", agency) for _ in range(2)]
    same = uuid4()
    rows = await world.owner.fetch(
        "SELECT code, hold FROM housing_api.place_holds_v1($1::uuid[], $2::uuid[], $3::uuid[],"
        " $4::int[], $4::int[], $4::int[], $4::int[], $4::int[], $5::text[], $6::text[])",
        [same, same, uuid4(), same, uuid4()],
        [
            first.account_id,
            second.account_id,
            first.account_id,
            first.account_id,
            second.account_id,
        ],
        [shelter.instant] * 5,
        [None] * 5,
        [""] * 5,
        ["a", "b", "c", "d", "e"],
    )
    assert [row["code"] for row in rows] == [
        "placed", "hold_id_reused", "hold_limit_reached", "exists", "placed",
    ]  # fmt: skip
    assert rows[1]["hold"] is None


async def test_no_issued_secret_is_in_the_database(world: World, shelter, http, service) -> None:
    await world.caller("responder", None, login="night.desk")
    async with http.post(
        service.url + "/sign-in",
        data={"login": "night.desk", "password": PASSWORD},
        allow_redirects=False,
    ) as response:
        assert response.status == 303
        cookie = response.cookies["housing_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    secrets = [cookie.value, shelter.responder.token, shelter.staff.token, PASSWORD]
    tables = await world.owner.fetch(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE n.nspname = 'housing' AND relkind = 'r'"
    )
    for (table,) in tables:
        rows = await world.owner.fetch(f"SELECT t::text AS row FROM housing.{table} t")
        for row in rows:
            assert not any(secret in row["row"] for secret in secrets), table


async def test_the_session_door(world: World, service, http) -> None:
    await world.caller("responder", None, login="night.desk")
    url = service.url
    form = {"login": "night.desk", "password": PASSWORD}
    foreign = {"Origin": "https://evil.example"}
    async with http.post(url + "/sign-in", data=form, headers=foreign) as answer:
        assert answer.status == 403
    async with http.post(url + "/sign-in", data={**form, "password": "no"}) as answer:
        assert answer.status == 401
    async with http.post(url + "/sign-in", data=form, allow_redirects=False) as answer:
        assert answer.status == 303
        session = {"Cookie": f"housing_session={answer.cookies['housing_session'].value}"}
    http.cookie_jar.clear()
    async with http.get(url + "/v1/me", headers=session) as answer:
        csrf = (await answer.json())["csrf"]
    body = {"json": {"limit": 1}}
    for headers, status in (
        (session, 403),
        ({**session, "X-CSRF-Token": "wrong"}, 403),
        ({**session, "X-CSRF-Token": csrf, **foreign}, 403),
        ({**session, "X-CSRF-Token": csrf, "Sec-Fetch-Site": "cross-site"}, 403),
        ({**session, "X-CSRF-Token": csrf}, 200),
    ):
        async with http.post(url + "/v1/pools/search", headers=headers, **body) as answer:
            assert answer.status == status, headers
    async with http.post(
        url + "/sign-out", headers=session, data={"csrf": csrf}, allow_redirects=False
    ) as answer:
        assert answer.status == 303
    async with http.get(url + "/v1/me", headers=session) as answer:
        assert answer.status == 401


async def test_guessing_passwords_is_slowed(world: World, service, http) -> None:
    await world.caller("responder", None, login="night.desk")
    # The clock gives tries back, however slow this machine is.
    await stop_clock(world, datetime.now(UTC))
    statuses = []
    for _ in range(12):
        async with http.post(
            service.url + "/sign-in", data={"login": "night.desk", "password": "guess"}
        ) as answer:
            statuses.append(answer.status)
    assert statuses[0] == 401
    assert statuses[-1] == 429


async def test_broken_forms_and_origins_are_refused_not_faults(service, http) -> None:
    url = service.url + "/sign-in"
    form = "application/x-www-form-urlencoded"
    cases = [
        ({"Origin": "http://[", "Content-Type": form}, b"login=a"),
        ({"Content-Type": form}, b"login=\xff&password=%ff"),
        ({"Content-Type": form + "; charset=nope"}, b"login=a&password=b"),
        ({"Content-Type": form}, b"login=a%00b&password=c"),
        ({"Content-Type": form}, b"login=" + b"a" * 5000 + b"&password=c"),
        ({"Content-Type": "multipart/form-data"}, b"--x"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\n\r\n"),
        ({"Content-Type": "text/plain"}, b"x"),
    ]
    for headers, body in cases:
        async with http.post(url, data=body, headers=headers) as answer:
            assert 400 <= answer.status < 500, (headers, body[:30], answer.status)


async def test_a_list_is_never_longer_than_its_bound(world: World, service, api) -> None:
    caller = api(await world.caller("responder"))
    for limit in ("0000000019999", "0000000019999999999", "501", "-1", "1e2"):
        assert (await caller.get(f"/v1/pools?limit={limit}")).status == 422, limit
