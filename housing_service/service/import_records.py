"""Organizations and programs of a file, one by one, each all or nothing with its site and pools."""

from __future__ import annotations

from typing import Any, Final

from housing_service.ingest.progress import Progress
from housing_service.ingest.records import (
    ImportBundle,
    OrganizationRecord,
    PoolRecord,
    ProgramRecord,
)
from housing_service.service.import_summary import ImportSummary
from housing_service.store.importing import ImportStore

# A transitional program locks a place while papers are done: 72 hours, a week at most.
_HOLD_MINUTES: Final = {"transitional_housing": (72 * 60, 7 * 24 * 60)}
_HOLD_MINUTES_ELSE: Final = (60, 180)


async def import_records(
    store: ImportStore,
    bundle: ImportBundle,
    open_pools: bool,
    summary: ImportSummary,
    progress: Progress,
) -> frozenset[str]:
    """Import organizations, then programs; return the keys of pools that did not get in.

    `open_pools` is for an exercise only. Raises what the store raises; earlier records stay.
    """
    total = len(bundle.organizations) + len(bundle.programs)
    refused: set[str] = set()
    for done, organization in enumerate(bundle.organizations):
        progress.show("Importing programs", done, total)
        outcome = await store.add_organization(_organization_json(organization))
        if outcome in ("added", "changed", "unchanged"):
            summary.count("organization", outcome)
        else:
            file = bundle.organization_file
            summary.refuse("organization", file, organization.line, outcome)
    for done, program in enumerate(bundle.programs, start=len(bundle.organizations)):
        progress.show("Importing programs", done, total)
        parts = await store.add_program(_program_json(program), open_pools=open_pools)
        for part in parts:
            if part["outcome"] in ("added", "changed", "unchanged"):
                summary.count(part["kind"], part["outcome"])
            else:
                summary.refuse(part["kind"], program.file, program.line, part["outcome"])
                refused.update(pool.key for pool in program.pools)
    return frozenset(refused)


def _organization_json(record: OrganizationRecord) -> dict[str, Any]:
    return {
        "key": record.key,
        "name": record.name,
        "victim_service_provider": record.victim_service_provider,
        "as_of": record.as_of,
    }


def _program_json(record: ProgramRecord) -> dict[str, Any]:
    return {
        "key": record.key,
        "organization_key": record.organization_key,
        "name": record.name,
        "kind": record.kind,
        "confidential": record.confidential,
        "region": record.region,
        "time_zone": record.time_zone,
        "as_of": record.as_of,
        # A confidential program's address doesn't even reach the database's session.
        "site": None if record.confidential else record.site,
        "pools": [_pool_json(pool, record) for pool in record.pools],
        "pools_complete": record.pools_complete,
        "retired": record.retired,
    }


def _pool_json(pool: PoolRecord, program: ProgramRecord) -> dict[str, Any]:
    default, maximum = _HOLD_MINUTES.get(program.kind, _HOLD_MINUTES_ELSE)
    said = {"units_total": pool.units_total, "planned_units": pool.planned_units}
    return {
        "key": pool.key,
        "name": pool.name,
        "unit": pool.unit,
        "households_served": pool.households,
        "stale_after_seconds": program.stale_after_seconds,
        "hold_minutes_default": default,
        "hold_minutes_max": maximum,
        # What a file doesn't say is left as it is.
        **{field: units for field, units in said.items() if units is not None},
    }
