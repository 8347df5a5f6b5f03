"""No column can hold a free text about a person: the database holds each to a list or a pattern, or
it is named here with what else it can be."""

from __future__ import annotations

import re

from tests.support.world import World

_NAMED = "the name of an agency, a program or a room, entered by imports and the command line"
_SOURCE = "the file and the key of an import"
_REGION = "a code of the table of regions"
_ADDRESS = "a program's own address, from an import"
_PLACE = "where one comes to, by a program's own staff; names and numbers are asked about"
_SCHEMA = "a file of this release"
ALLOWED: dict[str, str] = {
    "account.password_hash": "made by argon2id",
    "account_pin.pin_hash": "made by argon2id",
    "announcement.body": "an operator's words to people at work; names and numbers are asked about",
    "announcement.region_code": _REGION,
    "arrival_place.line": _PLACE,
    "arrival_place.locality": _PLACE,
    "arrival_place.way_in": _PLACE,
    "demand.region": _REGION,
    "eligibility.answers": "codes and numbers, judged against the vocabulary before they come here",
    "import_memory.fields": "what a file last said about an agency, a program or a room",
    "import_memory.source": _SOURCE,
    "import_memory.source_key": _SOURCE,
    "organization.name": _NAMED,
    "organization.source": _SOURCE,
    "organization.source_key": _SOURCE,
    "pool.name": _NAMED,
    "pool.source": _SOURCE,
    "pool.source_key": _SOURCE,
    "program.name": _NAMED,
    "program.region_code": _REGION,
    "program.source": _SOURCE,
    "program.source_key": _SOURCE,
    "program.time_zone": "a zone that the server knows",
    "push_subscription.endpoint": "an address of an allowed push service",
    "region.label": "an area of tens of thousands of people",
    "schema_function.checksum": _SCHEMA,
    "schema_function.name": _SCHEMA,
    "schema_migration.checksum": _SCHEMA,
    "schema_migration.name": _SCHEMA,
    "site.city": _ADDRESS,
    "site.line": _ADDRESS,
    "site.postal_code": _ADDRESS,
    "surge.region_code": _REGION,
}

# A check that leaves only listed words, or a pattern without spaces in it.
_LISTED = re.compile(r"= ANY \(|<@ ARRAY|~ '\^[\[(]|milestone")


async def test_every_text_column_is_bound_or_accounted_for(world: World) -> None:
    rows = await world.owner.fetch(
        "SELECT c.relname || '.' || a.attname AS name, coalesce(string_agg("
        "   pg_get_constraintdef(k.oid), ' '), '') AS checks"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        "  AND NOT a.attisdropped"
        " LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c'"
        "  AND a.attnum = ANY (k.conkey)"
        " WHERE c.relnamespace = 'housing'::regnamespace AND c.relkind = 'r'"
        "  AND a.atttypid IN ('text'::regtype, 'text[]'::regtype, 'varchar'::regtype,"
        "   'bpchar'::regtype, 'name'::regtype, 'json'::regtype, 'jsonb'::regtype, 'xml'::regtype)"
        " GROUP BY 1 ORDER BY 1"
    )
    assert len(rows) > 60
    free = {row["name"] for row in rows if not _LISTED.search(row["checks"])}
    assert free == set(ALLOWED), (sorted(free - set(ALLOWED)), sorted(set(ALLOWED) - free))
