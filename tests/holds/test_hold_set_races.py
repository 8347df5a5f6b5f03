"""Sets that race for shared pools: no deadlock, no set in part, nothing promised twice."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest

from ops.soak.check_history import Checker
from ops.soak.history import History, Kind, Operation, Outcome
from ops.soak.workload_caller import hold_answer
from tests.support.api import Answer, Api
from tests.support.world import World

RACE_SECONDS = float(os.environ.get("HOUSING_SET_RACE_SECONDS", "5"))
# On a machine that is busy with other things it goes on until there was a race at all.
RACE_SECONDS_MAX = 60.0 + RACE_SECONDS
PLACED_MIN = 64
RACERS = 32
FREE = 6
POOLS = 5
PARTS_MAX = 4
TWICE_ROUNDS = 40
MINUTES = 15


@dataclass
class Racer:
    """One responder, who holds sets and lets go of them, and has it all recorded."""

    number: int
    api: Api
    chance: random.Random
    history: History
    answers: Counter[str] = field(default_factory=Counter)

    def _id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    async def race(self, pools: Sequence[UUID], over: Callable[[], bool]) -> None:
        while not over():
            parts = [
                {
                    "hold_id": self._id(),
                    "pool_id": str(self.chance.choice(pools)),
                    "units": self.chance.randint(1, 2),
                    "minutes": MINUTES,
                }
                for _ in range(self.chance.randint(2, PARTS_MAX))
            ]
            path = f"/v1/hold-sets/{self._id()}"
            placed = await self._place(path, parts)
            self.answers[str(placed["code"]) if placed.status >= 400 else "placed"] += 1
            if placed.status == 409:
                continue
            if self.chance.random() < 0.1:
                again = await self.api.put(path, {"parts": parts})
                assert again.status == 200 and len(again["holds"]) == len(parts), again
            assert {hold["id"] for hold in placed["holds"]} == {one["hold_id"] for one in parts}
            for part in parts:
                await self._release(part)

    async def _place(self, path: str, parts: list[dict[str, Any]]) -> Answer:
        began = [self.history.invoke(self._client(number)) for number in range(len(parts))]
        answer = await self.api.put(path, {"parts": parts})
        asked = Counter(part["pool_id"] for part in parts)
        for number, part in enumerate(parts):
            outcome: Outcome = "ok"
            code, said = None, {}
            if answer.status == 409:
                code = answer["parts"][number]["code"]
                # A part that stood back for a sibling, or for another part, claims nothing.
                alone = asked[part["pool_id"]] == 1
                outcome = "refused" if code == "no_units_available" and alone else "not_written"
            else:
                said = hold_answer(answer["holds"][number])
            self._record("place", number, part, began[number], outcome, code, said)
        return answer

    async def _release(self, part: dict[str, Any]) -> None:
        began = self.history.invoke(self._client(0))
        done = await self.api.act(part["hold_id"], "release")
        assert done.status == 200, done
        self._record("release", 0, part, began, "ok", None, hold_answer(done.body))

    def _client(self, number: int) -> int:
        # To the history every part is somebody of their own who asked at the same time.
        return self.number * PARTS_MAX + number

    def _record(
        self, kind: Kind, number: int, part: dict[str, Any], began: float, outcome: Outcome,
        code: str | None, said: dict[str, Any],
    ) -> None:  # fmt: skip
        self.history.append(
            Operation(
                self._client(number), number, kind, part["hold_id"], part["pool_id"],
                {"units": part["units"], "minutes": MINUTES}, began, time.monotonic(), outcome,
                code=code, answer=said,
            )
        )  # fmt: skip


async def watch(world: World, pools: Sequence[UUID], over: Callable[[], bool]) -> None:
    """Look at the rows all the while."""
    while not over():
        torn = await world.owner.fetch(
            "SELECT set_id FROM housing.hold WHERE set_id IS NOT NULL GROUP BY set_id"
            " HAVING count(*) < 2"
        )
        assert not torn
        for pool in pools:
            assert await world.held(pool) <= FREE
        await asyncio.sleep(0)


@pytest.mark.parametrize("through", ["one process", "two processes"])
async def test_sets_that_race_for_shared_pools(
    world: World, shelter, api, serve, http, through: str
) -> None:
    seed = int(os.environ.get("HOUSING_SEED", random.SystemRandom().randrange(2**32)))
    print(f"HOUSING_SEED={seed}")
    urls = [shelter.responder.url]
    if through == "two processes":
        urls.append((await serve()).url)
    pools = [await world.pool(shelter.program, free=FREE) for _ in range(POOLS)]
    agencies = [
        await world.organization(f"A{n}", responder_hold_limit=9, organization_hold_limit=99)
        for n in range(4)
    ]
    history = History()
    checker = Checker(history, {str(pool): FREE for pool in pools})
    racers = []
    for number in range(RACERS):
        token = (await world.caller("responder", agencies[number % 4])).token
        caller = Api(http, urls[number % len(urls)], token)
        racers.append(Racer(number, caller, random.Random(seed + number), history))
    began = time.monotonic()

    def over() -> bool:
        spent = time.monotonic() - began
        enough = sum(one.answers["placed"] for one in racers) >= PLACED_MIN
        return spent >= RACE_SECONDS_MAX or (spent >= RACE_SECONDS and enough)

    await asyncio.gather(watch(world, pools, over), *(one.race(pools, over) for one in racers))
    history.finish()
    answers = sum((one.answers for one in racers), Counter[str]())
    print(dict(answers), checker.checked, "operations checked")
    # No caller ever read of a deadlock, or anything but the set or why it could not be.
    assert set(answers) <= {"placed", "hold_set_not_placed"}
    assert answers["placed"] >= PLACED_MIN and answers["hold_set_not_placed"] > 0
    assert checker.violations == []
    assert checker.checked > 2 * answers["placed"]
    assert [await world.held(pool) for pool in pools] == [0] * len(pools)


async def test_who_taps_twice_reads_the_same_set_twice(world: World, shelter, api) -> None:
    """Whichever comes first: the other one reads the set, never that its own ids are taken or its
    own units gone."""
    pool = await world.pool(shelter.program, free=2)
    agency = await world.organization("Agency", responder_hold_limit=1)
    caller = api(await world.caller("responder", agency))
    for _ in range(TWICE_ROUNDS):
        parts = [{"hold_id": str(uuid4()), "pool_id": str(pool), "units": 1} for _ in range(2)]
        path = f"/v1/hold-sets/{uuid4()}"
        both = await asyncio.gather(*(caller.put(path, {"parts": parts}) for _ in range(3)))
        assert sorted(answer.status for answer in both) == [200, 200, 201], both
        for part in parts:
            assert (await caller.act(part["hold_id"], "release")).status == 200
