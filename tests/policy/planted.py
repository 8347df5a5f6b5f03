"""A region with one of everything: each persona's own, others', and what is confidential."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from housing_service.web.policy import Relation, Subject
from tests.policy.canaries import plant_canaries
from tests.support.api import Api
from tests.support.homes import local_day
from tests.support.world import Caller, World

FAMILIES = {"households_served": ["adult_with_children"], "party_people_max": 6}
PARTY = {"adults": 1, "children": 2}
ROOMS = 400
MARK = "Canary"


@dataclass
class Place:
    """An organization with a pool to hold, a pool that is asked, and a home with locks."""

    organization: UUID
    program: UUID
    pool: UUID
    asked: UUID
    home_program: UUID
    home: UUID
    staff: Caller
    # What outsiders call its programs and the organization.
    alias: UUID
    organization_alias: UUID


@dataclass
class Planted:
    world: World
    make_api: Callable[..., Api]
    places: dict[str, Place] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)
    holds: dict[str, list[str]] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    url: str = ""
    owner_is_free: asyncio.Lock = field(default_factory=asyncio.Lock)
    # The columns in which a canary stands.
    marked: set[str] = field(default_factory=set)
    # Ids that callers make: random, or counted where two runs must have the same.
    next_id: Callable[[], str] = lambda: str(uuid4())

    def api(self, name: str) -> Api:
        return self.make_api(self.callers[name])

    async def place(self, name: str, *, confidential: bool = False, stage: str = "full") -> Place:
        world, title = self.world, f"{MARK} {name}" if confidential else name
        organization = await world.organization(
            title, stage=stage, victim_service_provider=confidential, may_use_reserve=True
        )
        kind = "safe_house" if confidential else "emergency_shelter"
        program = await world.program(organization, title, kind, confidential)
        home_program = await world.program(
            organization, f"{title} home", "transitional_housing", confidential
        )
        alias, organization_alias = await world.owner.fetchrow(
            "SELECT g.alias_id, o.alias_id FROM housing.program g JOIN housing.organization o"
            " ON o.id = g.organization_id WHERE g.id = $1", program,
        )  # fmt: skip
        staff = await world.caller("shelter_staff", organization, f"staff.{name}")
        made = Place(
            organization, program,
            await world.pool(program, ROOMS, "confirm", name=f"{title} beds"),
            await world.pool(program, 0, "confirm", "room", f"{title} rooms", **FAMILIES),
            home_program,
            await world.pool(
                home_program, ROOMS, "confirm", "apartment", f"{title} flats",
                stale_after_seconds=7 * 86_400, people_per_unit=4, hold_minutes_default=60,
                lock_milestones=True,
            ),
            staff, alias if confidential else program,
            organization_alias if confidential else organization,
        )  # fmt: skip
        self.places[name] = made
        self.callers[f"staff.{name}"] = staff
        await world.owner.execute(
            "INSERT INTO housing.duty VALUES ($1, housing.service_clock() + interval '8 hours')",
            staff.account_id,
        )
        return made

    async def responder(self, name: str, stage: str = "full") -> None:
        organization = await self.world.organization(
            name, stage=stage, responder_hold_limit=ROOMS, organization_hold_limit=ROOMS
        )
        self.callers[name] = await self.world.caller("responder", organization, name)

    async def hold(self, responder: str, place: str) -> str:
        placed = await self.api(responder).place(
            self.places[place].pool, self.next_id(), party={"adults": 1}
        )
        assert placed.status == 201, placed
        return str(placed["id"])

    async def hold_set(self, who: str, place: str) -> str:
        made, pool = self.next_id(), str(self.places[place].pool)
        parts = [{"hold_id": self.next_id(), "pool_id": pool, "party": PARTY} for _ in range(2)]
        answer = await self.api(who).put(f"/v1/hold-sets/{made}", {"parts": parts})
        assert answer.status == 201, answer
        return made

    async def request(self, who: str, place: str) -> str:
        """A request that asks this place alone."""
        made = self.next_id()
        body = {"household": PARTY, "pool_ids": [str(self.places[place].asked)]}
        answer = await self.api(who).put(f"/v1/requests/{made}", body)
        assert answer.status == 201, answer
        return made

    # What is gone once it was used is made anew for every call.
    async def vacancy(self, place: str) -> str:
        made, home = str(uuid4()), str(self.places[place].home)
        body = {"pool_id": home, "confidence": "confirmed", "units": 1,
                "expected_from": local_day(4)}  # fmt: skip
        answer = await self.api(f"staff.{place}").put(f"/v1/expected-vacancies/{made}", body)
        assert answer.status in (200, 201), answer
        return made

    async def insert(self, statement: str, *values: object) -> UUID:
        """One at a time: everybody here shares the owner's connection."""
        async with self.owner_is_free:
            made: UUID = await self.world.owner.fetchval(statement, *values)
        return made

    async def line(self, place: str) -> str:
        made = await self.insert(
            "INSERT INTO housing.organization_line (id, organization_id, line)"
            " VALUES ($1, $2, '+1 555 0100') RETURNING id",
            uuid4(), self.places[place].organization,
        )  # fmt: skip
        return str(made)

    async def desk(self, place: str) -> str:
        made = await self.insert(
            "INSERT INTO housing.device (organization_id, label, secret_hash, enrolled_on,"
            " expires_at) VALUES ($1, 'desk', $2, current_date,"
            " housing.service_clock() + interval '9 days') RETURNING id",
            self.places[place].organization, os.urandom(32),
        )  # fmt: skip
        return str(made)

    async def count_link(self, place: str) -> str:
        one = self.places[place]
        made = await self.insert(
            "INSERT INTO housing.count_link (token_hash, pool_id, account_id, made_on, expires_at)"
            " VALUES ($1, $2, $3, current_date, housing.service_clock() + interval '9 days')"
            " RETURNING id", os.urandom(32), one.pool, one.staff.account_id,
        )  # fmt: skip
        return str(made)

    async def surge(self) -> str:
        made = str(uuid4())
        ends = (datetime.now(UTC) + timedelta(hours=9)).isoformat()
        body = {"region": "harbor", "label": "cold", "ends_at": ends}
        assert (await self.api("operator").put(f"/v1/surges/{made}", body)).status == 201
        return made

    async def announcement(self) -> str:
        made = str(uuid4())
        ends = (datetime.now(UTC) + timedelta(hours=9)).isoformat()
        body = {"text": "Doors open at eight.", "ends_at": ends, "about_service": True}
        answer = await self.api("operator").put(f"/v1/announcements/{made}", body)
        assert answer.status == 201, answer
        return made

    async def examples(self, subject: Subject, persona: str, relation: Relation) -> list[str]:
        """Ids of objects that stand so to this persona; none where there can be none."""
        if relation is Relation.ABSENT:
            return [str(uuid4())]
        if subject in (Subject.SURGE, Subject.ANNOUNCEMENT):
            make = self.surge if subject is Subject.SURGE else self.announcement
            return [await make()] if relation is Relation.FOREIGN else []
        if subject in (Subject.HOLD_SET, Subject.REQUEST):
            made = self.sets if subject is Subject.HOLD_SET else self.requests
            owner = {Relation.OWN: persona, Relation.FOREIGN: "other"}.get(relation, "")
            return [made[owner]] if owner in made else []
        if subject is Subject.HOLD and relation is Relation.OWN:
            return self.holds.get(persona, [])
        place = {
            Relation.OWN: HOMES_OF.get(persona),
            Relation.FOREIGN: "far",
            Relation.CONFIDENTIAL: "haven",
        }[relation]
        return [] if place is None else await self.of_place(subject, place, relation)

    async def of_place(self, subject: Subject, name: str, relation: Relation) -> list[str]:
        """What belongs to a place; by their own names to its staff, else by what outsiders know."""
        place, own = self.places[name], relation is Relation.OWN
        standing = {
            Subject.POOL: place.pool,
            Subject.HOME: place.home,
            Subject.PROGRAM: place.program if own else place.alias,
            Subject.ORGANIZATION: place.organization if own else place.organization_alias,
            Subject.HOLD: self.holds[name][0],
            Subject.ASK: self.asks.get(name),
            Subject.ACCOUNT: None if own else place.staff.account_id,
            Subject.INVITATION: None,
            Subject.SESSION: None,
            Subject.ALERT: None,
        }
        if subject in standing:
            return [str(standing[subject])] if standing[subject] else []
        makers = {
            Subject.VACANCY: self.vacancy,
            Subject.DESK: self.desk,
            Subject.COUNT_LINK: self.count_link,
        }
        return [await makers[subject](name)]


