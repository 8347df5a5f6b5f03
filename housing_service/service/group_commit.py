"""Group commit: whatever waits goes to the database as one call and one commit.

There is no timer. The first to come leaves at once; those that come while it is under way leave
together when it is back. So at rest a group is one member, and under load a flush to disk, a
notification and a round trip are paid once for many. Each member still gets its own answer.

A group that was rolled back is taken apart by key (the pool its members want). Each part is asked
again at once; one that fails again goes to a side track (`side_track.py`), where it may wait longer
and delays nobody else.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic

from housing_service.domain.errors import Refusal
from housing_service.metrics import GROUP_MEMBERS
from housing_service.service.group_member import Answer, Ask, Member, Waiting
from housing_service.service.side_track import SideTrack

log = logging.getLogger(__name__)

MEMBERS_PER_GROUP_MAX = 64
MEMBERS_WAITING_MAX = 2_000
# A group with more parts in trouble than this is not one pool's trouble.
PARTS_FAILED_MAX = 2


def _never() -> bool:
    return False


def _always(_key: Hashable) -> bool:
    return True


class Groups(Generic[Member, Answer]):
    """One queue and one group under way at a time.

    `together` asks for a group on a connection that gives up soon when a row is locked; `patiently`
    asks on one that waits as long as any single statement. Both answer every member in order or
    raise: Refusal `busy` when nothing was written. Only members whose key `counts` are counted.
    """

    def __init__(
        self,
        name: str,
        together: Ask[Member, Answer],
        patiently: Ask[Member, Answer],
        waiting_seconds_max: float,
        counts: Callable[[Hashable], bool] = _always,
    ) -> None:
        self._together = together
        self._counts = counts
        self._waiting_seconds_max = waiting_seconds_max
        self._sizes = GROUP_MEMBERS.labels(name)
        self._waiting: deque[Waiting[Member, Answer]] = deque()
        self._under_way = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._side = SideTrack(patiently, self._start, self._put_back)

    async def ask(
        self, member: Member, key: Hashable, has_left: Callable[[], bool] = _never
    ) -> Answer:
        """The answer to one member, durable where it says so.

        `key` is what members wait for each other at. A member whose caller `has_left` before it
        was sent is dropped and reads `busy`; once sent it is never called back. Raises Refusal
        `busy` when more wait than there may or it waited too long to be sent, and whatever the
        database says.
        """
        waiting = Waiting[Member, Answer](member, key, has_left)
        if len(self._waiting) >= MEMBERS_WAITING_MAX:
            raise Refusal("busy", retry_after_seconds=1)
        waiting.be_patient(self._waiting_seconds_max)
        if not self._side.takes(waiting):
            self._put_back([waiting])
        return await waiting.answer

    def _put_back(self, members: list[Waiting[Member, Answer]]) -> None:
        self._waiting.extend(members)
        if not self._under_way and self._waiting:
            self._under_way = True
            self._start(self._send_all())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                group = self._take()
                if group:
                    await self._send(group)
        finally:
            self._under_way = False

    def _take(self) -> list[Waiting[Member, Answer]]:
        group: list[Waiting[Member, Answer]] = []
        while self._waiting and len(group) < MEMBERS_PER_GROUP_MAX:
            waiting = self._waiting.popleft()
            # What it wants may have got into trouble while it stood here.
            if not self._side.takes(waiting) and waiting.leaves():
                group.append(waiting)
        return group

    async def _send(self, group: list[Waiting[Member, Answer]]) -> None:
        if await self._answered(group):
            return
        parts: dict[Hashable, list[Waiting[Member, Answer]]] = {}
        for waiting in group:
            parts.setdefault(waiting.key, []).append(waiting)
        failed = PARTS_FAILED_MAX if len(parts) == 1 else 0
        for part in parts.values():
            if failed >= PARTS_FAILED_MAX or not await self._answered(part):
                failed += 1
                for waiting in part:
                    waiting.be_patient(self._waiting_seconds_max)
                self._side.put(part)

    async def _answered(self, group: list[Waiting[Member, Answer]]) -> bool:
        """Whether these members have their answers; false when it was taken back."""
        if members := sum(self._counts(waiting.key) for waiting in group):
            self._sizes.observe(members)
        try:
            answers = await self._together([waiting.member for waiting in group])
        except Refusal as refusal:
            if refusal.code == "busy":
                return False
            for waiting in group:
                waiting.fail(refusal)
        except Exception as error:
            # What no rule foresees may be one member's fault; the others must not share it.
            # Asking again is safe whatever became of it, because every member carries its id.
            log.error("a group is taken apart", extra={"fault": type(error).__name__})
            for waiting in group:
                waiting.in_doubt = True
            return False
        else:
            Waiting.give(group, answers)
        return True

    async def close(self) -> None:
        """Wait for what is under way; nobody may ask afterwards."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
