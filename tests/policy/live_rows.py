"""What each part of the live protocol carries to whom, by how they stand to it.

A message or a part that has no row here fails the test, so that a new one is decided on.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from housing_service.domain.identity import Role
from housing_service.web.policy import Relation


class Shape(StrEnum):
    """How an object is shown. `BARE`: its state and deadline, and which pool it is of. `OUTSIDE`:
    the projection for outsiders of a confidential program. `NOTHING`: it never comes."""

    WHOLE = "whole"
    BARE = "bare"
    OUTSIDE = "outside"
    NOTHING = "nothing"


W, B, O, N = Shape.WHOLE, Shape.BARE, Shape.OUTSIDE, Shape.NOTHING  # noqa: E741  (a table's marks)

# (own, foreign, confidential). Nobody in a limited organization is sent what is confidential.
OBJECTS: Final[dict[str, dict[Role, tuple[Shape, Shape, Shape]]]] = {
    "pools": {"responder": (W, W, O), "shelter_staff": (W, W, O), "operator": (N, W, O)},
    "holds": {"responder": (W, N, N), "shelter_staff": (W, N, N), "operator": (N, B, N)},
    "asks": {"responder": (N, N, N), "shelter_staff": (W, N, N), "operator": (N, N, N)},
    # An operator looks after needs that nobody has met. No request is confidential by itself.
    "requests": {"responder": (W, N, N), "shelter_staff": (N, N, N), "operator": (N, B, B)},
}
# In which part an object stands, by the type of the frame.
PARTS: Final = {
    "snapshot": {"pools": "pools", "holds": "holds", "requests": "requests", "asks": "asks"},
    "changes": {"pools": "pools", "removed": "pools"},
    "hold": {"hold": "holds"},
    "request": {"request": "requests"},
    "ask": {"ask": "asks"},
}
# What tells of no object, by role.
EVERYBODYS: Final = frozenset(
    {"type", "server_time", "generation", "resume", "announcements", "nudges"}
)
# Of the need or the account that is asked for: `fits` only beside a household's own list.
ABOUT_THE_ASKING: Final = frozenset({"fits", "asked_first_until"})
OPERATORS: Final = frozenset({"alerts", "health"})
FRAMES: Final = {*PARTS, "announcement", "tick", "health", "error"}
SENT_BY_CONSOLES: Final = {"authenticate", "subscribe"}
_ORDER: Final = (Relation.OWN, Relation.FOREIGN, Relation.CONFIDENTIAL)


def shape(part: str, role: Role, relation: Relation, limited: bool) -> Shape:
    """What is sent of an object of this part to somebody who stands so to it."""
    if relation is Relation.CONFIDENTIAL and limited:
        return Shape.NOTHING
    return OBJECTS[part][role][_ORDER.index(relation)]


def shape_of(part: str, one: dict[str, object]) -> Shape:
    """How an object that has come is shown."""
    if part == "pools":
        return Shape.OUTSIDE if "availability" in one else Shape.WHOLE
    if part == "holds":
        return Shape.WHOLE if "units" in one else Shape.BARE
    if part == "requests":
        return Shape.WHOLE if "room_at" in one else Shape.BARE
    return Shape.WHOLE
