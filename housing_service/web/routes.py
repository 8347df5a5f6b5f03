"""A route: what may be asked, by whom, and what the contract says about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp.typedefs import Handler
from pydantic import BaseModel

from housing_service.domain.identity import OPERATOR, RESPONDER, ROLES, SHELTER_STAFF

ALL: frozenset[str] = frozenset(ROLES)
STAFF: frozenset[str] = frozenset({SHELTER_STAFF})
COUNTING: frozenset[str] = frozenset({SHELTER_STAFF, OPERATOR})
PLACING: frozenset[str] = frozenset({RESPONDER, SHELTER_STAFF})
RESPONDERS: frozenset[str] = frozenset({RESPONDER})
WATCHING_REQUESTS: frozenset[str] = frozenset({RESPONDER, OPERATOR})
OPERATORS: frozenset[str] = frozenset({OPERATOR})
ANYBODY: None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the route table. `roles` null means that nobody needs to be signed in; there
    is no other way past the frame."""

    method: str
    path: str
    handler: Handler
    roles: frozenset[str] | None
    summary: str
    body: type[BaseModel] | None = None
    answers: dict[int, Any] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    # The live socket takes its token in the first message when headers can't be set.
    authenticates_itself: bool = False
    in_contract: bool = True
