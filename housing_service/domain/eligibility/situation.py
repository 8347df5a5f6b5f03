"""What a household needs of a program. Judged in memory; no field of it is stored or logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from housing_service.domain.party import Party

Record = Literal["any", "selling_sex_only"]
Papers = Literal["none"]
Proof = Literal["none", "self_report", "referral_letter"]
Home = Literal["county", "state", "elsewhere"]
Distance = Literal["near", "far", "any"]
# What may be wished away; each names the attribute it is about.
Avoid = Literal[
    "test_at_entry", "police_contact", "required_faith", "fees", "phone_blackout", "shared_room"
]


@dataclass(frozen=True, slots=True)
class Situation:
    """Every field is optional; one that is not given is not judged.

    `needs` are attributes a program must have answered with yes. `populations` is whom the
    household belongs to, as far as that is to be told; `made_for` is for whom the program is to be,
    `only_made_for` that it takes nobody else. `sober_days` are days since the last use, 0 for now.
    `arrival_at` is a moment, judged in each program's own time zone. `from_region` is where the
    household is now: some programs take nobody from nearby, and distance is counted from there. The
    place that is dangerous is never part of this: only the regions that are left to go to.
    """

    needs: frozenset[str] = frozenset()
    avoid: frozenset[Avoid] = frozenset()
    genders: frozenset[str] = frozenset()
    youngest_adult_age: int | None = None
    oldest_adult_age: int | None = None
    oldest_boy_age: int | None = None
    pregnancy_weeks: int | None = None
    languages: frozenset[str] = frozenset()
    pets: frozenset[str] = frozenset()
    sober_days: int | None = None
    detox: bool = False
    record: Record | None = None
    registry: bool = False
    papers: Papers | None = None
    proof: Proof | None = None
    referral_source: str | None = None
    populations: frozenset[str] = frozenset()
    made_for: frozenset[str] = frozenset()
    only_made_for: bool = False
    transport: bool = False
    home: Home | None = None
    nights: int | None = None
    arrival_at: datetime | None = None
    from_region: str | None = None
    distance: Distance = "any"


@dataclass(frozen=True, slots=True)
class Case:
    """A household and what it needs: all that fit is judged by."""

    party: Party | None = None
    situation: Situation = Situation()
