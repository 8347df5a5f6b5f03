"""Every table with a time in it is forgotten by the clock, or the inventory says why it stays."""

from __future__ import annotations

import re

import pytest

from tests.docs.document_tables import names_in, rows, text_of
from tests.support.world import World

# What the inventory may say of a row that no clock removes.
_STAYS = re.compile(r"stays|replaced|goes with|as the row|until")


def lifetimes() -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for cell, _, _, lifetime in rows(text_of("docs/data-inventory.md")):
        for table in names_in(cell):
            told.setdefault(table, []).append(lifetime)
    return told


async def test_whatever_has_a_time_is_purged_or_said_to_stay(world: World) -> None:
    timed = {
        row["table_name"]
        for row in await world.owner.fetch(
            "SELECT DISTINCT c.relname AS table_name FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE c.relnamespace = 'housing'::regnamespace AND c.relkind = 'r'"
            " AND a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)"
        )
    }
    planned = {
        row["table_name"]
        for row in await world.owner.fetch("SELECT table_name FROM housing.purge_plan()")
    }
    told = lifetimes()
    assert planned <= timed
    for table in sorted(timed - planned):
        for lifetime in told[table]:
            assert _STAYS.search(lifetime), (
                f"{table} has a time, no row in housing.purge_plan(), and the inventory does not"
                f" say that it stays: {lifetime}"
            )


async def test_the_plan_says_what_the_inventory_says(world: World) -> None:
    told = lifetimes()
    for row in await world.owner.fetch(
        "SELECT table_name, extract(epoch FROM kept)::bigint / 86400 AS days"
        " FROM housing.purge_plan()"
    ):
        days, text = row["days"], " ".join(told[row["table_name"]])
        said = {
            0: ("until", "goes with", "minutes", "5 min", "unless renewed"),
            1: ("24 h", "a day"),
            2: ("two days",),
            3: ("72 h",),
            4: ("four days",),
        }.get(days, (f"{days} days", f"{round(days / 30.44)} months"))
        assert any(word in text for word in said), (row["table_name"], said, text)


async def late_by_table(world: World) -> dict[str, float]:
    """By how many seconds each table's purge is late."""
    return {
        row["table_name"]: row["late_seconds"]
        for row in await world.owner.fetch(
            "SELECT table_name, max(late_seconds) AS late_seconds"
            " FROM housing_api.purge_late_v1() GROUP BY 1"
        )
    }


async def test_late_is_what_should_be_gone_and_each_table_by_itself(world: World) -> None:
    assert set((await late_by_table(world)).values()) == {0.0}
    staff = await world.caller("shelter_staff", await world.organization())
    await world.owner.execute(
        "INSERT INTO housing.session (token_hash, account_id, created_at, last_seen_at,"
        " idle_seconds, expires_at) VALUES (sha256('x'), $1, now(), now(), 60,"
        " now() - interval '1 hour')",
        staff.account_id,
    )
    await world.owner.execute(
        "INSERT INTO housing.demand_need (id, first_at) VALUES (gen_random_uuid(),"
        " now() - interval '25 hours')"
    )
    told = await late_by_table(world)
    assert told["session"] == pytest.approx(3600, abs=60)
    assert told["demand_need"] == pytest.approx(3600, abs=60)
    assert sum(seconds > 0 for seconds in told.values()) == 2
