"""What comes after tonight, in the fictional region: services of every kind, and appointments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from housing_service.demo.gates import ENGLISH, OFFICE_HOURS, SPANISH, WOMEN
from housing_service.demo.records import ProgramPlan
from housing_service.domain.vocabulary import HoldPolicy, Intake, Kind

Answers = Mapping[str, Any]
_FREE: Answers = {"cost": "free", "immigration_not_asked": "yes", "intake_hours": OFFICE_HOURS}
_ALL = {**_FREE, "languages": SPANISH, "wheelchair": "yes", "trans_welcome": "yes"}
_WOMEN = {**_ALL, **WOMEN, "survivor_led": "yes"}


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """Appointments some days after the region is made, at this hour of its own clocks."""

    in_days: int
    hour: int
    units: int
    policy: HoldPolicy


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A program with one service. `from_days` is how far ahead the day of its word lies; null where
    it holds from now on. `word_age` is as with counts. Without a word nobody has said anything."""

    program: ProgramPlan
    name: str
    intake: Intake | None
    from_days: int | None = None
    word_age: float = 0.2
    answers: Answers = field(default_factory=dict)
    slots: tuple[SlotPlan, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.program.key}/{self.name}"


def _program(
    key: str, agency: str, kind: Kind, name: str, place: str, line: int,
    street: str | None = None, postal_code: str | None = None, *, confidential: bool = False,
) -> ProgramPlan:  # fmt: skip
    return ProgramPlan(key, agency, kind, name, place, line, (), street, postal_code, confidential)


_TALK = (
    SlotPlan(1, 10, 1, "instant"), SlotPlan(2, 15, 2, "instant"), SlotPlan(4, 11, 1, "confirm"),
)  # fmt: skip
_LAW = (SlotPlan(1, 13, 3, "confirm"), SlotPlan(3, 9, 3, "confirm"))

SERVICES: tuple[ServicePlan, ...] = (
    ServicePlan(
        _program("lamp-talk", "lamp", "counselling", "The Quiet Room", "quillmere-center", 112,
                 "12 Lamp Street", "00110"),
        "One-to-one counselling", "waitlist", 12, answers=_ALL, slots=_TALK,
    ),
    ServicePlan(
        _program("saltgrove-after", "saltgrove", "recovery_support", "Saltgrove After Care",
                 "saltgrove", 113, "12 Clinic Road", "00171"),
        "Weekly groups", "taking", answers={**_FREE, "languages": ENGLISH},
    ),
    ServicePlan(
        _program("lamp-clinic", "lamp", "sexual_health", "Lamp Street Clinic", "quillmere-center",
                 114, "14 Lamp Street", "00110"),
        "Walk-in clinic", "taking", answers={**_ALL, "id_required": "none"},
    ),
    ServicePlan(
        _program("willow-circle", "willow", "peer_support", "The Willow Circle",
                 "quillmere-east", 115, confidential=True),
        "Evening circle", "taking", answers=_WOMEN,
    ),
    ServicePlan(
        _program("lamp-law", "lamp", "legal_aid", "Quillmere Free Law Desk", "quillmere-center",
                 116, "2 Court Square", "00112"),
        "Records and status", "taking", answers=_ALL, slots=_LAW,
    ),
    ServicePlan(
        _program("pardo-law", "pardo", "legal_aid", "Consultorio Pardo", "llano-pardo", 117,
                 "9 Calle Ancha", "00130"),
        "Papeles", "ask", word_age=1.3, answers={**_FREE, "languages": SPANISH},
    ),
    ServicePlan(
        _program("harrow-school", "harrow", "education", "Second Desk School", "quillmere-east",
                 118, "40 Harrow Lane", "00116"),
        "Evening classes", "waitlist", 40, answers=_ALL,
    ),
    ServicePlan(
        _program("harrow-trade", "harrow", "job_training", "Harrow Workshop", "quillmere-east",
                 119, "42 Harrow Lane", "00116"),
        "Kitchen and care courses", "taking", 20, answers=_ALL,
    ),
    ServicePlan(
        _program("harrow-jobs", "harrow", "job_placement", "Harrow Jobs", "velhaven", 123,
                 "5 Ferry Steps", "00160"),
        "First months in work", "closed", 30, answers=_ALL,
    ),
    ServicePlan(
        _program("alborada-ninos", "alborada", "childcare", "Alborada Niños", "llano-pardo", 124,
                 "3 Plaza Alba", "00131"),
        "Day care", "waitlist", answers={**_FREE, "languages": SPANISH},
    ),
    ServicePlan(
        _program("dunmarrow-rides", "dunmarrow", "transport", "Dunmarrow Rides", "dunmarrow", 125,
                 "1 Depot Yard", "00141"),
        "Rides to appointments", "taking", answers=_ALL,
    ),
    ServicePlan(
        _program("brindlewood-fund", "brindlewood", "financial_help", "Hills First Rent Fund",
                 "brindlewood", 126, "30 Orchard Court", "00151"),
        "First month and deposit", "closed", 9, word_age=0.85, answers=_ALL,
    ),
    ServicePlan(
        _program("lamp-side", "lamp", "advocacy", "Beside You", "velhaven", 127, "8 Ferry Steps",
                 "00160"),
        "Somebody to come along", None,
    ),
)  # fmt: skip
