"""Refuse a server that could forget what it acknowledged."""

from __future__ import annotations

from typing import Any

from housing_service.store.embedded.errors import NotDurable
from housing_service.store.setup_errors import DatabaseTooOld
from housing_service.store.sql_files import setup_sql

OLDEST_VERSION = 16
_ENOUGH = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_apply"},
    "data_checksums": {"on"},
}


async def assert_durable(connection: Any, *, require_checksums: bool = False) -> list[str]:
    """Return once the server keeps every acknowledged commit; the list holds warnings.

    `connection` is an open asyncpg connection, best one of the role that will write, because
    synchronous_commit can be set for a role. Missing data checksums are only warned about unless
    `require_checksums`: they detect damage and can't be turned on for a running server. Raises
    NotDurable or DatabaseTooOld; writes nothing.
    """
    settings = await read_settings(connection)
    if int(settings["server_version_num"]) < OLDEST_VERSION * 10_000:
        raise too_old(settings["server_version"])
    warnings = []
    for name, enough in _ENOUGH.items():
        value = settings.get(name, "off")
        if value in enough:
            continue
        sentence = f"The database runs with {name} = {value}"
        if name == "data_checksums" and not require_checksums:
            warnings.append(f"{sentence}: damage on disk would go unnoticed.")
            continue
        raise NotDurable(
            f"{sentence}, so a crash could lose or damage what was acknowledged.",
            f"Set {name} to on and start the database again.",
        )
    return warnings


async def read_settings(connection: Any) -> dict[str, str]:
    """Return the server settings that this package judges by, as text."""
    rows = await connection.fetch(setup_sql("server_settings"))
    return {row["name"]: row["setting"] for row in rows}


def too_old(version: str) -> DatabaseTooOld:
    """Return the error for a server of `version`."""
    return DatabaseTooOld(
        f"The database is PostgreSQL {version}; version {OLDEST_VERSION} or newer is needed.",
        "Upgrade it, or unset HOUSING_DATABASE_URL to use the embedded one.",
    )
