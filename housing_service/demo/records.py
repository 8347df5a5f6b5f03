"""What the fictional region is written down in: places, agencies, programs, pools, sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from housing_service.domain.identity import Role
from housing_service.domain.vocabulary import HoldPolicy, Household, Kind, PauseReason, Unit

# Ids are the same in every demo database, so a setting or a script can name a pool beforehand.
# Outsiders' ids of confidential programs are random all the same.
_NAMESPACE = UUID("0d5f4c52-3b1c-5a86-9a1f-6f0f7f1f4b6e")

ANYONE: tuple[Household, ...] = ("single_adult", "couple", "multi_adult")
SINGLES: tuple[Household, ...] = ("single_adult",)
FAMILIES: tuple[Household, ...] = ("adult_with_children",)
YOUTH: tuple[Household, ...] = ("youth_alone",)
EVERYBODY: tuple[Household, ...] = ("single_adult", "couple", "adult_with_children", "multi_adult")


def demo_id(kind: str, key: str) -> UUID:
    """The id that a record of the demo region always has."""
    return uuid5(_NAMESPACE, f"{kind}:{key}")


@dataclass(frozen=True, slots=True)
class Place:
    """A region of the directory; `population` decides whether a confidential program may name
    it to outsiders. `tile` is its column and row on the schematic map, from the upper left."""

    code: str
    label: str
    population: int
    tile: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agency:
    """An organization, and how many simulated people work for it. `line` is where it is called
    back, as the last digits of a fictional number."""

    key: str
    name: str
    staff: int = 0
    responders: int = 0
    victim_service_provider: bool = False
    stage: str = "full"
    organization_hold_limit: int = 10
    responder_hold_limit: int = 2
    line: int | None = None

    @property
    def id(self) -> UUID:
        return demo_id("organization", self.key)


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """A pool and how it stands when the region is made.

    `count_age` is the age of its count in units of `stale_after_seconds`; null lets it be young.
    `slow` staff report late, so that aging and stale counts can be seen at any hour.
    """

    name: str
    unit: Unit
    total: int
    free: int | None
    policy: HoldPolicy
    households: tuple[Household, ...] | None
    people_per_unit: int | None = None
    party_people_max: int | None = None
    infants_need_unit: bool = True
    out_of_service: int | None = None
    count_age: float | None = None
    slow: bool = False
    paused: PauseReason | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class ProgramPlan:
    """A program with its pools. `street` and `postal_code` stay empty where it is confidential;
    `line` is the end of a telephone number reserved for fiction (555-0100 to 555-0199)."""

    key: str
    agency: str
    kind: Kind
    name: str
    place: str
    line: int
    pools: tuple[PoolPlan, ...]
    street: str | None = None
    postal_code: str | None = None
    confidential: bool = False

    @property
    def id(self) -> UUID:
        return demo_id("program", self.key)

    def pool_id(self, pool: PoolPlan) -> UUID:
        return demo_id("pool", self.pool_key(pool))

    def pool_key(self, pool: PoolPlan) -> str:
        """The pool's name within the whole region."""
        return f"{self.key}/{pool.name}"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A sign-in for whoever tries the demo. The password is no secret: it opens a fictional
    region only."""

    login: str
    role: Role
    agency: str | None
    page: str
    who: str
    coordinator: bool = False

    @property
    def id(self) -> UUID:
        return demo_id("account", f"visitor/{self.login}")

    @property
    def password(self) -> str:
        return f"demo-{self.login}-7"
