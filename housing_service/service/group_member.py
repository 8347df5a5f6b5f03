"""One who waits for an answer: from the queue to the database and back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeAlias, TypeVar

from housing_service.domain.errors import Refusal

log = logging.getLogger(__name__)
Member = TypeVar("Member")
Answer = TypeVar("Answer")
Ask: TypeAlias = Callable[[Sequence[Member]], Awaitable[Sequence[Answer]]]


class Waiting(Generic[Member, Answer]):
    """A member, what it waits at, and the promise of its answer. It is answered once."""

    __slots__ = ("_patience", "answer", "has_left", "in_doubt", "key", "member")

    def __init__(self, member: Member, key: Hashable, has_left: Callable[[], bool]) -> None:
        self.member = member
        self.key = key
        self.has_left = has_left
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        # A fault that no rule foresees may have come after the commit: "nothing was written" would
        # then be a lie, whatever happens to it next.
        self.in_doubt = False
        self._patience: asyncio.TimerHandle | None = None

    def be_patient(self, seconds: float) -> None:
        """Let it read `busy` when it has not been sent within so many seconds."""
        self._patience = asyncio.get_running_loop().call_later(
            seconds, self.fail, Refusal("busy", retry_after_seconds=1)
        )

    def leaves(self) -> bool:
        """Whether it is to be sent now. From here on nobody calls it back."""
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if not self.answer.done() and self.has_left():
            self.fail(Refusal("busy"))
        return not self.answer.done()

    def fail(self, error: Exception) -> None:
        """Answer with an exception, each its own: whoever raises it adds to its traceback."""
        if not self.answer.done():
            if isinstance(error, Refusal):
                unsure = self.in_doubt and error.problem.outcome != "unknown"
                error = Refusal("outcome_unknown" if unsure else error.code, **error.extras)
            self.answer.set_exception(error)

    @staticmethod
    def give(group: Sequence[Waiting[Member, Answer]], answers: Sequence[Answer]) -> None:
        """Hand each its own answer, in order."""
        if len(answers) != len(group):
            # It was committed, and whose answer is whose can't be told.
            log.error("a group was answered with another number of answers")
            for waiting in group:
                waiting.fail(Refusal("outcome_unknown", retry_after_seconds=1))
            return
        for waiting, answer in zip(group, answers, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(answer)
