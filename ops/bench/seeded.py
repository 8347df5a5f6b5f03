"""Names of what the seed made: tokens and ids, computed the same way as in `sql/seed.sql`."""

from __future__ import annotations

import hashlib
from uuid import UUID

SHELTERS = 10


def seeded_id(name: str) -> UUID:
    """The id the seed gave to `name`."""
    return UUID(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest())


def pool_id(number: int) -> UUID:
    return seeded_id(f"pool-{number}")


FULL_POOL_ID = seeded_id("pool-full")


def responder_token(number: int) -> str:
    return f"bench-responder-{number}"


def staff_token(pool_number: int) -> str:
    """The token of the staff of that pool's shelter."""
    return f"bench-staff-{pool_number % SHELTERS}"
