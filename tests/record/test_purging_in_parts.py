"""However much there is to forget, it goes in bounded parts, and all of it goes."""

from __future__ import annotations

from typing import Any

import pytest

from housing_service.config import Settings
from housing_service.service.sweeper import Sweeper
from housing_service.store import sweeps
from housing_service.store.database import Database
from tests.support.world import World

ROWS = 4_500
AT_ONCE = 2_000
# Rows of each table become due at one moment: by how much the oldest is late must not be what tells
# whether there is more. $1 rows of the account $2.
FILLS = {
    "demand_need": "SELECT gen_random_uuid(), now() - interval '2 days'",
    "reason_counted": "SELECT gen_random_uuid(), 1, now() - interval '2 days'",
    "rate_count": "SELECT decode(lpad(to_hex(n), 16, '0'), 'hex'), 1, 1, now() - interval '1 hour'",
    "try_count": "SELECT 'sign_in', decode(lpad(to_hex(n), 6, '0'), 'hex'),"
    " now() - interval '1 hour'",
    "hold_set": "SELECT gen_random_uuid(), $2, now() - interval '2 days'",
    "hold_score": "SELECT gen_random_uuid(), false, 1, now() - interval '2 days', 9",
    "sign_in_ticket": "SELECT sha256(n::text::bytea), $2, now() - interval '1 hour'",
    "session": "SELECT sha256(n::text::bytea), $2, now() - interval '2 hours',"
    " now() - interval '2 hours', 60, now() - interval '1 hour'",
    "reading_day": "SELECT $2, current_date - 40 - n, 'single', 1",
}


async def left(world: World) -> dict[str, int]:
    counts = ", ".join(f"(SELECT count(*) FROM housing.{table}) AS {table}" for table in FILLS)
    return dict(await world.owner.fetchrow("SELECT " + counts))


async def test_four_and_a_half_thousand_go_in_parts_and_all_go(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = (await world.caller("responder", await world.organization())).account_id
    for table, rows in FILLS.items():
        # Every statement takes both numbers, whether it needs the account or not.
        await world.owner.execute(
            f"INSERT INTO housing.{table} {rows}"
            " FROM generate_series(1, $1::integer) n WHERE $2::uuid IS NOT NULL",
            ROWS, account,
        )  # fmt: skip
    before = await left(world)
    assert set(before.values()) == {ROWS}
    most: dict[str, int] = dict.fromkeys(FILLS, 0)
    taken = sweeps.purge_step

    async def watched(database: Database, step: str) -> int:
        nonlocal before
        forgotten = await taken(database, step)
        after = await left(world)
        gone = {table: before[table] - after[table] for table in FILLS}
        assert sum(gone.values()) == forgotten, step
        for table, rows in gone.items():
            most[table] = max(most[table], rows)
        before = after
        return forgotten

    monkeypatch.setattr(sweeps, "purge_step", watched)
    database = Database(database_url, Settings())
    try:
        await Sweeper(database, pools_max=1, purge_seconds=60, purge_holds_max=1).purge()
    finally:
        await database.close()
    assert set(before.values()) == {0}
    assert set(most.values()) == {AT_ONCE}


async def test_no_step_forgets_without_a_bound(world: World) -> None:
    """Whoever adds a step says how much it forgets at once: of each table it removes from."""
    for row in await world.owner.fetch(
        "SELECT p.proname AS name, p.prosrc AS source FROM pg_proc p"
        " JOIN housing_api.purge_steps_v1() s ON s = p.proname"
        " WHERE p.pronamespace = 'housing'::regnamespace"
    ):
        if row["name"] == "purge_slots":
            # What hangs on the few slots it takes at once goes with them.
            assert "LIMIT 500 " in row["source"]
            continue
        changes: Any = row["source"].count("DELETE FROM") + row["source"].count("UPDATE housing.")
        assert row["source"].count("LIMIT ") == changes > 0, row["name"]
