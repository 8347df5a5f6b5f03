"""The schema: equal to its page, its lists equal to Python's, its hot queries on their indexes."""

from __future__ import annotations

import asyncio
import re
from typing import get_args
from uuid import uuid4

import asyncpg
import pytest

from housing_service.domain import vocabulary
from housing_service.domain.party import Party, units_for_party
from housing_service.store.sql import all_queries
from ops.write_schema import PATH, dump_schema
from tests.support.world import World


async def test_the_committed_schema_is_what_the_migrations_make(database_url: str) -> None:
    made = await asyncio.to_thread(dump_schema, database_url)
    assert made == PATH.read_text(encoding="utf-8"), "run: .venv/bin/python -m ops.write_schema"


async def listed(world: World, table: str, column: str) -> set[str]:
    for definition in await world.owner.fetch(
        "SELECT pg_get_constraintdef(c.oid) AS text FROM pg_constraint c"
        " WHERE conrelid = $1::regclass AND contype = 'c'",
        f"housing.{table}",
    ):
        if re.search(rf"\b{column}\b", definition["text"]) and "ARRAY" in definition["text"]:
            return set(re.findall(r"'([a-z_]+)'::text", definition["text"]))
    raise AssertionError(f"no list for {table}.{column}")


@pytest.mark.parametrize(
    ("table", "column", "python"),
    [
        ("program", "kind", vocabulary.Kind),
        ("pool", "unit", vocabulary.Unit),
        ("pool", "hold_policy", vocabulary.HoldPolicy),
        ("pool", "households_served", vocabulary.Household),
        ("pool", "pause_reason", vocabulary.PauseReason),
        ("hold", "state", vocabulary.HoldState),
        ("hold", "needs", vocabulary.Need),
    ],
)
async def test_lists_are_the_same_in_sql_and_python(world, table, column, python) -> None:
    if (table, column) == ("hold", "state"):
        text = await world.owner.fetchval(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'hold_state_check'"
        )
        found = set(re.findall(r"'([a-z_]+)'::text", text))
    else:
        found = await listed(world, table, column)
    assert found == set(get_args(python))


async def test_every_household_needs_the_same_units_in_sql_and_python(world: World) -> None:
    rows = await world.owner.fetch(
        "SELECT u, ppu, inf, a, c, i, housing.units_for_party(u, ppu, inf, a, c, i) AS units"
        " FROM unnest(ARRAY['bed', 'room', 'apartment', 'voucher', 'crib']) u,"
        " unnest(ARRAY[NULL, 1, 2, 4]) ppu, unnest(ARRAY[true, false]) inf,"
        " generate_series(0, 3) a, generate_series(0, 5) c, generate_series(0, 2) i"
        " WHERE i <= c AND a + c > 0"
    )
    assert len(rows) > 2000
    for row in rows:
        party = Party(row["a"], row["c"], row["i"])
        assert units_for_party(row["u"], row["ppu"], row["inf"], party) == row["units"], row


async def test_every_named_query_can_be_prepared(world: World) -> None:
    for name, text in all_queries().items():
        await world.owner.prepare(text, name=f"check_{name}")


async def test_hot_queries_use_their_indexes(world: World) -> None:
    program = await world.program(await world.organization())
    pool = await world.pool(program, free=50)
    others = [await world.pool(program, free=50) for _ in range(20)]
    await world.owner.execute(
        "INSERT INTO housing.hold (id, pool_id, shelter_organization_id, account_id, kept_by,"
        " units, minutes, state, arrival_code, placed_at, expires_at, ended_at,"
        " placed_counts_version, pool_version)"
        " SELECT gen_random_uuid(), ($1::uuid[])[1 + n % 21], $2, gen_random_uuid(),"
        " 'responder', 1, 60,"
        " CASE WHEN n <= 400 THEN 'active' ELSE 'released' END, 'x', now(),"
        " now() + interval '1 hour', CASE WHEN n > 400 THEN now() END, 1, n"
        " FROM generate_series(1, 20000) n",
        [pool, *others],
        uuid4(),
    )
    await world.owner.execute("ANALYZE housing.hold")
    hot = {
        "hold_live_by_pool": "SELECT sum(units) FROM housing.hold WHERE pool_id = $1"
        " AND state IN ('requested', 'active') AND expires_at > now()",
        "hold_by_pool_version": "SELECT * FROM housing.hold WHERE pool_id = $1"
        " AND pool_version > 19990",
    }
    for index, statement in hot.items():
        plan = "\n".join(row[0] for row in await world.owner.fetch(f"EXPLAIN {statement}", pool))
        assert index in plan, plan
        assert "Seq Scan" not in plan


async def test_a_person_has_no_column(world: World) -> None:
    """Columns that could hold a name, a birth date, a contact or free text about a person."""
    columns = await world.owner.fetch(
        "SELECT table_name || '.' || column_name AS name, data_type FROM"
        " information_schema.columns WHERE table_schema = 'housing'"
        " AND table_name IN ('hold', 'hold_event', 'hold_outcome', 'ended_hold')"
    )
    free_text = {row["name"] for row in columns if row["data_type"] in ("text", "jsonb")}
    assert free_text == {
        "hold.kept_by", "hold.state", "hold.arrival_code", "hold.reason", "hold.undo_state",
        # Steps of a lock: times and words of closed lists, held to that by a constraint.
        "hold.milestones",
        "hold_event.transition", "hold_event.actor_role", "hold_outcome.outcome",
    }  # fmt: skip
    for row in columns:
        assert not re.search(r"name|birth|phone|mail|note|photo|document|comment", row["name"])
    with pytest.raises(asyncpg.CheckViolationError):
        await world.owner.execute(
            "UPDATE housing.hold SET reason = 'Free text' WHERE false OR true;"
            "INSERT INTO housing.hold (id, pool_id, shelter_organization_id, account_id, kept_by,"
            " units, minutes, state, arrival_code, placed_at, expires_at, reason,"
            " placed_counts_version, pool_version) SELECT gen_random_uuid(), id, id, id,"
            " 'responder', 1, 60, 'active', 'x', now(), now(), 'Jane came', 1, 1"
            " FROM (SELECT gen_random_uuid() AS id) made"
        )


async def test_the_steps_of_a_lock_hold_no_free_text(world: World) -> None:
    pool = await world.pool(await world.program(await world.organization()))
    steps = await world.owner.fetchval(
        "SELECT housing.lock_steps(program_id, now(), false) FROM housing.pool WHERE id = $1", pool
    )
    write = (
        "INSERT INTO housing.hold (id, pool_id, shelter_organization_id, account_id, kept_by,"
        " units, minutes, state, arrival_code, placed_at, expires_at, placed_counts_version,"
        " pool_version, milestones) VALUES (gen_random_uuid(), $1, $1, $1, 'shelter', 1, 60,"
        " 'active', 'x', now(), now(), 1, 1, $2)"
    )
    await world.owner.execute(write, pool, steps)
    for wrong in (
        steps.replace('"extended_for": null', '"extended_for": "Jane is ill"'),
        steps.replace('"interview"', '"talk with Jane"'),
        steps.replace('"reached_at": null', '"note": "Jane"'),
        steps.replace('"reached_at": null', '"reached_at": "when Jane came"'),
        "[]",
    ):
        assert wrong != steps
        with pytest.raises(asyncpg.CheckViolationError):
            await world.owner.execute(write, pool, wrong)
