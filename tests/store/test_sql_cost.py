"""What a change of a hold may cost: counted in rows, locks and calls, never in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from housing_service.store.sql import query
from tests.support.world import World

PLACE = query("place_holds")
RELEASE = query("release_holds")
READ = query("read_pools")


@pytest.fixture
async def night(world: World) -> SimpleNamespace:
    """An open and a full pool, and a responder of an agency."""
    program = await world.program(await world.organization())
    agency = await world.organization("Outreach")
    return SimpleNamespace(
        owner=world.owner,
        open=await world.pool(program, free=4),
        full=await world.pool(program, free=0),
        responder=(await world.caller("responder", agency)).account_id,
    )


async def place(night: SimpleNamespace, pool: UUID, hold: UUID) -> str:
    row = await night.owner.fetchrow(
        PLACE, [hold], [night.responder], [pool], [1], [None], [None], [None], [None], [""], ["x"]
    )
    return str(row["code"])


async def release(night: SimpleNamespace, hold: UUID) -> str:
    return str((await night.owner.fetchrow(RELEASE, [night.responder], [hold], [None]))["code"])


async def counted(night: SimpleNamespace) -> Counter[tuple[str, str]]:
    """How many rows of each table this session inserted and updated and has not yet told of."""
    rows = await night.owner.fetch(
        "SELECT relname, n_tup_ins, n_tup_upd FROM pg_stat_xact_user_tables"
        " WHERE schemaname = 'housing'"
    )
    made: Counter[tuple[str, str]] = Counter()
    for row in rows:
        made[row["relname"], "inserted"] = row["n_tup_ins"]
        made[row["relname"], "updated"] = row["n_tup_upd"]
    return made


async def written(night: SimpleNamespace, action: Awaitable[str]) -> dict[tuple[str, str], int]:
    """The rows that one successful action writes. Counts are told of between transactions only,
    so within one the difference is exact."""
    async with night.owner.transaction():
        before = await counted(night)
        assert await action in ("ok", "placed")
        return dict(await counted(night) - before)


async def took_a_lock(night: SimpleNamespace) -> bool:
    """Whether this transaction locked or wrote any row: either gives it a number."""
    return await night.owner.fetchval("SELECT pg_current_xact_id_if_assigned()") is not None


async def test_a_refusal_locks_no_row(night: SimpleNamespace) -> None:
    async with night.owner.transaction():
        assert await place(night, night.full, uuid4()) == "no_units_available"
        assert await place(night, uuid4(), uuid4()) == "pool_not_found"
        assert not await took_a_lock(night)
        assert await place(night, night.open, uuid4()) == "placed"
        assert await took_a_lock(night)


async def test_repeating_a_request_locks_no_row(night: SimpleNamespace) -> None:
    hold = uuid4()
    assert await place(night, night.open, hold) == "placed"
    async with night.owner.transaction():
        assert await place(night, night.open, hold) == "exists"
        assert not await took_a_lock(night)


async def test_a_hold_writes_each_row_once(night: SimpleNamespace) -> None:
    hold = uuid4()
    assert await written(night, place(night, night.open, hold)) == {
        ("hold", "inserted"): 1, ("hold_event", "inserted"): 1, ("pool", "updated"): 1,
    }  # fmt: skip
    assert await written(night, release(night, hold)) == {
        ("hold", "updated"): 1, ("hold_event", "inserted"): 1, ("pool", "updated"): 1,
        # What it adds to the responder's score, and to that of their organization.
        ("hold_score", "inserted"): 2,
    }  # fmt: skip


async def test_two_holds_of_one_batch_write_their_pool_once(night: SimpleNamespace) -> None:
    async def place_two() -> str:
        rows = await night.owner.fetch(
            PLACE, [uuid4(), uuid4()], [night.responder] * 2, [night.open] * 2, [1, 1],
            [None] * 2, [None] * 2, [None] * 2, [None] * 2, ["", ""], ["x", "y"],
        )  # fmt: skip
        assert [row["code"] for row in rows] == ["placed", "placed"]
        return "placed"

    assert await written(night, place_two()) == {
        ("hold", "inserted"): 2, ("hold_event", "inserted"): 2, ("pool", "updated"): 1,
    }  # fmt: skip


async def test_no_small_function_is_run_as_a_statement_of_its_own(night: SimpleNamespace) -> None:
    """A function in SQL that can't be expanded where it is called is started and ended like a
    statement at each call: formatting the times of one hold so cost more than judging it."""
    hold = uuid4()
    async with night.owner.transaction():
        await night.owner.execute("SET track_functions = 'all'")
        await place(night, night.open, hold)
        await place(night, night.full, uuid4())
        await night.owner.fetch(READ, [night.open], [0])
        await release(night, hold)
        called = await night.owner.fetch(
            "SELECT f.funcname FROM pg_stat_xact_user_functions f"
            " JOIN pg_proc p ON p.oid = f.funcid JOIN pg_language l ON l.oid = p.prolang"
            " WHERE l.lanname = 'sql'"
        )
    assert {row["funcname"] for row in called} - {"read_pools_v1"} == set()
