"""The exact check: what it refuses, how short the part is that it points at, and a real pool whose
every answer it explains."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from uuid import UUID

from ops.soak.check_exact import event_of, explain, judge_pool
from ops.soak.check_exact_model import ModelPool
from ops.soak.history import History, Operation
from ops.soak.workload import Rates, Region
from ops.soak.workload_caller import Caller
from ops.soak.workload_http import Connection
from tests.histories.recorded import SEED
from tests.histories.simulated import Simulated
from tests.histories.written_out import Written, hold
from tests.support.world import World

ONE = ModelPool("instant", 1)


def explained(written: Written, start: ModelPool = ONE):
    return explain(map(event_of, written.operations), [start])


def test_an_order_is_found_that_is_not_the_order_of_requests() -> None:
    w = Written()
    w.add("place", 0, 10, "a", code="no_units_available")
    w.place("b", 1, 9)
    found = explained(w)
    assert found.explained
    assert {pool.held() for pool in found.finals} == {1}


def test_the_shortest_part_without_an_order_is_shown() -> None:
    w = Written()
    w.place("a", 0, 1)
    w.read_pool(0, 2, free=1, held=1)
    w.place("b", 2, 3)
    w.read_pool(4, 5, free=1, held=1)
    found = explained(w)
    assert found.explained is False
    assert [each.hold_id for each in found.prefix] == ["a", None, "b"]


def test_a_lost_answer_may_have_been_written_or_not() -> None:
    for read in (0, 1):
        w = Written()
        w.add("place", 0, None)
        w.read_pool(1, 2, free=1, held=read)
        assert explained(w).explained


def test_a_lost_placing_is_not_done_twice() -> None:
    w = Written()
    w.add("place", 0, None)
    w.read_pool(1, 2, free=1, held=1)
    w.read_pool(3, 4, free=1, held=0)
    assert explained(w).explained is False


def test_two_readers_can_see_an_order_only_the_exact_check_refutes() -> None:
    """Each answer was possible at some moment; together they need two orders of one thing."""
    w = Written(free=2)
    w.place("a", 0, 10)
    w.place("b", 0, 10)
    w.add("read_hold", 1, 2, "a", answer=hold())
    w.read_pool(1, 2, free=2, held=1)
    w.add("read_hold", 3, 4, "b", code="hold_not_found")
    w.read_pool(5, 6, free=2, held=1)
    w.read_pool(7, 8, free=2, held=2)
    assert explained(w, ModelPool("instant", 2)).explained
    w.read_pool(8.5, 9, free=2, held=1)
    assert not w.judged().violations
    assert explained(w, ModelPool("instant", 2)).explained is False


def test_a_spoiled_answer_of_a_right_history_is_found() -> None:
    """Change one answer of a history without overlap: nothing explains it any more."""
    found, tried = 0, 0
    for seed in range(40):
        simulated = Simulated(seed, overlap_seconds=0.0, lost_share=0.0).run(30)
        read = [n for n, each in enumerate(simulated.operations) if each.kind == "read_pool"]
        if not read:
            continue
        tried += 1
        spoiled = list(simulated.operations)
        was = spoiled[read[-1]]
        answer = {**was.answer, "units_held": was.answer["units_held"] + 1}
        spoiled[read[-1]] = replace(was, answer=answer)
        found += not all(
            each.explained
            for each in judge_pool(spoiled, ModelPool("instant", 3), simulated.expiries)
        )
    assert found == tried > 20


async def one_burst(callers: list[Caller], region: Region, chance: random.Random) -> None:
    """Every caller does one thing to the same pool at once."""
    pool = region.pools[0]

    async def act(caller: Caller) -> None:
        token = region.responder_token(caller.client)
        mine = str(UUID(int=chance.getrandbits(128), version=4))
        roll = chance.random()
        if roll < 0.5:
            done = await caller.once("place", token, pool.id, mine, {"units": 1, "minutes": 15})
            if done.outcome == "ok" and chance.random() < 0.8:
                await caller.once("release", token, pool.id, mine, {})
        elif roll < 0.7:
            await caller.once("read_pool", token, pool.id, None, {})
        else:
            staff = region.staff_token(pool, caller.client)
            report = {"report_id": mine, "units_free": chance.randrange(5)}
            await caller.once("report", staff, pool.id, None, report)

    await asyncio.gather(*map(act, callers))


async def test_a_real_pool_is_explained_to_the_last_answer(world: World, serve) -> None:
    region = await Region.make(world.owner, hot_pools=1, cold_pools=1, organizations=1)
    urls = [(await serve()).url for _ in range(2)]
    history, chance = History(), random.Random(SEED)
    callers = [Caller(n, Connection(urls, n), history, Rates()) for n in range(6)]
    for _ in range(40):
        await one_burst(callers, region, chance)
    for caller in callers:
        caller.close()
    start = ModelPool("instant", region.pools[0].units_free)
    found = list(judge_pool(sorted(history.operations, key=begun), start))
    print(
        f"{history.total} operations in {len(found)} windows, {sum(e.steps for e in found)} steps"
    )
    assert all(each.explained for each in found), found[-1].prefix
    assert len(found) >= 40


def begun(operation: Operation) -> float:
    return operation.invoked_at
