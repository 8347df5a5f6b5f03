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
    # Who may use it while their session is locked; nothing is open unless it says so.
    while_locked: frozenset[str] = frozenset()
    # Whether pages ask for it by themselves, so that it does not mean that anybody is there.
    asked_by_pages: bool = False
    # Whether those may use it whose organization waits to be let in.
    while_invited: bool = False
    # Whether it is open to those who have yet to set up a second factor.
    while_enrolling: bool = False

    @property
    def exports(self) -> bool:
        """Whether it hands out a table as a file."""
        return self.path.endswith(".csv")
