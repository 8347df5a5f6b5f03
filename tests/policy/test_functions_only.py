"""Beneath the policy: the service's role reaches named functions, and each asks who calls."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from ops.mutants.mutation import ROOT
from tests.policy.catalogue import WITHOUT_A_CALLER, Function, functions
from tests.policy.planted import MARK, Planted
from tests.support.cluster import Cluster
from tests.support.world import World

# What a stranger may write that names what is not theirs: their own watch of a place they see.
STRANGERS_MAY_ADD = {"watch_pool_v1"}
DATABASE_GRANTS = ROOT / "sql" / "setup" / "database_grants.sql"
_RELATIONS = (
    "SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind::text AS kind"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
)


@pytest.fixture
async def as_service(cluster: Cluster, database_url: str) -> AsyncIterator[asyncpg.Connection]:
    name = database_url.rsplit("/", 1)[-1].split("?", maxsplit=1)[0]
    connection = await asyncpg.connect(cluster.url(name, service=True))
    yield connection
    await connection.close()


async def test_the_services_role_has_no_right_to_anything_stored(
    world: World, as_service: asyncpg.Connection
) -> None:
    # A copy of a database has the rights within it, and not those to it.
    await world.owner.execute(DATABASE_GRANTS.read_text(encoding="utf-8"))
    relations = await world.owner.fetch(_RELATIONS)
    assert len(relations) > 60
    reached = [
        row["name"]
        for row in relations
        if row["kind"] not in "iI"
        and await world.owner.fetchval(
            "SELECT CASE WHEN $2 = 'S'"
            " THEN has_sequence_privilege('housing_service', $1::oid, 'USAGE, SELECT, UPDATE')"
            " ELSE has_table_privilege('housing_service', $1::oid,"
            "   'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
            "  OR has_any_column_privilege('housing_service', $1::oid,"
            "   'SELECT, INSERT, UPDATE, REFERENCES') END",
            row["oid"], row["kind"],
        )
    ]  # fmt: skip
    assert reached == []
    schemas = await as_service.fetch(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND"
        " has_schema_privilege(oid, 'USAGE') OR has_schema_privilege(oid, 'CREATE')"
    )
    assert {row[0] for row in schemas} == {"housing_api", "information_schema"}
    facts = await as_service.fetchrow(
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS more,"
        " (SELECT count(*) FROM pg_auth_members WHERE member = r.oid) AS member_of,"
        " (SELECT count(*) FROM pg_largeobject_metadata) AS large_objects,"
        " has_database_privilege(current_database(), 'TEMPORARY, CREATE') AS makes"
        " FROM pg_roles r WHERE rolname = current_user"
    )
    assert tuple(facts.values()) == (False, 0, 0, False)
    for statement in (
        "SELECT lo_get(1)", "SELECT pg_read_file('PG_VERSION')", "SELECT pg_ls_dir('.')",
        "COPY (SELECT 1) TO PROGRAM 'cat'", "SELECT * FROM pg_authid",
        "CREATE TEMP TABLE t (i int)",
        "SELECT * FROM pg_statistic",
    ):  # fmt: skip
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedObjectError)):
            await as_service.execute(statement)


async def test_every_function_within_reach_is_pinned(world: World) -> None:
    rows = await world.owner.fetch(
        "SELECT format('%s.%s', n.nspname, p.proname) AS name, n.nspname, p.proname, p.prosecdef,"
        " p.proconfig, p.proowner::regrole::text AS owner, p.proleakproof,"
        " has_function_privilege('housing_service', p.oid, 'EXECUTE') AS reached,"
        " coalesce(p.proacl::text ~ '[{,]=X', true) AS public"
        " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')"
    )
    reached = [row for row in rows if row["reached"]]
    assert len(reached) > 100
    assert {row["nspname"] for row in reached} == {"housing_api"}
    assert {row["nspname"] for row in rows if row["public"]} == set()
    wrong = [
        row["name"]
        for row in rows
        if row["nspname"] == "housing_api"
        and not (
            row["reached"] and row["prosecdef"] and row["owner"] == "housing_owner"
            and "search_path=housing, pg_temp" in row["proconfig"] and not row["proleakproof"]
            and row["proname"].rpartition("_v")[2].isdigit()
        )
    ]  # fmt: skip
    assert wrong == []
    owner = await world.owner.fetchrow(
        "SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = 'housing_owner'"
    )
    assert tuple(owner.values()) == (False, False)


async def test_every_function_takes_its_caller_or_is_known_not_to(world: World) -> None:
    without = {one.name for one in await functions(world.owner) if not one.takes_caller}
    assert without == WITHOUT_A_CALLER


class Watched:
    """What stands in the database, row by row, to see what a call did."""

    def __init__(self, owner: asyncpg.Connection, statement: str) -> None:
        self.owner = owner
        self.statement = statement

    @classmethod
    async def over(cls, owner: asyncpg.Connection) -> Watched:
        tables = await owner.fetch(_RELATIONS + " AND c.relkind = 'r'")
        parts = [f"SELECT '{t['name']} ' || t::text AS row FROM {t['name']} t" for t in tables]
        return cls(owner, " UNION ALL ".join(parts))

    async def rows(self) -> frozenset[str]:
        return frozenset(row["row"] for row in await self.owner.fetch(self.statement))


async def test_nobody_does_anything_to_what_is_not_theirs(planted: Planted) -> None:
    """Each function, on behalf of nobody, of a disabled account, of a suspended one, and of staff
    elsewhere, about the pools, holds, requests and people of a confidential program."""
    owner = planted.world.owner
    disabled = await planted.world.caller("shelter_staff", planted.places["haven"].organization)
    await owner.execute(
        "UPDATE housing.account SET disabled_at = clock_timestamp() WHERE id = $1",
        disabled.account_id,
    )
    callers = {
        "null": None,
        "unknown": uuid4(),
        "disabled": disabled.account_id,
        "suspended": planted.callers["suspended"].account_id,
        "staff.far": planted.callers["staff.far"].account_id,
    }
    things = await things_of(planted)
    hidden = {str(thing) for thing in things.values()}
    watched = await Watched.over(owner)
    wrong, reached = [], 0
    for function in await functions(owner):
        if not function.takes_caller:
            continue
        for name, caller in callers.items():
            values = function.values(caller, things)
            said, lost, added = await attempt(owner, watched, function, values)
            reached += said is not None
            if name == "staff.far":
                lost = frozenset(row for row in lost if any(one in row for one in hidden))
                added = frozenset(row for row in added if any(one in row for one in hidden))
                if function.name in STRANGERS_MAY_ADD:
                    added = frozenset()
            if lost or added or MARK in str(said):
                wrong.append((function.name, name, lost, added, str(said)[:200]))
    assert wrong == []
    assert reached > 80 * len(callers)


async def attempt(
    owner: asyncpg.Connection, watched: Watched, function: Function, values: list[Any]
) -> tuple[list[Any] | None, frozenset[str], frozenset[str]]:
    """What it said (null where it broke off), and which rows went and came by it; taken back. What
    other transactions commit meanwhile is not seen."""
    transaction = owner.transaction(isolation="repeatable_read")
    await transaction.start()
    try:
        before, said = await watched.rows(), None
        with contextlib.suppress(asyncpg.PostgresError):
            async with owner.transaction():
                said = await owner.fetch(function.statement(), *values)
        after = await watched.rows()
        return said, before - after, after - before
    finally:
        await transaction.rollback()


async def things_of(planted: Planted) -> dict[str, UUID]:
    haven = planted.places["haven"]
    return {
        "p_pool_id": haven.pool,
        "p_program_id": haven.program,
        "p_organization_id": haven.organization,
        "p_hold_id": UUID(planted.holds["haven"][0]),
        "p_set_id": UUID(planted.sets["other"]),
        "p_request_id": UUID(planted.requests["other"]),
        "p_ask_id": UUID(planted.asks["haven"]),
        "p_vacancy_id": UUID(await planted.vacancy("haven")),
        "p_device_id": UUID(await planted.desk("haven")),
        "p_link_id": UUID(await planted.count_link("haven")),
        "p_line_id": UUID(await planted.line("haven")),
    }
