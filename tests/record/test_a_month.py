"""After a month of nights nothing is left of any that was to be forgotten by then."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from housing_service.config import Settings
from housing_service.service.audit_keeper import AuditKeeper
from housing_service.service.sweeper import Sweeper
from housing_service.store import requests
from housing_service.store.database import Database
from tests.record.test_purge_plan import late_by_table
from tests.support.api import Api
from tests.support.world import World

DAY = 86_400
DAYS = 32
A_DAY = (Path(__file__).parent / "a_day.sql").read_text(encoding="utf-8")
# The bare ids that stay, so that a late repetition is known; and who may act at all.
_BARE_IDS = {"ended_hold", "ended_hold_set", "ended_request"}


@pytest.fixture
async def service(serve: Any, world: World) -> Any:
    """What is due is forgotten by the test alone."""
    return await serve(sweeper_enabled=False)


async def everything(world: World) -> dict[str, bytes]:
    """The rows of every table as a dump has them."""
    tables = await world.owner.fetch(
        "SELECT relname::text AS name FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'housing'::regnamespace"
    )
    found = {}
    for table in tables:
        out = io.BytesIO()
        await world.owner.copy_from_table(table["name"], schema_name="housing", output=out)
        found[table["name"]] = out.getvalue()
    return found


async def a_night(world: World, shelter: SimpleNamespace, hidden: UUID) -> list[str]:
    """Holds that end in every way, counts and a request; returns what must not be found later."""
    planted: list[str] = []
    for pool, action in ((shelter.instant, "arrive"), (shelter.instant, "release"),
                         (hidden, "decline"), (hidden, "release")):  # fmt: skip
        hold = await shelter.responder.place(pool, party={"adults": 1, "children": 1})
        assert hold.status == 201, hold
        planted += [hold["id"], hold["arrival_code"]]
        actor = shelter.responder if action == "release" else shelter.staff
        assert (await actor.act(hold["id"], action)).status == 200
        if action == "arrive":
            report = {"units_free": 4, "arrived": [hold["id"]]}
            await shelter.staff.report(pool, **report)
    for pool in (shelter.instant, hidden):
        assert (await shelter.staff.report(pool, units_free=4)).status == 201
    await world.owner.execute(A_DAY, *shelter.people, shelter.organization, hidden)
    planted += await world.owner.fetchval(
        "WITH r AS (INSERT INTO housing.request (id, account_id, urgency, adults, children,"
        " infants, needs, state, opened_at, open_until, ended_at)"
        " SELECT gen_random_uuid(), $1, 'now', 1, 0, 0, '{}', 'closed', t, t, t"
        " FROM (SELECT housing.service_clock() AS t) n RETURNING id)"
        " SELECT array_agg(id::text) FROM r",
        shelter.people[0],
    )
    return planted


async def test_after_a_month_everything_is_gone_when_it_should_be(
    world: World, shelter: SimpleNamespace, api: Callable[..., Api], database_url: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    secret = await world.program(shelter.organization, "Quiet House", "safe_house", True)
    hidden = await world.pool(secret, 4, "confirm", stale_after_seconds=10**7)
    await world.owner.execute("UPDATE housing.pool SET stale_after_seconds = 10000000")
    await world.owner.execute("UPDATE housing.organization SET organization_hold_limit = 100")
    accounts = dict(await world.owner.fetch("SELECT role, id FROM housing.account"))
    responder, staff = accounts["responder"], accounts["shelter_staff"]
    shelter.people = (responder, staff)
    database = Database(database_url, Settings(database_url=database_url))
    sweeper = Sweeper(database, pools_max=10, purge_seconds=300, purge_holds_max=3)
    keeper = AuditKeeper(database, tmp_path / "key.pem", tmp_path / "heads")
    try:
        planted: list[str] = []
        for day in range(DAYS):
            await world.move_clock(day * DAY)
            if day == 0:
                planted = await a_night(world, shelter, hidden)
                planned = set(await late_by_table(world))
                dump = await everything(world)
                # Appointments are counted elsewhere; a request of here went to nobody.
                assert {name for name in planned - {"pool"} if not dump[name]} == set()
            await sweeper.purge()
            await requests.purge_requests(database, 100)
            await keeper.keep()
            late = await late_by_table(world)
            assert set(late.values()) == {0.0}, (day, late)
        dump = await everything(world)
        for name, rows in dump.items():
            if name not in _BARE_IDS:
                for text in planted:
                    assert text.encode() not in rows, (name, text)
            # 90 days: whose address was told; ended tokens and desks.
            if name not in ("account", "access_token", "audit", "place_told"):
                assert str(responder).encode() not in rows, name
        await world.move_clock(100 * DAY)
        await sweeper.purge()
        await keeper.keep()
        assert set((await late_by_table(world)).values()) == {0.0}
        assert str(responder).encode() not in (await everything(world))["audit"]
        assert len(list((tmp_path / "heads").iterdir())) == DAYS + 1
    finally:
        await database.close()


async def test_one_kind_that_cannot_be_forgotten_keeps_no_other_waiting(
    world: World, shelter: SimpleNamespace, database_url: str
) -> None:
    people = await world.owner.fetch("SELECT id FROM housing.account ORDER BY role LIMIT 2")
    await world.owner.execute(
        A_DAY, people[1]["id"], people[0]["id"], shelter.organization, shelter.instant
    )
    await world.owner.execute(
        "CREATE FUNCTION housing.stuck() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'stuck'; END $$;"
        "CREATE TRIGGER stuck BEFORE DELETE ON housing.demand_need EXECUTE FUNCTION housing.stuck()"
    )
    await world.move_clock(200 * DAY)
    database = Database(database_url, Settings(database_url=database_url))
    try:
        await Sweeper(database, pools_max=10, purge_seconds=300, purge_holds_max=3).purge()
    finally:
        await database.close()
    late = await late_by_table(world)
    assert late["demand_need"] > 190 * DAY
    # The record's beginning is signed before it goes, by another hand.
    assert {name for name, seconds in late.items() if seconds} == {"demand_need", "audit"}
