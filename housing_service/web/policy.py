"""What a rule about an address says: whose object it takes, and what everybody else reads.

The route table says which roles an address is for, and the frame enforces it. A rule adds what only
the database can judge: how the caller stands to the object that the request names. The rules and
the row of every address are in `policy_rules` and `policy_table`; tests call every address as
everybody and compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from housing_service.domain.identity import Role
from housing_service.web.routes import Route

NOBODY: frozenset[str] = frozenset()


class Relation(StrEnum):
    """How a caller stands to an object. Absent: nobody has anything of that id."""

    OWN = "own"
    FOREIGN = "foreign"
    CONFIDENTIAL = "confidential"
    ABSENT = "absent"


class Outcome(StrEnum):
    """What comes back. `MAY`: the rules of the object decide on; whoever is not one of its people
    gets it in the projection for outsiders. `ABSENT`: byte for byte what an id that nobody has
    gets. `REFUSED`: 403, where the caller knows of the object anyhow. `STEP_UP`: once the caller
    has proved again who they are."""

    MAY = "may"
    ABSENT = "absent"
    REFUSED = "refused"
    STEP_UP = "step up"


class Subject(StrEnum):
    """What the id in a request names."""

    POOL = "pool"
    HOME = "pool with locks"
    PROGRAM = "program"
    ORGANIZATION = "organization"
    HOLD = "hold"
    HOLD_SET = "set of holds"
    REQUEST = "request"
    ASK = "ask"
    VACANCY = "expected vacancy"
    SURGE = "surge"
    ANNOUNCEMENT = "announcement"
    DESK = "desk"
    COUNT_LINK = "count link"
    ACCOUNT = "account"
    INVITATION = "invitation"
    SESSION = "session"
    ALERT = "alert or cool-down"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may, by relation. Roles that the address is not for never get here. `otherwise` is what
    the others read of others' objects, `hidden` what they read of confidential ones; of their own
    they are refused. Nobody in a limited organization gets anything but `ABSENT` of what is
    confidential."""

    name: str
    says: str
    subject: Subject | None = None
    own: frozenset[str] = NOBODY
    foreign: frozenset[str] = NOBODY
    confidential: frozenset[str] = NOBODY
    otherwise: Outcome = Outcome.ABSENT
    hidden: Outcome | None = None
    # Asked of everybody before anything is looked at.
    steps_up: bool = False
    # Asked of whoever may, and of nobody else.
    own_proves: bool = False
    # Roles that know of every such object, and are refused rather than told that it is absent.
    knows: frozenset[str] = NOBODY
    # Roles of which only those may who look after the people of their organization.
    coordinators: frozenset[str] = NOBODY
    # The id comes in the body, and the one in the address is the caller's to make.
    in_body: bool = False

    def outcome(
        self, role: Role, relation: Relation, limited: bool = False, coordinates: bool = False
    ) -> Outcome:
        """What this rule lets come back to a role that the address is for, and that has not proved
        itself anew."""
        if role in self.coordinators and not coordinates:
            return Outcome.REFUSED
        if self.steps_up:
            return Outcome.STEP_UP
        if self.subject is None:
            return Outcome.MAY
        return self._about(role, relation, limited)

    def _about(self, role: Role, relation: Relation, limited: bool) -> Outcome:
        if relation is Relation.ABSENT:
            return Outcome.ABSENT
        if limited and relation is Relation.CONFIDENTIAL:
            return Outcome.ABSENT
        may = {
            Relation.OWN: self.own,
            Relation.FOREIGN: self.foreign,
            Relation.CONFIDENTIAL: self.confidential,
        }[relation]
        if role in may:
            return Outcome.STEP_UP if self.own_proves else Outcome.MAY
        if relation is Relation.OWN or role in self.knows:
            return Outcome.REFUSED
        if relation is Relation.CONFIDENTIAL and self.hidden is not None:
            return self.hidden
        return self.otherwise


class PolicyGap(ValueError):
    """An address without a rule, or a rule for an address that is not there."""


def check(routes: tuple[Route, ...], rows: dict[tuple[str, str], Rule]) -> None:
    """Every address has exactly one rule. Raises PolicyGap naming those that have none, and rules
    without an address: the service does not start."""
    known = {(route.method, route.path) for route in routes}
    wrong = [f"no rule: {method} {path}" for method, path in sorted(known - set(rows))]
    wrong += [f"no address: {method} {path}" for method, path in sorted(set(rows) - known)]
    if wrong:
        raise PolicyGap("; ".join(wrong))
