"""A week of requests and freed units: every offer is the one the rule names, none is made twice.

A part of it runs here; OFFER_REQUESTS=5000 and OFFER_POOLS=300 play the whole week.
"""

from __future__ import annotations

import heapq
import os
import random
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.requests.offer_rule import OPEN_FOR, Waiting, next_for
from tests.support.world import World

REQUESTS = int(os.environ.get("OFFER_REQUESTS", "250"))
POOLS = int(os.environ.get("OFFER_POOLS", "25"))
SEED = int(os.environ.get("OFFER_SEED", "20261122"))
WEEK = timedelta(days=7)
OFFER = timedelta(minutes=10)


class Week:
    """Plays the week against the database, with the rule beside it."""

    def __init__(self, world: World, start: datetime) -> None:
        self.owner: asyncpg.Connection = world.owner
        self.world = world
        self.random = random.Random(SEED)
        self.now = start
        self.end = start + WEEK
        self.free: dict[UUID, int] = {}
        self.total: dict[UUID, int] = {}
        self.held: dict[UUID, int] = {}
        self.waiting: dict[UUID, Waiting] = {}
        self.by_pool: dict[UUID, list[Waiting]] = {}
        # When somebody opened later got a place that an older one waited for.
        self.passed_over: list[str] = []
        self.offers = self.taken = 0
        self.events: list[tuple[datetime, int, str, int, Any]] = []
        self.number = count()

    def at(self, when: datetime, what: str, about: Any = None) -> None:
        rank = 0 if what == "lapse" else 1
        heapq.heappush(self.events, (when, rank, what, next(self.number), about))

    async def set_clock(self, now: datetime) -> None:
        self.now = now
        await self.owner.execute("UPDATE public.test_clock SET at = $1", now)

    async def make(self) -> None:
        owner, world = self.owner, self.world
        await owner.execute("CREATE TABLE public.test_clock (at timestamptz)")
        await owner.execute("INSERT INTO public.test_clock VALUES ($1)", self.now)
        await owner.execute("GRANT SELECT ON public.test_clock TO PUBLIC")
        await owner.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
        await owner.execute(
            "CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz"
            " LANGUAGE sql VOLATILE AS $$ SELECT at FROM public.test_clock $$"
        )
        organization = await world.organization("Shelters")
        agency = await world.organization(
            "Agency",
            responder_request_limit=100_000,
            organization_request_limit=100_000,
            responder_hold_limit=100_000,
            organization_hold_limit=100_000,
        )
        self.caller = (await world.caller("responder", agency)).account_id
        self.staff = (await world.caller("shelter_staff", organization)).account_id
        program = await world.program(organization)
        for _ in range(POOLS):
            total = self.random.choice([2, 4, 8, 20])
            pool = await world.pool(
                program, free=0, unit="bed", units_total=total, stale_after_seconds=31_536_000
            )
            self.free[pool], self.total[pool], self.held[pool] = 0, total, 0
            self.by_pool[pool] = []
        await owner.execute("UPDATE housing.service_state SET automatic_offers = true")

    async def open(self) -> None:
        pools = self.random.sample(list(self.free), k=min(POOLS, self.random.randint(1, 8)))
        people = self.random.choice([1, 1, 1, 2, 3, 5])
        urgency = self.random.choice(["now", "tonight", "tonight", "this_week"])
        fits = [self.random.random() < 0.8 for _ in pools]
        request_id = uuid4()
        row = await self.owner.fetchrow(
            "SELECT * FROM housing_api.open_request_v1($1, $2, $3, $4, 0, 0, '{}', NULL, $5, $6,"
            " $7)", request_id, self.caller, urgency, people, pools, fits, [""] * len(pools),
        )  # fmt: skip
        assert row["code"] == "ok", row["code"]
        units = {pool: people for pool, fit in zip(pools, fits, strict=True) if fit}
        self.waiting[request_id] = Waiting(request_id, urgency, units, self.now)
        for pool in units:
            self.by_pool[pool].append(self.waiting[request_id])
        self.at(self.now + OPEN_FOR[urgency], "forget", request_id)
        for pool in pools:
            await self.offer_from(pool)

    async def report(self, pool: UUID, free: int) -> None:
        self.free[pool] = free
        await self.owner.execute(
            "UPDATE housing.pool SET units_free_reported = $2 WHERE id = $1", pool, free
        )
        await self.owner.execute(
            "SELECT housing.publish_pool($1, housing.service_clock(), true)", pool
        )
        await self.offer_from(pool)

    async def offer_from(self, pool: UUID) -> None:
        while True:
            left = self.free[pool] - self.held[pool]
            queue = [one for one in self.by_pool[pool] if one.is_open(self.now)]
            self.by_pool[pool] = queue
            expected = next_for(pool, left, self.total[pool], queue, self.now)
            code = await self.owner.fetchval(
                "SELECT housing_api.offer_units_v1($1, 'lamp-river-12')", pool
            )
            if expected is None:
                assert code == "none", (pool, left)
                return
            assert code == "offered", (code, expected)
            await self.offered(pool, expected)

    async def offered(self, pool: UUID, expected: Waiting) -> None:
        rows = await self.owner.fetch(
            "SELECT id, request_id, units, expires_at FROM housing.hold WHERE pool_id = $1"
            " AND placed_at = $2 AND state = 'active' AND request_id = $3",
            pool, self.now, expected.request_id,
        )  # fmt: skip
        assert len(rows) == 1, "the offer is not the one that the rule names"
        [hold] = rows
        assert hold["units"] == expected.units[pool] and hold["expires_at"] == self.now + OFFER
        expected.offer_until = hold["expires_at"]
        self.held[pool] += hold["units"]
        assert 0 <= self.held[pool] <= self.free[pool]
        self.offers += 1
        self.note_who_was_passed_over(pool, expected)
        fate = self.random.random()
        within = self.now + timedelta(seconds=self.random.randint(5, 590))
        about = (pool, expected, hold["id"], hold["units"])
        if fate < 0.6:
            self.at(within, "take", about)
        elif fate < 0.75:
            self.at(within, "let_go", about)
        else:
            self.at(hold["expires_at"], "lapse", about)

    def note_who_was_passed_over(self, pool: UUID, chosen: Waiting) -> None:
        """Nobody who has waited for a day and a half, and let nothing lapse, sees a place go to
        somebody who came after them."""
        for one in self.by_pool[pool]:
            if (
                one is not chosen
                and one.waits_for(pool, self.now)
                and not one.lapsed_at
                and self.now - one.opened_at > timedelta(hours=36)
                and one.units[pool] <= self.total[pool]
                and one.opened_at < chosen.opened_at
            ):
                self.passed_over.append(f"{one.request_id} for {chosen.request_id}")

    async def take(self, about: Any) -> None:
        pool, one, hold, units = about
        row = await self.owner.fetchrow(
            "SELECT * FROM housing_api.take_offer_v1($1, $2)", self.caller, hold
        )
        assert row["code"] == "ok", row["code"]
        one.ended = True
        self.taken += 1
        self.at(self.now + timedelta(minutes=30), "arrive", (pool, hold, units))

    async def arrive(self, about: Any) -> None:
        pool, hold, units = about
        code = await self.owner.fetchval(
            "SELECT code FROM housing_api.arrive_hold_v1($1, $2, NULL, false, false)",
            self.staff, hold,
        )  # fmt: skip
        assert code == "ok", code
        self.held[pool] -= units
        self.free[pool] -= units
        await self.offer_from(pool)

    async def let_go(self, about: Any) -> None:
        pool, one, hold, units = about
        code = await self.owner.fetchval(
            "SELECT code FROM housing_api.release_hold_v1($1, $2, NULL)", self.caller, hold
        )
        assert code == "ok", code
        one.let_go.add(pool)
        one.offer_until = None
        self.held[pool] -= units
        for waited in one.units:
            await self.offer_from(waited)

    async def lapse(self, about: Any) -> None:
        # All that the clock ends at this moment has ended when anybody looks.
        ended = [about]
        while self.events and self.events[0][0] == self.now and self.events[0][2] == "lapse":
            ended.append(heapq.heappop(self.events)[4])
        for pool, one, _, units in ended:
            one.lapsed_at.append(self.now)
            one.offer_until = None
            self.held[pool] -= units
        for waited in {waited: None for _, one, _, _ in ended for waited in one.units}:
            await self.offer_from(waited)

    async def play(self) -> None:
        start = self.now
        seconds = int(WEEK.total_seconds())
        for _ in range(REQUESTS):
            self.at(start + timedelta(seconds=self.random.randrange(seconds)), "open")
        # Too little for all, so that there is always somebody waiting.
        for _ in range(int(REQUESTS * 1.1)):
            pool = self.random.choice(list(self.free))
            self.at(start + timedelta(seconds=self.random.randrange(seconds)), "free", pool)
        while self.events and self.events[0][0] < self.end:
            when, _, what, _, about = heapq.heappop(self.events)
            await self.set_clock(when)
            match what:
                case "open":
                    await self.open()
                case "free":
                    more = self.random.choice([1, 1, 2, 4])
                    await self.report(about, min(self.total[about], self.free[about] + more))
                case "forget":
                    if self.waiting[about].offer_until is None:
                        self.waiting.pop(about)
                case _:
                    await getattr(self, what)(about)


@pytest.mark.timeout(3_600 if REQUESTS > 250 else 120)
async def test_every_offer_of_a_week_is_the_one_the_rule_names(world: World) -> None:
    print(f"OFFER_SEED={SEED}")
    week = Week(world, await world.owner.fetchval("SELECT date_trunc('second', now())"))
    await week.make()
    await week.play()
    print(f"{week.offers} offers, {week.taken} taken, {len(week.waiting)} left")
    assert week.offers > REQUESTS * 0.5 and week.taken > REQUESTS * 0.3
    assert week.passed_over == []
    twice = await world.owner.fetchval(
        "SELECT count(*) FROM housing.hold a JOIN housing.hold b ON a.request_id = b.request_id"
        " AND a.id < b.id AND a.placed_at < least(coalesce(b.ended_at, b.expires_at), b.expires_at)"
        " AND b.placed_at < least(coalesce(a.ended_at, a.expires_at), a.expires_at)"
    )
    assert twice == 0
    over = await world.owner.fetchval(
        "SELECT count(*) FROM housing.pool p, housing.live_units(p.id, housing.service_clock()) l"
        " WHERE l.units_held > p.units_free_reported"
    )
    assert over == 0
