"""Protections taken out of a test's own database, one at a time. Nothing here is ever shipped.

Functions are changed by their text as it stands in the database, so that what is planted is the
shipped function with one piece gone; a piece that is not found fails the test.
"""

from __future__ import annotations

import asyncpg

# Between a hold's insertion and its commit, so that whoever ought to wait and does not has time.
SLOW_COMMIT = """
CREATE FUNCTION housing.pause_here() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(0.02); RETURN NULL; END $$;
CREATE TRIGGER pause_here AFTER INSERT ON housing.hold
FOR EACH ROW EXECUTE FUNCTION housing.pause_here();
"""
_COUNTER = """
CREATE TABLE housing.planted_counter (pool_id uuid PRIMARY KEY, held integer NOT NULL);
INSERT INTO housing.planted_counter SELECT id, 0 FROM housing.pool;
CREATE FUNCTION housing.count_hold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE housing.planted_counter SET held = held + CASE
        WHEN TG_OP = 'INSERT' THEN NEW.units
        WHEN OLD.state IN ('requested', 'active')
         AND NEW.state IN ('released', 'declined', 'arrived') THEN -NEW.units
        WHEN OLD.state NOT IN ('requested', 'active')
         AND NEW.state IN ('requested', 'active') THEN NEW.units
        ELSE 0 END
     WHERE pool_id = NEW.pool_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_hold AFTER INSERT OR UPDATE OF state ON housing.hold
FOR EACH ROW EXECUTE FUNCTION housing.count_hold();
CREATE FUNCTION housing.counted(p_pool_id uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT held FROM housing.planted_counter WHERE pool_id = p_pool_id $$;
"""
_CLOCK_FIRST = """
CREATE OR REPLACE FUNCTION housing.lock_pool(p_pool_id uuid) RETURNS housing.pool
LANGUAGE plpgsql VOLATILE AS $$
DECLARE p housing.pool;
BEGIN
    PERFORM set_config('planted.clock', housing.service_clock()::text, true);
    PERFORM pg_sleep(random() * 0.03);
    SELECT * INTO p FROM housing.pool x WHERE x.id = p_pool_id FOR NO KEY UPDATE;
    RETURN p;
END $$;
CREATE OR REPLACE FUNCTION housing.pool_clock(p_pool housing.pool) RETURNS timestamptz
LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(nullif(current_setting('planted.clock', true), '')::timestamptz,
                    housing.service_clock())
$$;
"""


async def _change(owner: asyncpg.Connection, function: str, *changes: tuple[str, str]) -> None:
    text = await owner.fetchval(
        "SELECT pg_get_functiondef(p.oid) FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname LIKE 'housing%' AND p.proname = $1",
        function,
    )
    for old, new in changes:
        assert old in text, f"{function} has no {old!r} to plant a bug in"
        text = text.replace(old, new)
    await owner.execute(text)


async def no_lock(owner: asyncpg.Connection) -> None:
    """The pool's row is read and not locked."""
    await owner.execute(SLOW_COMMIT)
    await _change(owner, "lock_pool", ("FOR NO KEY UPDATE", ""))


async def judged_before_the_lock_only(owner: asyncpg.Connection) -> None:
    """Whoever waited for the lock is placed by what was free before."""
    await owner.execute(SLOW_COMMIT)
    await _change(
        owner, "place_holds_v1",
        ("codes[j.member] := j.code;", "codes[j.member] := 'placed';"),
        ("CONTINUE WHEN j.code <> 'placed';", ""),
        ("has_room := j.left_units - units_taken[k] >= j.units;", "has_room := true;"),
    )  # fmt: skip


async def no_key(owner: asyncpg.Connection) -> None:
    """Ids are looked up before placing and nothing else keeps them apart."""
    await owner.execute(SLOW_COMMIT)
    await owner.execute("ALTER TABLE housing.hold DROP CONSTRAINT hold_pkey CASCADE")
    await _change(owner, "insert_holds", ("ON CONFLICT (id) DO NOTHING", ""))


async def no_key_and_no_look(owner: asyncpg.Connection) -> None:
    """Nothing knows an id again."""
    await no_key(owner)
    await _change(owner, "judge_holds", ("WHEN k.id IS NOT NULL THEN", "WHEN false THEN"))


async def clock_before_the_lock(owner: asyncpg.Connection) -> None:
    """The clock is read before the wait for the row, and the latest reading is not kept."""
    await owner.execute(_CLOCK_FIRST)


async def stale_counter(owner: asyncpg.Connection) -> None:
    """Held units are a number of their own, and the clock's endings forget to lower it."""
    await owner.execute(_COUNTER)
    await _change(
        owner, "open_holds",
        ("WHERE h.units_backed AND h.expires_at > p_now), 0)::integer",
         "WHERE false), housing.counted(p_pool_id))::integer"),
    )  # fmt: skip


async def expiry_by_sweeper_only(owner: asyncpg.Connection) -> None:
    """A hold keeps its units until a worker has written down its end (and none runs)."""
    await _change(
        owner, "open_holds",
        ("h.expires_at > p_now)", "true)"), ("min(h.expires_at) <= p_now", "false"),
    )  # fmt: skip
    await _change(owner, "hold_view", ("h.expires_at <= p_now", "false"))
    await _change(owner, "settle_pool", ("x.expires_at <= p_now", "false"))
