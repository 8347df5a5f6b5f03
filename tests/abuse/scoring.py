"""Holds as one responder places and ends them, straight through the functions of the database."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import orjson

from housing_service.store.sql import query
from tests.support.world import World

HALVES_IN_SECONDS = 7_200
_NAMES = ("accept", "decline", "arrive", "reinstate", "undo", "no_show")
_ACT = {name: query(f"{name}_hold") for name in _NAMES}
_PLACE, _RELEASE, _SWEEP = query("place_holds"), query("release_holds"), query("sweep_due")
_ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "accept": (None, None), "decline": (None,), "arrive": (None, False, True),
    "reinstate": (), "undo": (), "no_show": (),
}  # fmt: skip


class Hands:
    """One account's hands on one pool."""

    def __init__(self, world: World, account: UUID) -> None:
        self.world = world
        self.owner = world.owner
        self.account = account

    async def place(self, pool: UUID, units: int = 1) -> tuple[str, UUID, str | None]:
        """(code, hold id, the hold's state)."""
        hold = uuid4()
        row = await self.owner.fetchrow(
            _PLACE, [hold], [self.account], [pool], [units], [None], [None], [None], [None], [""],
            ["x"],
        )  # fmt: skip
        state = orjson.loads(row["hold"])["state"] if row["hold"] else None
        return row["code"], hold, state

    async def release(self, hold: UUID) -> str:
        row = await self.owner.fetchrow(_RELEASE, [self.account], [hold], [None])
        return str(row["code"])

    async def act(self, action: str, hold: UUID) -> str:
        row = await self.owner.fetchrow(_ACT[action], self.account, hold, *_ARGUMENTS[action])
        return str(row["code"])

    async def hold_and_release(self, pool: UUID) -> str | None:
        """Places and lets go again; returns the state in which the hold began."""
        code, hold, state = await self.place(pool)
        assert code == "placed", code
        assert await self.release(hold) == "ok"
        return state

    async def score(self, subject: UUID | None = None) -> float:
        """The number as of now."""
        value = await self.owner.fetchval(
            "SELECT housing.score_left(value, at, housing.service_clock())"
            " FROM housing.hold_score WHERE subject_id = $1",
            subject or self.account,
        )
        return float(value or 0)

    async def sweep(self) -> None:
        await self.owner.fetch(_SWEEP, 100)


class Course:
    """A random course of one responder's holds, with the rule of the score written down anew: an
    ending of their own counts from its moment on and halves in two hours, and what is taken back,
    or came late after all, never counted."""

    def __init__(self, world: World, town: SimpleNamespace, chance: random.Random) -> None:
        self.world, self.town, self.chance = world, town, chance
        self.clock = 0.0
        self.counted: dict[UUID, float] = {}
        self.live: list[UUID] = []
        self.released: list[UUID] = []
        self.expired: list[UUID] = []

    def expected(self) -> float:
        return sum(0.5 ** ((self.clock - at) / HALVES_IN_SECONDS) for at in self.counted.values())

    def _one(self) -> UUID:
        return self.live.pop(self.chance.randrange(len(self.live)))

    async def place(self) -> None:
        if len(self.live) < 2:
            code, hold, _ = await self.town.mine.place(self.town.pool)
            assert code == "placed"
            self.live.append(hold)

    async def release(self) -> None:
        if self.live:
            hold = self._one()
            assert await self.town.mine.release(hold) == "ok"
            self.counted[hold] = self.clock
            self.released.append(hold)

    async def undo(self) -> None:
        if self.released:
            hold = self.released.pop()
            if await self.town.mine.act("undo", hold) == "ok":
                del self.counted[hold]
                self.live.append(hold)

    async def late(self) -> None:
        if self.expired:
            hold = self.expired.pop()
            if await self.town.theirs.act("arrive", hold) == "ok":
                del self.counted[hold]

    async def shelter(self) -> None:
        if self.live:
            assert await self.town.theirs.release(self._one()) == "ok"

    async def wait(self) -> None:
        """Time goes by, and the clock ends what it ends."""
        self.clock += self.chance.choice((5, 20, 600, 4_000))
        await self.world.move_clock(self.clock)
        await self.town.mine.sweep()
        for row in await self.world.owner.fetch(
            "SELECT id, state, extract(epoch FROM housing.service_clock() - ended_at) AS ago"
            " FROM housing.hold WHERE id = ANY ($1) AND ended_at IS NOT NULL",
            self.live,
        ):
            self.live.remove(row["id"])
            if row["state"] == "expired":
                self.counted[row["id"]] = self.clock - float(row["ago"])
                self.expired.append(row["id"])
