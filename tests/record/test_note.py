"""What is noted stands in the chain of the organization concerned, once the transaction commits."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from tests.support.world import World

REGION = "00000000-0000-0000-0000-000000000000"


async def note(connection: asyncpg.Connection, organization, caller, action="pool_paused") -> None:
    await connection.execute(
        "SELECT housing.note($1, $2, $3, 'organization', $4)",
        organization, caller, action, organization,
    )  # fmt: skip


async def test_rows_of_a_chain_follow_each_other(world: World) -> None:
    ours, theirs = await world.organization(), await world.organization("Other House")
    staff = await world.caller("shelter_staff", ours)
    for _ in range(3):
        await note(world.owner, ours, staff.account_id)
    await note(world.owner, theirs, None)
    rows = await world.owner.fetch(
        "SELECT a.*, housing.audit_hash(a) AS again FROM housing.audit a WHERE chain = $1"
        " ORDER BY number",
        ours,
    )
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert [row["previous"] for row in rows] == [bytes(32), rows[0]["hash"], rows[1]["hash"]]
    assert all(row["hash"] == row["again"] for row in rows)
    assert {(row["account_id"], row["actor_role"]) for row in rows} == {
        (staff.account_id, "shelter_staff")
    }
    [other] = await world.owner.fetch("SELECT * FROM housing.audit WHERE chain = $1", theirs)
    assert (other["number"], other["actor_role"], other["account_id"]) == (1, "service", None)
    head = await world.owner.fetchrow("SELECT * FROM housing.audit_head WHERE chain = $1", ours)
    assert (head["number"], head["hash"], head["at"]) == (3, rows[2]["hash"], rows[2]["at"])
    assert await world.owner.fetchval("SELECT count(*) FROM housing.audit_draft") == 0


async def test_nothing_is_recorded_of_what_was_rolled_back(world: World) -> None:
    ours = await world.organization()
    with pytest.raises(ZeroDivisionError):
        async with world.owner.transaction():
            await note(world.owner, ours, None)
            raise ZeroDivisionError
    assert await world.owner.fetchval("SELECT count(*) FROM housing.audit") == 0


async def test_transactions_that_note_crosswise_do_not_wait_for_each_other(
    world: World, database_url: str
) -> None:
    first, second = await world.organization("Left"), await world.organization("Right")
    connections = [await asyncpg.connect(database_url) for _ in range(4)]

    async def write(connection: asyncpg.Connection, order: list) -> None:
        for _ in range(25):
            async with connection.transaction():
                for organization in order:
                    await note(connection, organization, None)

    try:
        async with asyncio.timeout(60):
            await asyncio.gather(*(
                write(connection, [first, second] if at % 2 else [second, None, first])
                for at, connection in enumerate(connections)
            ))  # fmt: skip
    finally:
        for connection in connections:
            await connection.close()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.audit") == 250
    assert await world.owner.fetchval(
        "SELECT bool_and(a.hash = housing.audit_hash(a) AND a.previous = coalesce(b.hash,"
        " decode(repeat('00', 32), 'hex'))) FROM housing.audit a LEFT JOIN housing.audit b"
        " ON (b.chain, b.book, b.number) = (a.chain, a.book, a.number - 1)"
    )


async def test_an_address_told_is_recorded_by_the_day_and_once(world: World) -> None:
    ours = await world.organization()
    reader = await world.caller("responder", await world.organization("Hotline"))
    for _ in range(3):
        await note(world.owner, ours, reader.account_id, "address_told")
    await note(world.owner, ours, reader.account_id)
    rows = await world.owner.fetch("SELECT book, at FROM housing.audit ORDER BY book")
    assert [row["book"] for row in rows] == ["acts", "disclosures"]
    assert rows[1]["at"].time().isoformat() == "00:00:00"


@pytest.mark.parametrize("kind", ["hold", "hold_set", "request", "ask"])
async def test_what_is_forgotten_earlier_is_never_named(world: World, kind: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await world.owner.execute(
            "SELECT housing.note(NULL, NULL, 'looked', $1, gen_random_uuid())", kind
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE housing.audit SET action = 'x_x'",
        "DELETE FROM housing.audit",
        "TRUNCATE housing.audit",
    ],
)
async def test_the_record_only_grows(world: World, statement: str) -> None:
    await note(world.owner, None, None)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await world.owner.execute(statement)