# Where each persona of a shelter works.
HOMES_OF = {"staff.near": "near", "staff.quiet": "quiet", "staff.new": "new"}


async def mark(planted: Planted) -> set[str]:
    """Canaries in every field of the haven; what the service knows of it is read anew."""
    haven, owner = planted.places["haven"], planted.world.owner
    await owner.execute(
        "INSERT INTO housing.site (program_id, line, city, postal_code)"
        " VALUES ($1, 'x', 'x', 'x')", haven.program,
    )  # fmt: skip
    await owner.execute(
        "INSERT INTO housing.arrival_place VALUES"
        " ($1, 'come_to_address', 'x', 'x', 'x', '555 0100', current_date)", haven.program,
    )  # fmt: skip
    await planted.line("haven")
    ids = (haven.organization, haven.program, haven.home_program, haven.pool, haven.asked,
           haven.home, haven.staff.account_id)  # fmt: skip
    marked = await plant_canaries(owner, ids, UUID(planted.holds["haven"][0]))
    for pool in (haven.pool, haven.asked, haven.home):
        await owner.execute("SELECT housing.publish_pool($1, housing.service_clock(), false)", pool)
    return marked


async def plant(world: World, make_api: Callable[..., Api]) -> Planted:
    planted = Planted(world, make_api)
    for name, confidential, stage in (
        ("near", False, "full"), ("far", False, "full"), ("quiet", True, "full"),
        ("haven", True, "full"), ("new", False, "limited"),
    ):  # fmt: skip
        await planted.place(name, confidential=confidential, stage=stage)
    for name, stage in (("outreach", "full"), ("other", "full"), ("newcomer", "limited")):
        await planted.responder(name, stage)
    planted.callers["operator"] = await world.caller("operator", None, "operator")
    gone = await world.organization("Gone")
    planted.callers["suspended"] = await world.caller("responder", gone, "suspended")
    return planted


