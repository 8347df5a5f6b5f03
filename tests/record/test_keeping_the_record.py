"""Signed heads, purged beginnings and the verifier, where the database's owner has tampered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from housing_service.config import Settings
from housing_service.service.audit_heads import HeadsUnusable, read_heads
from housing_service.service.audit_keeper import AuditKeeper
from housing_service.service.audit_key import AuditKeyUnusable, read_key
from housing_service.service.audit_verify import Verified, export_heads, trusted_keys, verify
from housing_service.store.database import Database
from tests.support.world import World

DAY = 86_400.0


async def note(world: World, organization: object, action: str = "pool_settings") -> None:
    await world.owner.execute("SELECT housing.note($1, NULL, $2, NULL, NULL)", organization, action)


async def checked(database_url: str, key: Path, *heads: Path) -> Verified:
    return await verify(database_url, trusted_keys(key, []), list(heads))


def faults(told: Verified) -> list[tuple[str, int, int]]:
    return [(one.fault, one.number, one.until) for one in told.findings]


SPOILING = {
    "changed": ("UPDATE housing.audit SET action = 'x_x' WHERE number = 3", [("changed", 3, 3)]),
    "deleted": ("DELETE FROM housing.audit WHERE number IN (3, 4)", [("deleted", 3, 4)]),
    "truncated": ("DELETE FROM housing.audit WHERE number > 5", [("truncated", 6, 6)]),
    "reordered": (
        "UPDATE housing.audit SET number = CASE number WHEN 2 THEN 1005 ELSE 1002 END"
        " WHERE number IN (2, 5); UPDATE housing.audit SET number = number - 1000"
        " WHERE number > 1000",
        [("reordered", 2, 2), ("reordered", 5, 5)],
    ),
    "inserted": (
        "UPDATE housing.audit_head SET number = 5, hash = (SELECT hash FROM housing.audit"
        " WHERE number = 5)",
        [("inserted", 6, 6)],
    ),
}


@pytest.mark.parametrize("how", sorted(SPOILING))
async def test_the_verifier_names_the_row(
    world: World, database_url: str, tmp_path: Path, how: str
) -> None:
    house, key = await world.organization(), tmp_path / "key.pem"
    for _ in range(6):
        await note(world, house)
    told = await checked(database_url, key)
    assert (told.books, told.rows, told.findings) == (1, 6, [])
    statement, expected = SPOILING[how]
    await world.owner.execute(f"ALTER TABLE housing.audit DISABLE TRIGGER USER; {statement}")
    told = await checked(database_url, key)
    assert faults(told) == expected
    assert {one.chain for one in told.findings} == {house}
    assert json.loads(json.dumps(told.as_json()))["findings"][0]["chain"] == str(house)


async def test_heads_kept_elsewhere_show_a_record_that_was_written_anew(
    world: World, database_url: str, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    for _ in range(4):
        await note(world, None)
    path, public = await export_heads(database_url, key, tmp_path)
    assert path.parent == tmp_path and json.loads(path.read_text())["public_key"] == public
    assert key.stat().st_mode & 0o077 == 0
    await note(world, None)
    assert (await checked(database_url, key, path)).findings == []
    await world.owner.execute(
        "ALTER TABLE housing.audit DISABLE TRIGGER USER; TRUNCATE housing.audit;"
        " TRUNCATE housing.audit_head"
    )
    for _ in range(5):
        await note(world, None, "forged")
    assert (await checked(database_url, key)).findings == []
    assert faults(await checked(database_url, key, path)) == [("rewritten", 1, 4)]
    await world.owner.execute("TRUNCATE housing.audit; TRUNCATE housing.audit_head")
    assert faults(await checked(database_url, key, path)) == [("truncated", 1, 4)]


async def test_what_was_kept_long_enough_goes_and_the_rest_is_still_sound(
    world: World, database_url: str, tmp_path: Path
) -> None:
    house, key = await world.organization(), tmp_path / "key.pem"
    database = Database(database_url, Settings(database_url=database_url))
    keeper = AuditKeeper(database, key, tmp_path / "heads")
    try:
        for day in range(3):
            await world.move_clock(day * DAY)
            await note(world, house, "address_told")
            await note(world, house)
        first = await keeper.keep()
        await world.move_clock(91 * DAY)
        await note(world, house)
        assert await keeper.keep() != first
        left = await world.owner.fetch("SELECT book, number FROM housing.audit ORDER BY 1, 2")
        assert [tuple(row) for row in left] == [
            ("acts", 1), ("acts", 2), ("acts", 3), ("acts", 4), ("disclosures", 3),
        ]  # fmt: skip
        heads = sorted((tmp_path / "heads").glob("heads-*.json"))
        assert len(heads) == 2
        assert (await checked(database_url, key, *heads)).findings == []
        # Under other keys a beginning that was purged proves nothing.
        told = await checked(database_url, tmp_path / "another.pem")
        assert faults(told) == [("unsigned", 1, 2)]
        await world.move_clock(900 * DAY)
        await keeper.keep()
        assert await world.owner.fetchval("SELECT count(*) FROM housing.audit") == 0
        await note(world, house)
        assert faults(await checked(database_url, key, *heads)) == []
        assert await world.owner.fetchval("SELECT max(number) FROM housing.audit") == 5
    finally:
        await database.close()


async def test_a_file_that_proves_nothing_is_refused(
    world: World, database_url: str, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    await note(world, None)
    path, public = await export_heads(database_url, key, tmp_path)
    document = json.loads(path.read_text())
    trusted = trusted_keys(key, [])
    assert len(read_heads(path, trusted).heads) == 1
    document["heads"][0]["number"] += 1
    (tmp_path / "changed.json").write_text(json.dumps(document))
    (tmp_path / "odd.json").write_text("[" * 100_000)
    (tmp_path / "empty.json").write_text("{}")
    for name in ("changed.json", "odd.json", "empty.json"):
        with pytest.raises(HeadsUnusable):
            read_heads(tmp_path / name, trusted)
    with pytest.raises(HeadsUnusable, match="not trusted"):
        read_heads(path, trusted_keys(tmp_path / "none.pem", ["00" * 32]))
    assert (
        read_heads(path, trusted_keys(tmp_path / "none.pem", [public])).public_key.hex() == public
    )
    key.chmod(0o644)
    with pytest.raises(AuditKeyUnusable, match="chmod 600"):
        read_key(key, make=True)
    with pytest.raises(AuditKeyUnusable):
        trusted_keys(tmp_path / "none.pem", ["zz"])
