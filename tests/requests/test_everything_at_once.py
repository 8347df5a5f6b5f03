"""Requests, asks, offers, holds, counts, the clock and forgetting, all at once in two processes.

REQUESTS_RACE_SECONDS lengthens it, REQUESTS_RACE_SEED repeats the choices that were made (not what
came before what: that is the machine's).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from housing_service.store import requests as store
from tests.requests.by_hand import climb, database
from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.api import Answer, Api
from tests.support.world import World

RACE_SECONDS = float(os.environ.get("REQUESTS_RACE_SECONDS", "5"))
# On a machine that is busy with other things it goes on until something was taken.
RACE_SECONDS_MAX = RACE_SECONDS + 60
SEED = int(os.environ.get("REQUESTS_RACE_SEED", "7"))
# These say that the database was busy, which they may: nobody was told anything wrong.
MAY_FAIL = ("busy", "outcome_unknown")

# What must never be found, whenever one looks.
NEVER = {
    "two places taken for one request":
        "SELECT request_id FROM housing.hold WHERE request_id IS NOT NULL"
        " AND taken_at IS NOT NULL GROUP BY 1 HAVING count(*) > 1",
    "two live offers of one place to one request":
        "SELECT request_id, pool_id FROM housing.hold WHERE request_id IS NOT NULL"
        " AND state = 'active' AND expires_at > housing.service_clock()"
        " GROUP BY 1, 2 HAVING count(*) > 1",
    "an offer left to a request that has ended":
        "SELECT h.id FROM housing.hold h JOIN housing.request r ON r.id = h.request_id"
        " WHERE r.state IN ('placed', 'closed') AND h.taken_at IS NULL AND h.state = 'active'"
        " AND h.expires_at > housing.service_clock()",
    "more taken than the caps allow":
        "SELECT h.account_id FROM housing.hold h JOIN housing.account a ON a.id = h.account_id"
        " JOIN housing.organization o ON o.id = a.organization_id"
        " WHERE h.state = 'active' AND h.expires_at > housing.service_clock()"
        " AND (h.request_id IS NULL OR h.taken_at IS NOT NULL)"
        " GROUP BY h.account_id, o.responder_hold_limit HAVING count(*) > o.responder_hold_limit",
}  # fmt: skip


class Race:
    """What is chosen, what was answered, and when it is enough."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)
        self.answers: Counter[tuple[str, int | str]] = Counter()
        self._started = time.monotonic()

    def goes_on(self) -> bool:
        lasted = time.monotonic() - self._started
        assert lasted < RACE_SECONDS_MAX, f"seed {SEED}: nothing was taken: {self.answers}"
        return lasted < RACE_SECONDS or not self.answers["take", 200]

    def note(self, what: str, answer: Answer) -> None:
        assert answer.status < 500 or answer.code in MAY_FAIL, f"seed {SEED}: {what}: {answer}"
        self.answers[what, answer.code or answer.status] += 1

    def chance(self, share: float) -> bool:
        return self.random.random() < share


@pytest.fixture
async def auditor(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def responder(race: Race, me: Api, pools: list[UUID]) -> None:
    while race.goes_on():
        chosen = race.random.random()
        if chosen < 0.3:
            urgency = race.random.choice(["now", "tonight", "this_week"])
            race.note("open", await open_request(me, urgency=urgency))
        elif chosen < 0.5:
            race.note("place", await me.place(race.random.choice(pools)))
        else:
            await decide(race, me)


async def decide(race: Race, me: Api) -> None:
    """Take some of what is offered, let the rest go, close a request now and then."""
    holds = [one for one in (await me.get("/v1/holds"))["items"] if one["state"] == "active"]
    race.random.shuffle(holds)
    await asyncio.gather(*(decide_one(race, me, hold) for hold in holds[:4]))
    requests = (await me.get("/v1/requests"))["items"]
    still_open = [one["id"] for one in requests if one["state"] in ("asking", "waiting")]
    if still_open and race.chance(0.4):
        path = f"/v1/requests/{race.random.choice(still_open)}/close"
        race.note("close", await me.post(path))


async def decide_one(race: Race, me: Api, hold: dict[str, Any]) -> None:
    if hold["offered"] and race.chance(0.7):
        race.note("take", await me.act(hold["id"], "take"))
    elif race.chance(0.4):
        race.note("release", await me.act(hold["id"], "release"))
        if race.chance(0.3):
            race.note("undo", await me.act(hold["id"], "undo"))


async def staff(race: Race, shelter: SimpleNamespace) -> None:
    me: Api = shelter.staff
    while race.goes_on():
        for ask in (await asks_of(me))[:5]:
            said = race.random.choices(["we-can", "not-tonight", "seen"], [5, 2, 3])[0]
            race.note(said, await me.post(f"/v1/asks/{ask['id']}/{said}"))
        units_free = race.random.randint(0, 3)
        race.note("report", await me.report(shelter.pool, units_free=units_free))
        for hold in (await me.get("/v1/holds"))["items"][:2]:
            if hold["state"] in ("active", "expired") and race.chance(0.3):
                race.note("arrive", await me.act(hold["id"], "arrive"))


async def clock(race: Race, world: World) -> None:
    """Eighty times as fast as the real one."""
    started = time.monotonic()
    while race.goes_on():
        await world.move_clock(80 * (time.monotonic() - started))
        await asyncio.sleep(0.1)


async def forgetting(race: Race, service: Any) -> None:
    while race.goes_on():
        await store.purge_requests(database(service), 10)
        await climb(service)
        await asyncio.sleep(0.1)


async def audit(race: Race, auditor: asyncpg.Connection) -> None:
    while race.goes_on():
        await nothing_is_wrong(auditor)
        await asyncio.sleep(0.1)


async def nothing_is_wrong(auditor: asyncpg.Connection) -> None:
    for what, sql in NEVER.items():
        found = await auditor.fetch(sql)
        assert not found, f"seed {SEED}: {what}: {found}"


async def test_everything_at_once_keeps_every_promise(
    service: Any,
    serve: Any,
    agency: Any,
    new_shelter: Any,
    world: World,
    auditor: asyncpg.Connection,
) -> None:
    shelters = [await new_shelter(f"Shelter {number}", free=2) for number in range(6)]
    pools = [one.pool for one in shelters]
    await world.owner.execute(
        "UPDATE housing.organization SET responder_request_limit = 50,"
        " organization_request_limit = 100, responder_hold_limit = 2,"
        " organization_hold_limit = 60"
    )
    assert (await agency.operator.put("/v1/automatic-offers", {"on": True})).status == 200
    other = await serve()
    for running in (service, other):
        await until_on_board(running, *pools)
    # One of them works through the second process.
    agency.colleague.url = other.url
    race = Race()
    async with asyncio.TaskGroup() as group:
        # Each at two screens.
        for me in (agency.responder, agency.colleague) * 2:
            group.create_task(responder(race, me, pools))
        for shelter in shelters:
            group.create_task(staff(race, shelter))
        group.create_task(clock(race, world))
        group.create_task(forgetting(race, service))
        group.create_task(audit(race, auditor))
    await nothing_is_wrong(auditor)
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert await auditor.fetchval(deadlocks) == 0, f"seed {SEED}: {race.answers}"
