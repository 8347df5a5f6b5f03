"""The side track: members who want what is locked for long wait here, and delay nobody else.

Each key has a track of its own. Its members are asked together, as patiently as any single
statement; as soon as that succeeds the key is free again and whoever still waits goes back to the
groups. While it does not, newcomers for the key join the track, so that no group meets the locked
row again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic

from housing_service.domain.errors import Refusal
from housing_service.service.group_member import Answer, Ask, Member, Waiting

log = logging.getLogger(__name__)

MEMBERS_PER_TRACK_MAX = 64
TRACKS_SERVED_AT_ONCE_MAX = 4
# A key that was in trouble is not trusted with a group before this time is over.
TROUBLE_SECONDS = 5.0


class SideTrack(Generic[Member, Answer]):
    """The tracks of one queue. `start` runs work; `put_back` returns members to the queue."""

    def __init__(
        self,
        patiently: Ask[Member, Answer],
        start: Callable[[Coroutine[Any, Any, None]], None],
        put_back: Callable[[list[Waiting[Member, Answer]]], None],
    ) -> None:
        self._patiently = patiently
        self._start = start
        self._put_back = put_back
        self._tracks: dict[Hashable, deque[Waiting[Member, Answer]]] = {}
        self._served: set[Hashable] = set()
        self._slots = asyncio.Semaphore(TRACKS_SERVED_AT_ONCE_MAX)

    def takes(self, waiting: Waiting[Member, Answer]) -> bool:
        """Take a newcomer whose key is in trouble; it reads `busy` when too many wait there."""
        track = self._tracks.get(waiting.key)
        if track is None:
            return False
        if len(track) >= MEMBERS_PER_TRACK_MAX:
            waiting.fail(Refusal("busy", retry_after_seconds=1))
        else:
            self.put([waiting])
        return True

    def put(self, part: list[Waiting[Member, Answer]]) -> None:
        """Let these members, all of one key, wait on its track."""
        key = part[0].key
        self._tracks.setdefault(key, deque()).extend(part)
        if key not in self._served:
            self._served.add(key)
            self._start(self._serve(key))

    async def _serve(self, key: Hashable) -> None:
        track = self._tracks[key]
        is_free = False
        try:
            async with self._slots:
                while track and not is_free:
                    part = [track.popleft() for _ in range(min(len(track), MEMBERS_PER_TRACK_MAX))]
                    part = [waiting for waiting in part if waiting.leaves()]
                    if part:
                        is_free = await self._answered(part)
        finally:
            self._served.discard(key)
            if is_free:
                del self._tracks[key]
                self._put_back(list(track))
            else:
                loop = asyncio.get_running_loop()
                loop.call_later(TROUBLE_SECONDS, self._trust_again, key)

    def _trust_again(self, key: Hashable) -> None:
        if key not in self._served:
            self._tracks.pop(key, None)

    async def _answered(self, part: list[Waiting[Member, Answer]]) -> bool:
        """Answer these members; returns whether the key seems to be free again."""
        try:
            answers = await self._patiently([waiting.member for waiting in part])
        except Refusal as refusal:
            for waiting in part:
                waiting.fail(refusal)
            return False
        except Exception:
            for waiting in part:
                await self._answer_one(waiting)
        else:
            Waiting.give(part, answers)
        return True

    async def _answer_one(self, waiting: Waiting[Member, Answer]) -> None:
        try:
            Waiting.give([waiting], await self._patiently([waiting.member]))
        except Exception as error:
            waiting.fail(error)
