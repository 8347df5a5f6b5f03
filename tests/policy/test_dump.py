"""Where the canaries of a confidential program stand in a dump, before and after forgetting."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from housing_service.config import Settings
from housing_service.service.audit_keeper import AuditKeeper
from housing_service.service.sweeper import Sweeper
from housing_service.store import requests
from housing_service.store.database import Database
from tests.policy.canaries import tables_with_a_mark
from tests.policy.planted import Planted

DAY = 86_400
# The program's own rows: what it is called, where it is, who works there. Whatever is written in
# the course of a night (holds, requests, counts, records, statistics) has no place for a text.
OWN_ROWS = {
    "account", "arrival_place", "organization", "organization_line", "pool", "program", "site",
}  # fmt: skip


async def a_night(planted: Planted) -> None:
    """What is done at the confidential house, each written by the service in the usual way."""
    haven, staff = planted.places["haven"], planted.api("staff.haven")
    for ending in ("release", "arrive"):
        hold = await planted.hold("other", "haven")
        assert (await staff.act(hold, "accept")).status == 200
        assert (await staff.act(hold, ending)).status == 200
    assert (await staff.report(haven.pool, units_free=399)).status == 201
    seen = await staff.post(f"/v1/asks/{planted.asks['haven']}/not-tonight")
    assert seen.status == 200, seen
    pause = await staff.post(f"/v1/pools/{haven.pool}/close", {"reason": "staffing"})
    assert pause.status == 200, pause
    gone = await planted.api("outreach").get(f"/v1/pools/{uuid4()}")
    assert gone.status == 404


async def test_nothing_of_a_confidential_program_is_copied_beside_its_own_rows(
    planted: Planted, database_url: str, tmp_path: Path
) -> None:
    owner = planted.world.owner
    for column in ("arrival_place.line", "arrival_place.way_in", "site.line", "program.name"):
        assert column in planted.marked, column
    await a_night(planted)
    assert await tables_with_a_mark(owner) == OWN_ROWS
    database = Database(database_url, Settings(database_url=database_url))
    sweeper = Sweeper(database, pools_max=1_000, purge_seconds=300, purge_holds_max=1_000)
    keeper = AuditKeeper(database, tmp_path / "key.pem", tmp_path / "heads")
    try:
        await planted.world.move_clock(31 * DAY)
        await owner.execute("SELECT housing_api.sweep_due_v1(1000)")
        await requests.climb(database, 1_000)
        # What ended just now is due a while later.
        await planted.world.move_clock(62 * DAY)
        await sweeper.purge()
        await requests.purge_requests(database, 1_000)
        await keeper.keep()
    finally:
        await database.close()
    for table in ("hold", "hold_set", "request", "request_pool", "request_step"):
        assert await owner.fetchval(f"SELECT count(*) FROM housing.{table}") == 0, table
    assert await tables_with_a_mark(owner) == OWN_ROWS


async def test_a_mark_anywhere_else_would_be_found(planted: Planted) -> None:
    await planted.world.owner.execute("CREATE TABLE housing.copied AS TABLE housing.arrival_place")
    assert await tables_with_a_mark(planted.world.owner) == OWN_ROWS | {"copied"}
