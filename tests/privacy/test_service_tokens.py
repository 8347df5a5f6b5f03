"""Tokens of programs: narrow where made so, ended by the clock, replaced without a gap."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from housing_service.cli import _parser
from housing_service.config import Settings
from housing_service.domain.vocabulary import TOKEN_SCOPES
from housing_service.service.signin import new_secret
from housing_service.store import accounts, tokens
from housing_service.token_commands import token_command
from housing_service.web.live_socket import LiveSockets
from housing_service.web.route_table import route_table
from housing_service.web.token_scopes import scope_of
from tests.support.api import Api, Console
from tests.support.world import World

ROUTES = route_table(LiveSockets())
# All that a token may be given for beside reading. Whoever adds to it answers for it here.
WRITING = {
    ("POST", "/v1/pools/{id}/reports"): "report",
    ("PUT", "/v1/holds/{id}"): "hold",
    ("PUT", "/v1/hold-sets/{id}"): "hold",
}
A_DAY, A_YEAR = 86_400, 365 * 86_400


def test_a_scope_opens_what_it_names_and_no_page() -> None:
    for route in ROUTES:
        scope = scope_of(route)
        key = (route.method, route.path)
        if not route.in_contract:
            assert scope is None, key
        elif route.method == "GET" or key == ("POST", "/v1/pools/search"):
            assert scope == "read", key
        elif key in WRITING:
            assert scope == WRITING[key]
        elif route.path.startswith("/v1/holds/"):
            assert scope == "hold", key
        elif route.path.startswith(("/v1/requests/", "/v1/asks/")):
            assert scope == "request", key
        else:
            assert scope is None, key


async def token_of(world: World, role: str, organization: UUID | None, *scopes: str) -> str:
    secret = new_secret()
    account = await accounts.create_account(world.owner, role, organization)
    await tokens.create_token(world.owner, account, secret, A_DAY, scopes or None)
    return secret


@pytest.mark.parametrize("scope", TOKEN_SCOPES)
async def test_a_narrow_token_does_only_what_it_was_made_for(
    scope: str, world: World, shelter, service, http
) -> None:
    staff = Api(
        http, service.url, await token_of(world, "shelter_staff", shelter.organization, scope)
    )
    responder = Api(http, service.url, await token_of(world, "responder", None, scope))
    answers = {
        "read": await staff.get("/v1/pools"),
        "report": await staff.report(shelter.instant, units_free=3),
        "hold": await responder.place(shelter.instant),
        "request": await responder.get("/v1/me"),
    }
    assert (await responder.post("/v1/pools/search")).status == (200 if scope == "read" else 403)
    for needed, answer in answers.items():
        if needed in (scope, "request"):
            assert answer.status in (200, 201), (needed, answer)
        else:
            assert (answer.status, answer.code) == (403, "token_scope_missing"), (needed, answer)
    # What no scope names stays shut, and so do pages.
    for path in (f"/v1/pools/{shelter.instant}/pause", "/sign-out"):
        assert (await staff.post(path)).code == "token_scope_missing"
    assert (await staff.get("/shelter")).code == "token_scope_missing"
    # A scope never widens a role.
    assert (await responder.report(shelter.instant, units_free=3)).code == "not_allowed"


async def test_a_token_that_may_not_read_opens_no_socket(
    world: World, shelter, service, http
) -> None:
    narrow = await token_of(world, "responder", None, "hold")
    address = service.url + "/v1/live"
    headers = {"Authorization": f"Bearer {narrow}"}
    async with http.get(address, headers={**headers, "Upgrade": "websocket"}) as answer:
        assert answer.status == 403
    async with http.ws_connect(address) as socket:
        await socket.send_json({"type": "authenticate", "token": narrow})
        await socket.receive(timeout=5)
        await socket.receive(timeout=5)
        assert socket.close_code == 4501
    wide = await token_of(world, "responder", None, "read")
    async with Console(service.url, wide) as console:
        await console.until(lambda c: c.frames)


class Line:
    """The command line on the database of a test."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.url = url
        self.capsys = capsys
        self.said: list[str] = []

    async def run(self, *words: str) -> tuple[int, Any]:
        settings = Settings(database_url=self.url, migrate_at_start=False)
        asked: Namespace = _parser().parse_args(["token", *words])
        code = await token_command(settings, self.said.append, asked)
        printed = self.capsys.readouterr().out
        return code, json.loads(printed) if printed else None


@pytest.fixture
def line(database_url: str, capsys: pytest.CaptureFixture[str]) -> Line:
    return Line(database_url, capsys)


async def test_a_token_is_replaced_without_a_gap(world: World, line: Line, serve, http) -> None:
    running = await serve(identity_cache_seconds=0)
    code, made = await line.run("create", "--role", "responder", "--scope", "read", "--json")
    assert code == 0
    assert sorted(made) == ["id", "role", "token"]

    async def opens(token: str) -> int:
        return (await Api(http, running.url, token).get("/v1/pools")).status

    code, fresh = await line.run("rotate", made["id"], "--json")
    assert (code, fresh["id"], fresh["role"]) == (0, made["id"], "responder")
    assert [await opens(one["token"]) for one in (made, fresh)] == [200, 200]
    assert (
        await Api(http, running.url, fresh["token"]).place(uuid4())
    ).code == "token_scope_missing"
    code, listed = await line.run("list", "--json")
    assert [one["scopes"] for one in listed if one["id"] == made["id"]] == [["read"], ["read"]]
    assert made["token"] not in json.dumps(listed) and "hs_" not in json.dumps(listed)
    await world.move_clock(A_DAY + 1)
    assert [await opens(one["token"]) for one in (made, fresh)] == [401, 200]
    assert await line.run("revoke", made["id"]) == (0, None)
    assert await opens(fresh["token"]) == 401
    assert (await line.run("revoke", made["id"]))[0] == 1
    assert (await line.run("rotate", made["id"]))[0] == 1
    assert (await line.run("rotate", str(uuid4())))[0] == 1


async def test_no_token_outlasts_a_year(world: World, line: Line, serve, http) -> None:
    running = await serve(identity_cache_seconds=0)
    _, made = await line.run("create", "--role", "operator", "--json")
    api = Api(http, running.url, made["token"])
    await world.move_clock(A_YEAR - 60)
    assert (await api.get("/v1/me")).status == 200
    # One that would have ended sooner anyway is not given longer by being replaced.
    _, other = await line.run("rotate", made["id"], "--json", "--overlap-hours", "100")
    await world.move_clock(A_YEAR + 60)
    assert (await api.get("/v1/me")).status == 401
    assert (await Api(http, running.url, other["token"]).get("/v1/me")).status == 200
    owner = world.owner
    end = await tokens.create_token(owner, UUID(made["id"]), new_secret(), 10 * A_YEAR)
    now = await owner.fetchval("SELECT housing.service_clock()")
    assert 0 <= A_YEAR - (end - now).total_seconds() < 5
    for wrong in ("0", "366", "-1", "x", "١", "9" * 40):
        with pytest.raises(SystemExit):
            _parser().parse_args(["token", "create", "--role", "operator", "--days", wrong])


async def test_a_refused_creation_leaves_no_account(world: World, line: Line) -> None:
    before = await world.owner.fetchval("SELECT count(*) FROM housing.account")
    assert (await line.run("create", "--role", "shelter_staff", "--json"))[0] == 1
    assert (await line.run("create", "--role", "responder", "--organization", str(uuid4())))[0] == 1
    assert await world.owner.fetchval("SELECT count(*) FROM housing.account") == before
    assert len(line.said) == 2
