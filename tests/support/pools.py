"""Pools as the database would send them, for tests of what is done with them in memory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

NOT_STATED = {
    "households": None,
    "party_people_max": None,
    "infants_need_unit": True,
    "version": 0,
}


def insider_pool(pool_id: UUID, version: int = 1, **fields: Any) -> dict[str, Any]:
    """A pool that is open, fresh and held at once, but for what is given."""
    pool = {
        "id": str(pool_id), "version": version, "as_of": str(version), "kind": "emergency_shelter",
        "unit": "bed", "people_per_unit": None, "confidential": False, "region": "a",
        "time_zone": "UTC", "units_available": 3, "units_short": 0, "state": "open",
        "hold_policy_effective": "instant", "freshness": "fresh", "eligibility": NOT_STATED,
    }  # fmt: skip
    return pool | fields


def outsider_pool(pool_id: UUID, version: int = 1, **fields: Any) -> dict[str, Any]:
    """A confidential program's pool as outsiders see it, but for what is given."""
    pool = {
        "id": str(pool_id), "version": version, "as_of": "0", "kind": "safe_house", "unit": "bed",
        "confidential": True, "region": "a", "availability": "may_have_room",
        "hold_policy_effective": "confirm", "freshness": "fresh", "eligibility": NOT_STATED,
    }  # fmt: skip
    return pool | fields
