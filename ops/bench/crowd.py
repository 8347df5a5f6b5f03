"""Consoles in several processes, told what to do together."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import IO

from ops.bench.child import Child

PROCESSES = 2


class Crowd:
    """All consoles of one measurement."""

    def __init__(self, children: list[Child]) -> None:
        self._children = children
        self.consoles = 0
        self.stalled = 0
        self._counts: list[int] = []

    def connect(self, port: int, consoles: int, stalled_share: float = 0.0) -> None:
        """Open consoles until there are `consoles`, each of another responder. That share of the
        new ones never reads; they are not counted and not waited for."""
        more = consoles - self.consoles
        shares = [more // len(self._children)] * len(self._children)
        shares[0] += more - sum(shares)
        first = self.consoles
        for child, share in zip(self._children, shares, strict=True):
            stalled = round(share * stalled_share)
            child.say(do="connect", port=port, first=first, count=share, stalled=stalled)
            first += share
        answers = [child.hear() for child in self._children]
        self._counts = [int(answer["connected"]) for answer in answers]
        self.stalled = sum(int(answer["stalled"]) for answer in answers)
        self.consoles = sum(self._counts)

    def expect(self, bytes_each: int) -> None:
        """Count from now on, until every console was sent that many bytes."""
        for child, count in zip(self._children, self._counts, strict=True):
            child.say(do="expect", bytes=count * bytes_each)
        for child in self._children:
            child.hear()

    def all_received_at(self, seconds: float) -> float:
        """When (monotonic) the last expected byte came in. Raises TimeoutError."""
        return max(float(child.hear(seconds)["at"]) for child in self._children)

    def listen(self) -> None:
        """Let each console note its next change."""
        for child in self._children:
            child.ask(do="listen")

    def changed_at(self, seconds: float) -> list[float]:
        """When (monotonic) each console had the change. Raises TimeoutError when one of them
        did not get it within `seconds`."""
        return [at for child in self._children for at in child.hear(seconds)["at"]]


@contextlib.contextmanager
def crowd(log: IO[bytes]) -> Iterator[Crowd]:
    """Processes ready to hold consoles; all of them end with the block."""
    with contextlib.ExitStack() as stack:
        children = [stack.enter_context(Child("consoles", log)) for _ in range(PROCESSES)]
        yield Crowd(children)


def settle(seconds: float) -> None:
    """Let what still runs behind a measurement come to rest."""
    time.sleep(seconds)
