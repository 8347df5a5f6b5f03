"""Two runs that differ in the holds of a confidential program are one run to all outside."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import aiohttp
import asyncpg
from prometheus_client import generate_latest

from housing_service.app import serving
from housing_service.config import Settings
from housing_service.live.board import Board
from housing_service.metrics import REGISTRY
from tests.auditor.manual_clock import START, as_datetime
from tests.auditor.rig import MANUAL_CLOCK
from tests.policy.planted import Planted, fill, plant
from tests.policy.transcript import Stream, counted, grown, read
from tests.requests.conftest import until_on_board
from tests.support.api import Api
from tests.support.caught_up import until_caught_up
from tests.support.cluster import Cluster
from tests.support.world import Caller, World

OUTSIDERS = ("outreach", "newcomer", "staff.near", "staff.quiet", "operator")
MINUTE = 60_000_000
# Ids that the database makes come in an order of each column's own, the same in both worlds.
SAME_IDS = """
CREATE SCHEMA counted;
GRANT USAGE ON SCHEMA counted TO public;
CREATE TABLE counted.ids (name text PRIMARY KEY, at bigint NOT NULL);
CREATE FUNCTION counted.next(p_name text) RETURNS uuid LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
    INSERT INTO counted.ids AS i VALUES (p_name, 1)
    ON CONFLICT (name) DO UPDATE SET at = i.at + 1
    RETURNING md5(p_name || at)::uuid $$;
DO $$
DECLARE c record;
BEGIN
    FOR c IN SELECT table_name, column_name FROM information_schema.columns
              WHERE table_schema = 'housing' AND column_default = 'gen_random_uuid()' LOOP
        EXECUTE format('ALTER TABLE housing.%I ALTER %I SET DEFAULT counted.next(%L)',
                       c.table_name, c.column_name, c.table_name || c.column_name);
    END LOOP;
