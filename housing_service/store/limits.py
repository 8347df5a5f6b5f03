"""Counting over every process: tries at secrets, and requests. Only hashes travel, and the database
keeps only a few bytes of a keyed hash of those."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from housing_service.store.database import Database
from housing_service.store.sql import query

_TAKE = query("take_try")
_GIVE_BACK = query("give_back_try")
_SHARE = query("share_rates")


@dataclass(frozen=True, slots=True)
class Tries:
    """How many tries of one kind there are at once, and in how many seconds they come back."""

    kind: str
    most: int
    window_seconds: int


def key_hash(kind: str, of: str) -> bytes:
    """What stands for somebody or an address where it is counted."""
    return hashlib.sha256(f"{kind}\x00{of}".encode()).digest()


async def take_try(database: Database, tries: Tries, key: bytes) -> int:
    """Take one; returns 0, or the whole seconds to wait when there is none at any process. Raises
    Refusal `busy` or `outcome_unknown`; the try counts as taken then."""
    row = await database.fetchrow(
        _TAKE, tries.kind, key, tries.most, tries.window_seconds, writes=True
    )
    return 0 if row["taken"] else int(row["retry_after_seconds"])


async def give_back_try(database: Database, tries: Tries, key: bytes) -> None:
    """What was tried was right, and does not count."""
    await database.fetch(
        _GIVE_BACK, tries.kind, key, tries.most, tries.window_seconds, writes=True
    )  # fmt: skip


async def share_rates(
    database: Database, keys: Sequence[bytes], taken: Sequence[float], per_second: Sequence[float]
) -> list[float]:
    """Add what this process has let through for each key; returns how full each is over all."""
    rows = await database.fetch(_SHARE, list(keys), list(taken), list(per_second), writes=True)
    used = {row["member"]: row["used"] for row in rows}
    return [used[member] for member in range(1, len(keys) + 1)]
