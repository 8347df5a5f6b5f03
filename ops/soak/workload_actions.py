"""What the clients of a workload choose to do, from one seed."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from ops.soak.history import History, Kind, Operation
from ops.soak.workload_caller import Bounds, Caller
from ops.soak.workload_http import Connection
from ops.soak.workload_region import Region, SoakPool

_SHARED_MAX = 64
_PLACES_TRIED_MAX = 3
_LIVE = ("requested", "active")


class Mix(Bounds, Protocol):
    """What the clients are told about how often and how much."""

    @property
    def live_holds_max(self) -> int: ...
    @property
    def hot_share(self) -> float: ...
    @property
    def pause_seconds(self) -> float: ...


@dataclass(slots=True)
class Kept:
    """A hold as its client last saw it."""

    hold_id: str
    pool: SoakPool
    placed_by: int
    arguments: dict[str, Any]
    state: str
    extensions: int = 0


class Client:
    """One person at a time: the holder of their own holds, and staff of any shelter."""

    def __init__(
        self, caller: Caller, region: Region, mix: Mix, chance: random.Random, shared: deque[Kept]
    ) -> None:
        self.caller = caller
        self._region = region
        self._mix = mix
        self._chance = chance
        self._shared = shared
        self._mine: list[Kept] = []
        self._hot = [pool for pool in region.pools if pool.hot]
        self._cold = [pool for pool in region.pools if not pool.hot]

    async def step(self) -> None:
        """One choice, and the requests that follow from it."""
        roll = self._chance.random()
        if roll < 0.05:
            await self._report(self._any_pool())
        elif roll < 0.09:
            pool = self._any_pool()
            await self.caller.ask("read_pool", self._responder(), pool.id)
        elif roll < 0.14 and self._mine:
            await self._follow("read_hold", self._chance.choice(self._mine), as_staff=False)
        elif roll < 0.17 and self._mine:
            kept = self._chance.choice(self._mine)
            await self._follow("repeat", kept, kept.arguments, as_staff=False)
        elif roll < 0.23 and self._shared:
            await self._act(self._chance.choice(self._shared), as_staff=True)
        elif (roll < 0.60 and self._mine) or len(self._mine) >= self._mix.live_holds_max:
            await self._act(self._chance.choice(self._mine), as_staff=False)
        else:
            await self._place()
        if self._mix.pause_seconds:
            await asyncio.sleep(self._chance.random() * 2 * self._mix.pause_seconds)

    def _any_pool(self) -> SoakPool:
        hot = self._hot and (not self._cold or self._chance.random() < self._mix.hot_share)
        return self._chance.choice(self._hot if hot else self._cold)

    def _responder(self, client: int | None = None) -> str:
        return self._region.responder_token(self.caller.client if client is None else client)

    def _id(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128), version=4))

    async def _place(self) -> None:
        """Ask for a place, and in other pools when it is refused."""
        for _ in range(_PLACES_TRIED_MAX):
            if await self._place_in(self._any_pool()):
                return

    async def _place_in(self, pool: SoakPool) -> bool:
        arguments = {"units": self._chance.choice((1, 1, 1, 2)), "minutes": 15}
        kept = Kept(self._id(), pool, self.caller.client, arguments, "requested")
        done = await self.caller.ask(
            "place", self._responder(), pool.id, kept.hold_id, dict(arguments)
        )
        if done.outcome == "ok" and done.answer["state"] in _LIVE:
            kept.state = done.answer["state"]
            self._mine.append(kept)
            self._shared.append(kept)
        return done.outcome != "refused"

    async def _follow(
        self, kind: Kind, kept: Kept, arguments: dict[str, Any] | None = None, *, as_staff: bool
    ) -> Operation:
        token = (
            self._region.staff_token(kept.pool, self.caller.client)
            if as_staff
            else self._responder(kept.placed_by)
        )
        done = await self.caller.ask(kind, token, kept.pool.id, kept.hold_id, arguments)
        if done.answer:
            kept.state = done.answer["state"]
            kept.extensions = done.answer["extensions"] or 0
        if kept.state not in (*_LIVE, "expired") and kept in self._mine:
            self._mine.remove(kept)
        return done

    async def _act(self, kept: Kept, *, as_staff: bool) -> None:
        roll = self._chance.random()
        if kept.state == "requested":
            kind: Kind = "accept" if roll < 0.6 else "decline" if roll < 0.8 else "release"
            done = await self._follow(
                kind, kept, {"minutes": 15} if kind == "accept" else None,
                as_staff=as_staff or kind != "release",
            )  # fmt: skip
        elif kept.state == "active":
            done = await self._act_on_active(kept, roll, as_staff)
        elif kept.state == "expired":
            done = await self._act_on_expired(kept, roll)
            if kept in self._mine and done.outcome != "ok":
                self._mine.remove(kept)
        else:
            done = await self._follow("read_hold", kept, as_staff=False)
        if done.outcome == "ok" and done.kind in ("release", "decline", "arrive"):
            if self._chance.random() < 0.15:
                staff = as_staff or done.kind != "release"
                await self._undo(kept, staff)
            elif done.kind == "arrive" and self._chance.random() < 0.5:
                await self._report(kept.pool)

    async def _act_on_active(self, kept: Kept, roll: float, as_staff: bool) -> Operation:
        if roll < 0.55:
            return await self._follow("release", kept, as_staff=as_staff)
        if roll < 0.75:
            return await self._follow("arrive", kept, as_staff=True)
        if roll < 0.80:
            return await self._report(kept.pool, arrived=kept)
        number = {"number": kept.extensions + 1, "minutes": 15}
        return await self._follow("extend", kept, number, as_staff=True)

    async def _act_on_expired(self, kept: Kept, roll: float) -> Operation:
        if roll < 0.4:
            return await self._follow("reinstate", kept, as_staff=roll < 0.2)
        if roll < 0.7:
            return await self._follow("no_show", kept, as_staff=True)
        return await self._follow("arrive", kept, {"late": True}, as_staff=True)

    async def _undo(self, kept: Kept, as_staff: bool) -> None:
        done = await self._follow("undo", kept, as_staff=as_staff)
        if done.outcome == "ok" and kept.state in _LIVE and kept not in self._mine:
            self._mine.append(kept)

    async def _report(self, pool: SoakPool, arrived: Kept | None = None) -> Operation:
        """Say what is free: mostly the number the pool began with, so that arrivals don't drain
        it, sometimes fewer than are held."""
        arguments: dict[str, Any] = {"report_id": self._id()}
        if arrived is None and self._chance.random() < 0.25:
            arguments["delta"] = self._chance.choice((-1, 1))
        else:
            arguments["units_free"] = max(0, pool.units_free + self._chance.choice((-2, 0, 0, 1)))
        if arrived is not None:
            arguments["arrived"] = [arrived.hold_id]
            if arrived in self._mine:
                self._mine.remove(arrived)
        token = self._region.staff_token(pool, self.caller.client)
        return await self.caller.ask("report", token, pool.id, None, arguments)


class Clients:
    """All clients of a workload."""

    def __init__(
        self,
        urls: Sequence[str],
        region: Region,
        history: History,
        mix: Mix,
        chance: random.Random,
        clients: int,
        first_client: int,
    ) -> None:
        self._history = history
        shared: deque[Kept] = deque(maxlen=_SHARED_MAX)
        self._clients = [
            Client(
                Caller(number, Connection(urls, number), history, mix),
                region, mix, random.Random(chance.getrandbits(64)), shared,
            )
            for number in range(first_client, first_client + clients)
        ]  # fmt: skip

    @property
    def resolved(self) -> int:
        return sum(client.caller.resolved for client in self._clients)

    @property
    def unresolved(self) -> int:
        return sum(client.caller.unresolved for client in self._clients)

    async def run(self, until: asyncio.Event, operations_max: int | None) -> None:
        async def work(client: Client) -> None:
            try:
                while not until.is_set() and (
                    operations_max is None or self._history.total < operations_max
                ):
                    await client.step()
            finally:
                client.caller.close()

        async with asyncio.TaskGroup() as tasks:
            for client in self._clients:
                tasks.create_task(work(client))