async def fill(planted: Planted, *, same_ids: bool = False) -> None:
    """Holds, sets, requests and asks, through the service, once it knows all pools."""
    if same_ids:
        numbers = itertools.count(1_000)
        planted.next_id = lambda: str(UUID(int=next(numbers)))
    for place in planted.places:
        planted.holds[place] = [await planted.hold("other", place)]
    for persona, place in HOMES_OF.items():
        planted.holds[persona] = planted.holds[place]
        planted.sets[persona] = await planted.hold_set(persona, place)
    planted.holds["outreach"] = [await planted.hold("outreach", n) for n in ("far", "haven")]
    planted.holds["newcomer"] = [await planted.hold("newcomer", "far")]
    for who in ("outreach", "other"):
        planted.sets[who] = await planted.hold_set(who, "far")
    for who in ("outreach", "other", "newcomer"):
        planted.requests[who] = await planted.request(who, "far")
    for place in ("near", "far", "quiet", "haven"):
        who = f"asker.{place}"
        await planted.responder(who)
        await planted.request(who, place)
        asked = await planted.api(f"staff.{place}").get("/v1/asks")
        planted.asks[place] = str(asked["items"][0]["id"])
    await planted.world.owner.execute(
        "UPDATE housing.organization SET suspended_at = housing.service_clock() WHERE id = $1",
        planted.callers["suspended"].organization_id,
    )
