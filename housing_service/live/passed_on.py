"""Holds and requests that were passed to a colleague: who had them is told once that they are gone.

Told is the moment at which it was passed on and nothing that happens to it afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

# Up to which offset of the board each former holder had it.
Former = Mapping[UUID, int]
NOBODY_BEFORE: Former = MappingProxyType({})


def former_holders(before: Former, was: UUID, now: UUID, offset: int) -> Former:
    """Who had it before, when it goes from `was` to `now` at `offset`. Whoever has it again is not
    among them."""
    if was == now:
        return before
    kept = {account: at for account, at in before.items() if account != now}
    return MappingProxyType({**kept, was: offset})


def gone_view(told_id: UUID) -> bytes:
    """All that a former holder is sent: that it is theirs no more."""
    return b'{"id":"%s","state":"handed_over"}' % str(told_id).encode()
