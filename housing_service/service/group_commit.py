"""Group commit: whatever waits goes to the database as one call and one commit.

There is no timer. The first to come leaves at once; those that come while it is under way leave
together when it is back. So at rest a group is one member, and under load a flush to disk, a
notification and a round trip are paid once for many. Each member still gets its own answer.

A group that is rolled back (a row locked for long, a conflict, a fault) is taken apart: each of its
members is asked again alone, beside the groups, with the longer patience of a single statement.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from housing_service.domain.errors import Refusal
from housing_service.metrics import GROUP_MEMBERS

log = logging.getLogger(__name__)
Member = TypeVar("Member")
Answer = TypeVar("Answer")

MEMBERS_PER_GROUP_MAX = 64
MEMBERS_WAITING_MAX = 2_000
MEMBERS_ALONE_MAX = 64
ALONE_AT_ONCE_MAX = 4
# What says that the server took everything back, so that asking again is safe.
_TAKEN_BACK = "busy"


def _never() -> bool:
    return False


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Member, Answer]):
    member: Member
    key: Hashable
    has_left: Callable[[], bool]
    answer: asyncio.Future[Answer]
    # Ends its wait in the queue, as long as it stands there.
    patience: asyncio.TimerHandle | None = None


class Groups(Generic[Member, Answer]):
    """One queue and one group under way at a time.

    `together` asks for a whole group, on a connection that gives up soon when a row is locked;
    `alone` asks for one member, and may wait as long as any single statement. Both answer every
    member in order or raise: Refusal `busy` when nothing was written.
    """

    def __init__(
        self,
        name: str,
        together: Callable[[Sequence[Member]], Awaitable[Sequence[Answer]]],
        alone: Callable[[Sequence[Member]], Awaitable[Sequence[Answer]]],
        waiting_seconds_max: float,
    ) -> None:
        self._together = together
        self._alone = alone
        self._waiting_seconds_max = waiting_seconds_max
        self._sizes = GROUP_MEMBERS.labels(name)
        self._waiting: deque[_Waiting[Member, Answer]] = deque()
        self._under_way = False
        self._tasks: set[asyncio.Task[None]] = set()
        # Members asked alone because of these keys; a group with such a key would wait again.
        self._apart: Counter[Hashable] = Counter()
        self._alone_slots = asyncio.Semaphore(ALONE_AT_ONCE_MAX)

    async def ask(
        self, member: Member, key: Hashable, has_left: Callable[[], bool] = _never
    ) -> Answer:
        """The answer to one member, durable where it says so.

        `key` is what members wait for each other at (the pool). A member whose caller `has_left`
        before its group goes is dropped and reads `busy`; once sent it is never called back.
        Raises Refusal `busy` when more wait than there may or it waited too long to be sent, and
        whatever the database says.
        """
        if len(self._waiting) >= MEMBERS_WAITING_MAX:
            raise Refusal("busy", retry_after_seconds=1)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        waiting = _Waiting(member, key, has_left, answer)
        if key in self._apart:
            self._start(self._ask_alone(waiting))
        else:
            waiting.patience = loop.call_later(
                self._waiting_seconds_max, _fail, answer, Refusal("busy", retry_after_seconds=1)
            )
            self._waiting.append(waiting)
            if not self._under_way:
                self._under_way = True
                self._start(self._send_all())
        return await answer

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                await self._send(self._take())
        finally:
            self._under_way = False

    def _take(self) -> list[_Waiting[Member, Answer]]:
        group: list[_Waiting[Member, Answer]] = []
        while self._waiting and len(group) < MEMBERS_PER_GROUP_MAX:
            waiting = self._waiting.popleft()
            if waiting.patience is not None:
                waiting.patience.cancel()
            if waiting.answer.done():
                continue
            if waiting.has_left():
                waiting.answer.set_exception(Refusal("busy"))
            elif waiting.key in self._apart:
                self._start(self._ask_alone(waiting))
            else:
                group.append(waiting)
        return group

    async def _send(self, group: list[_Waiting[Member, Answer]]) -> None:
        if not group:
            return
        self._sizes.observe(len(group))
        try:
            answers = await self._together([waiting.member for waiting in group])
        except Refusal as refusal:
            if refusal.code == _TAKEN_BACK:
                self._take_apart(group)
            else:
                for waiting in group:
                    _fail(waiting.answer, Refusal(refusal.code, **refusal.extras))
        except Exception as error:
            # What no rule foresees may be one member's fault; the others must not share it.
            log.error("a group was taken apart", extra={"fault": type(error).__name__})
            self._take_apart(group)
        else:
            _give(group, answers)

    def _take_apart(self, group: list[_Waiting[Member, Answer]]) -> None:
        for waiting in group:
            self._start(self._ask_alone(waiting))

    async def _ask_alone(self, waiting: _Waiting[Member, Answer]) -> None:
        if self._apart.total() >= MEMBERS_ALONE_MAX:
            _fail(waiting.answer, Refusal("busy", retry_after_seconds=1))
            return
        self._apart[waiting.key] += 1
        try:
            async with self._alone_slots:
                if not waiting.answer.done():
                    answer = (await self._alone([waiting.member]))[0]
                    if not waiting.answer.done():
                        waiting.answer.set_result(answer)
        except Exception as error:
            _fail(waiting.answer, error)
        finally:
            self._apart[waiting.key] -= 1
            if not self._apart[waiting.key]:
                del self._apart[waiting.key]

    async def close(self) -> None:
        """Wait for what is under way; nobody may ask afterwards."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)


def _fail(answer: asyncio.Future[Answer], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)


def _give(group: list[_Waiting[Member, Answer]], answers: Sequence[Answer]) -> None:
    if len(answers) != len(group):
        # It was committed, and whose answer is whose can't be told.
        log.error("a group was answered with another number of answers")
        for waiting in group:
            _fail(waiting.answer, Refusal("outcome_unknown", retry_after_seconds=1))
        return
    for waiting, answer in zip(group, answers, strict=True):
        if not waiting.answer.done():
            waiting.answer.set_result(answer)
