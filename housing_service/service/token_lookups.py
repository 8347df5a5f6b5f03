"""Looking tokens up in groups: after a restart thousands of consoles sign in at once.

Whoever asks while a look-up is under way waits for the next one, which asks for all of them in
one round trip. Nothing is held back: with nobody else waiting a token is looked up at once.
"""

from __future__ import annotations

import asyncio

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.store.accounts import identities_by_token
from housing_service.store.database import Database

TOKENS_PER_LOOKUP_MAX = 100
LOOKUPS_AT_ONCE = 2
WAITING_MAX = 20_000

_Answer = asyncio.Future[Identity | None]


class TokenLookups:
    """Look-ups of one process; at most two are under way."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[str, _Answer]] = []
        self._under_way = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def find(self, token: str) -> Identity | None:
        """The account behind a token. Raises Refusal `busy` when too many wait, and whatever the
        look-up it was part of was refused with."""
        if len(self._waiting) >= WAITING_MAX:
            raise Refusal("busy", retry_after_seconds=1)
        answer: _Answer = asyncio.get_running_loop().create_future()
        self._waiting.append((token, answer))
        if self._under_way < LOOKUPS_AT_ONCE:
            # Counted here and not by the tasks that exist: one that has just ended still does.
            self._under_way += 1
            task = asyncio.create_task(self._look_up())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def _look_up(self) -> None:
        try:
            while self._waiting:
                some = self._waiting[:TOKENS_PER_LOOKUP_MAX]
                del self._waiting[:TOKENS_PER_LOOKUP_MAX]
                # Whoever has gone meanwhile need not be looked up.
                await self._look_up_some([(t, answer) for t, answer in some if not answer.done()])
        finally:
            self._under_way -= 1

    async def _look_up_some(self, group: list[tuple[str, _Answer]]) -> None:
        if not group:
            return
        try:
            found = await identities_by_token(self._database, [token for token, _ in group])
        except asyncio.CancelledError:
            for _, answer in group + self._waiting:
                answer.cancel()
            raise
        except Exception as error:
            # Those who wait would meet the same fault, one timeout later for each group.
            waiting, self._waiting = self._waiting, []
            for _, answer in group + waiting:
                if not answer.done():
                    answer.set_exception(_own(error))
            return
        for (_, answer), identity in zip(group, found, strict=True):
            if not answer.done():
                answer.set_result(identity)


def _own(error: Exception) -> Exception:
    """The same fault for one caller: an exception raised in many tasks would grow without end."""
    if isinstance(error, Refusal):
        return Refusal(error.code, error.detail, **error.extras)
    return RuntimeError(f"token not looked up: {type(error).__name__}")
