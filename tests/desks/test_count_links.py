"""A count link says one number, shows nothing else, and one that does not work tells nothing."""

from __future__ import annotations

import html
import logging
import re
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from housing_service.app import Running
from tests.desks.person import NAVIGATES, Person, words_of
from tests.support.api import Api
from tests.support.world import World


async def new_link(person: Person, pool: object) -> str:
    """A link's path, as its maker is shown it once."""
    status, page = await person.post("/desks/links", pool_id=str(pool))
    assert status == 200, page
    found = re.findall(r'value="(http[^"]+/count/[^"]+)"', page)
    assert len(found) == 1
    return html.unescape(found[0]).removeprefix(person.url)


class Stranger:
    """Somebody with an address and no account."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url = session, url

    async def ask(self, method: str, path: str, **options: Any) -> tuple[int, str, Any]:
        headers = {**NAVIGATES, **options.pop("headers", {})}
        async with self.session.request(
            method, self.url + path, headers=headers, allow_redirects=False, **options
        ) as answer:
            return answer.status, await answer.text(), answer.headers

    async def say(self, path: str, **fields: Any) -> tuple[int, str, Any]:
        form = {"report_id": str(uuid4()), **fields}
        return await self.ask("POST", path, data=form, headers={"Origin": "null"})

    async def version(self, path: str) -> str:
        _, page, _ = await self.ask("GET", path)
        return re.findall(r'name="based_on_version" value="(\d+)"', page)[0]


@pytest.fixture
def stranger(http: aiohttp.ClientSession, running: Running) -> Stranger:
    return Stranger(http, running.url)


async def test_a_number_is_said_in_every_way_there_is(
    running: Running, house: SimpleNamespace, world: World, stranger: Stranger, http
) -> None:
    async with Person(running.url) as staff:
        await staff.sign_in("stranger")
        path = await new_link(staff, house.other_pool)
        _, page, headers = await stranger.ask("GET", path)
        said = words_of(page)
        assert "Open Door" in said
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert '<script type="module" src' not in page or "main_shelter" not in page

        async def free() -> int:
            return int(
                await world.owner.fetchval(
                    "SELECT units_free_reported FROM housing.pool WHERE id = $1",
                    house.other_pool,
                )
            )

        for fields, expected in (
            ({"kind": "more"}, 3),
            ({"kind": "more"}, 4),
            ({"kind": "fewer"}, 3),
            ({"kind": "number", "units_free": "7"}, 7),
        ):
            status, _, headers = await stranger.say(path, **fields)
            assert (status, headers["Location"]) == (303, f"{path}?said=saved"), fields
            assert await free() == expected
        version = await stranger.version(path)
        assert (await stranger.say(path, kind="unchanged", based_on_version=version))[0] == 303
        row = await world.owner.fetchrow(
            "SELECT reporter_role, kind, account_id FROM housing.report"
            " ORDER BY received_at DESC, id LIMIT 1"
        )
        assert tuple(row) == ("count_link", "unchanged", None)
        # The same form twice counts once.
        twice = {"report_id": str(uuid4()), "kind": "more"}
        assert [(await stranger.say(path, **twice))[0] for _ in range(2)] == [303, 303]
        assert await free() == 8
        # The world moved on: the page shows the number as it is now and asks again.
        old = await stranger.version(path)
        await Api(http, running.url, house.stranger.token).report(house.other_pool, units_free=1)
        status, page, _ = await stranger.say(path, kind="unchanged", based_on_version=old)
        assert (status, '<output class="now">1</output>' in page) == (409, True)
        for fields in (
            {"kind": "number"}, {"kind": "number", "units_free": "-1"}, {"kind": "all"},
            {"kind": "number", "units_free": "99999"}, {"kind": "number", "units_free": "x" * 900},
            {"kind": "more", "report_id": "no"}, {"kind": "unchanged"}, {},
        ):  # fmt: skip
            status, page, _ = await stranger.say(path, **fields)
            assert (status, '<output class="now">1</output>' in page) == (422, True), fields
        assert await free() == 1
        shown = words_of((await staff.get("/desks"))[1])
        assert "Last used" in shown.partition("Count links")[2]
        pool = await Api(http, running.url, house.anna.token).pool(house.other_pool)
        assert pool["reported_by_role"] == "shelter_staff"


async def test_a_confidential_houses_link_names_nothing_and_never_what_is_kept(
    running: Running, house: SimpleNamespace, stranger: Stranger, world: World, http
) -> None:
    async with Person(running.url) as anna:
        await anna.sign_in("anna")
        path = await new_link(anna, house.pool)
        _, before, _ = await stranger.ask("GET", path)
        assert "Our beds" in words_of(before)
        responder = Api(http, running.url, (await world.caller("responder")).token)
        placed = await responder.place(house.pool)
        assert placed.status == 201
        await Api(http, running.url, house.anna.token).act(placed["id"], "accept")
        _, after, _ = await stranger.ask("GET", path)

        def fixed(page: str) -> str:
            return re.sub(r'(report_id" value|server-time" content)="[^"]*"', "", page)

        assert fixed(before) == fixed(after)
        for secret in ("Quiet House", "Garden", "safe_house", str(house.pool), "harbor"):
            assert secret not in after


async def test_links_that_do_not_work_all_answer_alike(
    running: Running, house: SimpleNamespace, stranger: Stranger, world: World
) -> None:
    async with Person(running.url) as anna, Person(running.url) as other:
        await anna.sign_in("anna")
        await other.sign_in("stranger")
        made = {
            why: await new_link(anna, house.pool)
            for why in ("revoked", "expired", "maker_gone", "suspended")
        }
        ids = await world.owner.fetch("SELECT id FROM housing.count_link ORDER BY ctid")
        foreign = await other.post(f"/desks/links/{ids[0]['id']}/revoke")
        absent = await other.post(f"/desks/links/{uuid4()}/revoke")
        assert (foreign[0], words_of(foreign[1])) == (404, words_of(absent[1]))
        assert (await other.post("/desks/links", pool_id=str(house.pool)))[0] == 404
        assert str(ids[0]["id"]) not in (await other.get("/desks"))[1]
        revoked = await anna.post(f"/desks/links/{ids[0]['id']}/revoke")
        assert revoked == (303, "/desks?said=link_revoked")

        await world.owner.execute(
            "UPDATE housing.count_link SET expires_at = now() WHERE id = $1", ids[1]["id"]
        )
        await world.owner.execute(
            "UPDATE housing.count_link SET account_id = $2 WHERE id = $1",
            ids[2]["id"], house.berta.account_id,
        )  # fmt: skip
        await world.owner.execute(
            "UPDATE housing.account SET disabled_at = now() WHERE id = $1", house.berta.account_id
        )
        assert (await stranger.ask("GET", made["suspended"]))[0] == 200
        await world.owner.execute(
            "UPDATE housing.organization SET suspended_at = now() WHERE id = $1",
            house.organization,
        )

        def fixed(page: str) -> str:
            return re.sub(r'(server-time" content|name="back" value)="[^"]*"', "", page)

        paths = [*made.values(), "/count/hs_unknown", "/count/x", "/count/" + "y" * 400]
        for method in ("GET", "POST"):
            answers = [
                await stranger.ask(method, path) if method == "GET"
                else await stranger.say(path, kind="number", units_free="3")
                for path in paths
            ]  # fmt: skip
            seen = {(status, fixed(page), frozenset(headers)) for status, page, headers in answers}
            assert len(seen) == 1
            assert answers[0][0] == 404
        assert await world.owner.fetchval("SELECT count(*) FROM housing.report") == 0


async def test_a_link_is_slowed_known_or_not_and_kept_out_of_logs(
    serve, house: SimpleNamespace, http, caplog: pytest.LogCaptureFixture, world: World
) -> None:
    running = await serve(count_link_calls_per_minute=4, help_line="555 0100")
    stranger = Stranger(http, running.url)
    caplog.set_level(logging.DEBUG)
    async with Person(running.url) as anna:
        await anna.sign_in("anna")
        path = await new_link(anna, house.pool)
        secret = path.removeprefix("/count/")
        answers = [await stranger.ask("GET", path) for _ in range(5)]
        assert [status for status, _, _ in answers] == [200] * 4 + [429]
        status, page, headers = await stranger.ask("GET", "/count/hs_other")
        assert (status, "555 0100" in page) == (429, True)
        assert int(headers["Retry-After"]) >= 1
        # What goes wrong with it names it nowhere either.
        await world.owner.execute(
            "CREATE OR REPLACE FUNCTION housing.count_link_view(p_pool_id uuid) RETURNS jsonb"
            " LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$"
        )
    second = await serve()
    assert (await Stranger(http, second.url).ask("GET", path))[0] == 500
    operator = Api(http, running.url, house.operator.token)
    metrics = await operator.get("/metrics")
    assert b"/count/{token}" in metrics.body
    assert secret.encode() not in metrics.body
    assert caplog.records
    assert secret not in caplog.text
    stored = await world.owner.fetch("SELECT t::text AS row FROM housing.count_link t")
    assert not any(secret in row["row"] for row in stored)


async def test_another_sites_page_sends_nothing(
    running: Running, house: SimpleNamespace, stranger: Stranger, world: World
) -> None:
    async with Person(running.url) as staff:
        await staff.sign_in("stranger")
        path = await new_link(staff, house.other_pool)
    form = {"report_id": str(uuid4()), "kind": "more"}
    for headers in (
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"}, {"Origin": "http://["},
    ):  # fmt: skip
        status, _, _ = await stranger.ask("POST", path, data=form, headers=headers)
        assert status == 403, headers
    assert await world.owner.fetchval("SELECT count(*) FROM housing.report") == 0


async def test_an_organization_keeps_so_many_links_and_only_for_what_is_counted(
    running: Running, house: SimpleNamespace, world: World
) -> None:
    program = await world.program(house.other_organization, "Rides", "day_shelter")
    service = await world.pool(program, free=None, unit="service", policy="call_only")
    make = "SELECT housing_api.make_count_link_v2($1, $2, $3, 30, NULL)"
    who = house.stranger.account_id
    assert await world.owner.fetchval(make, who, service, b"s" * 32) == "pool_not_counted"
    codes = [
        await world.owner.fetchval(make, who, house.other_pool, n.to_bytes(32, "big"))
        for n in range(51)
    ]
    assert (codes.count("ok"), codes[-1]) == (50, "count_link_limit_reached")
    for caller in (house.anna.account_id, house.operator.account_id, uuid4(), None):
        refused = await world.owner.fetchval(make, caller, house.other_pool, b"x" * 32)
        assert refused == "pool_not_found"
    await world.move_clock(61 * 86_400)
    await world.purge()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.count_link") == 0
