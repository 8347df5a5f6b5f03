"""Who is sent which message of the live protocol, and who may send one.

What a console sees of pools is its projection, as for `GET /v1/pools/{id}`. Messages about one
hold, request or ask are for those whom it concerns.
"""

from __future__ import annotations

from dataclasses import dataclass

from housing_service.domain.identity import Role
from housing_service.web.policy import NOBODY, Relation
from housing_service.web.routes import ALL, OPERATORS, PLACING, RESPONDERS, STAFF


@dataclass(frozen=True, slots=True)
class MessageRule:
    """To whom a message about an object of this relation goes."""

    says: str
    own: frozenset[str] = NOBODY
    foreign: frozenset[str] = NOBODY
    confidential: frozenset[str] = NOBODY

    def reaches(self, role: Role, relation: Relation, limited: bool = False) -> bool:
        """Whether a subscribed console of this role is sent one."""
        if limited and relation is Relation.CONFIDENTIAL:
            return False
        return role in {
            Relation.OWN: self.own,
            Relation.FOREIGN: self.foreign,
            Relation.CONFIDENTIAL: self.confidential,
        }.get(relation, NOBODY)


_ANYBODY = "everybody who is subscribed"

MESSAGES: dict[str, MessageRule] = {
    "authenticate": MessageRule("sent by anybody, first, where no header can be set"),
    "subscribe": MessageRule("sent by whoever has signed in; a locked session watches its own"),
    "snapshot": MessageRule(f"{_ANYBODY}, with what they may see", ALL, ALL, ALL),
    "changes": MessageRule(
        f"{_ANYBODY} and sees the pool; outsiders of a confidential one on the coarse grid only",
        ALL, ALL, ALL,
    ),
    "hold": MessageRule(
        "its holder and its shelter; operators its state and deadline where everybody may know",
        PLACING, OPERATORS,
    ),
    "request": MessageRule("its responder, and operators", RESPONDERS, OPERATORS, OPERATORS),
    "ask": MessageRule("staff at work in the place that is asked", STAFF),
    "announcement": MessageRule("those it was written for", ALL, ALL),
    "health": MessageRule("operators", NOBODY, OPERATORS),
    "tick": MessageRule(_ANYBODY, ALL, ALL),
    "error": MessageRule("whoever is about to be disconnected for good", ALL),
}  # fmt: skip
