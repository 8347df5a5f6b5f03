"""How one frame gets to many consoles: the pure path, and what any path promises.

A path is given whole frames and consoles whose transports are open, on the event loop's thread,
and has handed every byte to the kernel or to the transport when it returns. It never waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from housing_service.live.connection import Connection


class Send(Protocol):
    """Writes a frame to consoles; `at_once` is how many are served between two turns of the
    event loop, so that no HTTP request waits longer than about a millisecond."""

    at_once: int

    def same(self, frame: bytes, consoles: Sequence[Connection], *, idle: bool) -> None:
        """Write the same bytes to all. `idle`: no transport of theirs holds unsent bytes."""

    def with_tails(self, frame: bytes, consoles: Sequence[Connection], *, idle: bool) -> None:
        """Write the shared bytes and then each console's own tail."""


class PureSend:
    """The default: each console's transport writes for itself."""

    at_once = 50

    def same(self, frame: bytes, consoles: Sequence[Connection], *, idle: bool) -> None:
        del idle
        for console in consoles:
            console.transport.write(frame)

    def with_tails(self, frame: bytes, consoles: Sequence[Connection], *, idle: bool) -> None:
        del idle
        for console in consoles:
            console.transport.write(frame + console.tail)