END $$;
"""
PAGES = {
    "responder": ("/console", "/console/requests", "/console/requests/views", "/console/homes"),
    "shelter_staff": ("/shelter", "/shelter/wall", "/shelter/asks/views", "/desks"),
    "operator": (
        "/operator", "/operator/calls/views", "/operator/calls.csv", "/operator/regions.csv",
        "/operator/requests/views", "/operator/vetting", "/operator/vetting.csv",
        "/operator/record", "/operator/record.csv", "/operator/reports", "/v1/operator/calls",
        "/v1/operator/audit", "/v1/reports/unmet-need.csv", "/v1/reports/turned-away.csv",
        "/v1/reports/programs.csv", "/v1/reports/programs",
    ),
}  # fmt: skip
EVERYBODYS = (
    "/v1/pools", "/v1/pools?kind=safe_house", "/v1/programs", "/v1/organizations", "/v1/regions",
    "/v1/holds", "/v1/me", "/v1/surges", "/v1/announcements", "/livez",
)  # fmt: skip


def same_id(number: int) -> str:
    return str(UUID(int=number))


@dataclass
class Run:
    """One world from start to end, and all that was read in it."""

    planted: Planted
    owner: asyncpg.Connection
    board: Board
    streams: dict[str, Stream]
    now: int = START
    step: int = 0
    read: dict[tuple[int, str, str], str] = field(default_factory=dict)

    async def look(self) -> None:
        """Everybody outside reads all that there is for them, once everything has been pushed."""
        await until_caught_up(self.owner, self.board)
        for stream in self.streams.values():
            await stream.pass_ticks(3)
        haven = self.planted.places["haven"]
        for name in OUTSIDERS:
            api, role = self.planted.api(name), self.planted.callers[name].role
            one = (f"/v1/pools/{haven.pool}", f"/v1/programs/{haven.alias}",
                   f"/v1/pools/{haven.pool}/eligibility")  # fmt: skip
            for path in (*EVERYBODYS, *PAGES[role], *one):
                if (name, path) == ("operator", "/v1/holds"):
                    # The contract gives an operator each hold's state and deadline.
                    continue
                self.read[self.step, name, path] = await read(api, path)
            for body in ({}, {"show_all": True, "household": {"adults": 1}}):
                key = f"search {sorted(body)}"
                self.read[self.step, name, key] = await read(api, "/v1/pools/search", body)
        self.step += 1
        for stream in self.streams.values():
            stream.step = self.step

    async def pass_minutes(self, minutes: float) -> None:
        self.now += int(minutes * MINUTE)
        await self.owner.execute("UPDATE housing.manual_clock SET at = $1", as_datetime(self.now))
        await self.owner.execute("SELECT housing_api.sweep_due_v1(1000)")


async def history(run: Run, *, differs: bool) -> None:
    """A night in the region; where `differs`, somebody is on the way to the confidential house."""
    planted = run.planted
    haven, far = planted.places["haven"], planted.places["far"]
    asker, house = planted.api("other"), planted.api("staff.haven")
    elsewhere = planted.api("asker.far")
    await run.look()
    if differs:
        assert (await asker.place(haven.pool, same_id(1), party={"adults": 1})).status == 201
    await run.look()
    assert (await elsewhere.place(far.pool, same_id(2), party={"adults": 1})).status == 201
    if differs:
        assert (await house.act(same_id(1), "accept")).status == 200
    await run.look()
    await run.pass_minutes(1)
    if differs:
        assert (await house.act(same_id(1), "arrive")).status == 200
        assert (await asker.place(haven.pool, same_id(3), party={"adults": 1})).status == 201
        assert (await asker.act(same_id(3), "release")).status == 200
        # One that the clock ends.
        assert (await asker.place(haven.pool, same_id(4), party={"adults": 1})).status == 201
    assert (await elsewhere.act(same_id(2), "release")).status == 200
    await run.look()
    # Across three of the coarse steps, and the end of what was asked for in vain.
    await run.pass_minutes(44)
    await run.look()


@contextlib.asynccontextmanager
async def world_of(cluster: Cluster, http: aiohttp.ClientSession) -> AsyncIterator[Run]:
    async with contextlib.AsyncExitStack() as stack:
        database = await cluster.make()
        stack.push_async_callback(cluster.drop, database)
        owner = await asyncpg.connect(cluster.url(database))
        stack.push_async_callback(owner.close)
        await owner.execute(MANUAL_CLOCK + SAME_IDS)
        await owner.execute("INSERT INTO housing.manual_clock VALUES ($1, false)",
                            as_datetime(START))  # fmt: skip
        settings = Settings(
            database_url=cluster.url(database), migrate_at_start=False, port=0, tick_seconds=0.05,
            poll_seconds=1, beat_seconds=0.2, sweeper_enabled=False, requests_burst=100_000,
            requests_per_second=10_000, identity_cache_seconds=0, arrival_code_style="digits",
        )  # fmt: skip
        running = await stack.enter_async_context(serving(settings, lambda _: None))

        def make_api(caller: Caller) -> Api:
            return Api(http, running.url, caller.token)

        planted = await plant(World(owner), make_api)
        pools = [p for one in planted.places.values() for p in (one.pool, one.asked, one.home)]
        await until_on_board(running, *pools)
        await fill(planted, same_ids=True)
        await until_caught_up(owner, running.board)
        streams = {}
        for name in OUTSIDERS:
            streams[name] = await Stream.open(running.url, planted.callers[name].token)
            stack.push_async_callback(streams[name].close)
            # Subscribed before anything is counted.
            await streams[name].pass_ticks(2)
        yield Run(planted, owner, running.board, streams)


async def test_a_hold_in_confidence_changes_no_byte_outside(
    cluster: Cluster, http: aiohttp.ClientSession
) -> None:
    told = await told_by_a_hold(cluster, http)
    assert told == [], "\n".join(told[:9])


async def told_by_a_hold(cluster: Cluster, http: aiohttp.ClientSession) -> list[str]:
    """Everything in which two worlds differ to those outside."""
    runs, counts = [], []
    for differs in (False, True):
        async with world_of(cluster, http) as run:
            before = counted(generate_latest(REGISTRY).decode())
            await history(run, differs=differs)
            counts.append(grown(before, counted(generate_latest(REGISTRY).decode())))
            runs.append(run)
    quiet, busy = runs
    assert len(quiet.read) > 300
    assert any(len(stream.frames) > 3 for stream in quiet.streams.values())
    told = [
        f"{key} {first_difference(text, busy.read[key])}"
        for key, text in quiet.read.items()
        if busy.read[key] != text
    ]
    for name in OUTSIDERS:
        frames = [str(run.streams[name].frames) for run in runs]
        if frames[0] != frames[1]:
            told.append(f"{name}: {first_difference(*frames)}")
        if quiet.streams[name].tick_shapes != busy.streams[name].tick_shapes:
            told.append(f"{name}: ticks")
    for series in counts[0].keys() | {name for name, value in counts[1].items() if value}:
        if counts[0].get(series) != counts[1].get(series):
            told.append(f"{series}: {counts[0].get(series)}, {counts[1].get(series)}")
    return told


def first_difference(one: str, other: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"{one[max(0, at - 80) : at + 80]!r} / {other[max(0, at - 80) : at + 80]!r}"
