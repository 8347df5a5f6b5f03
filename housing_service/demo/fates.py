"""What becomes of a simulated household's hold: drawn from its id, so it needs no memory.

After a restart everybody goes on where they were. Simulated people give their holds ids of UUID
version 8, which RFC 9562 leaves to its users; browsers and programs make version 4 or 7, so a
visitor's own hold is never mistaken for a simulated one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from housing_service.demo.drawing import drawn_from

_VERSION_BITS, _VARIANT_BITS = 0xF << 76, 0x3 << 62
_MINUTE = 60.0
_End = Literal["comes", "released", "let_go", "lapses"]
_ENDS: tuple[_End, ...] = ("comes", "released", "let_go", "lapses")


@dataclass(frozen=True, slots=True)
class Fate:
    """All times in simulated seconds, which pass `demo_speed` times as fast as real ones."""

    answer: Literal["accept", "decline", "silence"]
    answered_after_seconds: float
    end: _End
    ends_after_seconds: float
    says_so: bool
    extends: bool
    # Of those whose time ran out: what staff say when asked "Did they come?".
    afterwards: Literal["late", "no_show", "no_answer"]
    asked_after_seconds: float


def new_hold_id() -> UUID:
    """An id for a simulated household's hold."""
    value = secrets.randbits(128) & ~_VERSION_BITS & ~_VARIANT_BITS
    return UUID(int=value | 8 << 76 | 2 << 62)


def is_simulated(hold_id: UUID) -> bool:
    """Whether a simulated person placed this hold."""
    return hold_id.version == 8


def fate_of(hold_id: UUID) -> Fate:
    """The same answer for the same id, always."""
    draw = drawn_from(hold_id)
    end: _End = draw.choices(_ENDS, (66, 17, 4, 13))[0]
    extends = end == "comes" and draw.random() < 0.08
    return Fate(
        answer=draw.choices(("accept", "decline", "silence"), (84, 9, 7))[0],
        answered_after_seconds=draw.uniform(8, 150),
        end=end,
        ends_after_seconds=_MINUTE * (draw.uniform(55, 80) if extends else draw.uniform(3, 22)),
        says_so=draw.random() < 0.5,
        extends=extends,
        afterwards=draw.choices(("late", "no_show", "no_answer"), (30, 45, 25))[0],
        asked_after_seconds=_MINUTE * draw.uniform(4, 60),
    )
