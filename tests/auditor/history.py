"""One history: a model beside a service, with the same callers and pools in both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.auditor.answers import Expected
from tests.auditor.judgement import Request
from tests.auditor.model import Model
from tests.auditor.model_callers import Caller
from tests.auditor.model_holds import Hold
from tests.auditor.model_pools import Pool
from tests.support.api import Answer

Json = dict[str, Any]
# Holds older than this many are left alone, so that operations keep meeting each other.
RECENT_HOLDS = 6


class Disagreement(AssertionError):
    """Service and model differ. The text holds what is needed to replay it."""


@dataclass
class History:
    """What happened so far, with what the service said where the model has no opinion: ids,
    versions, arrival codes."""

    model: Model
    tokens: dict[str, str]
    hold_ids: list[str] = field(default_factory=list)
    requests: dict[str, Request] = field(default_factory=dict)
    report_ids: list[str] = field(default_factory=list)
    pools_seen: dict[str, Json] = field(default_factory=dict)
    holds_seen: dict[str, Json] = field(default_factory=dict)
    changes_seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    # Transitions and intake as they were sent, so that they can be sent once more.
    sent: list[Callable[[int], tuple[Call, Expected]]] = field(default_factory=list)
    arrival_codes: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    clock_went_back: bool = False

    def hold_id(self, back: int) -> str:
        """The hold that many before the newest; an id nobody has used while there is none."""
        recent = self.hold_ids[-RECENT_HOLDS:]
        return recent[-1 - back % len(recent)] if recent else str(uuid4())

    def hold(self, hold_id: str) -> Hold | None:
        return self.model.holds.get(hold_id)

    def caller(self, who: str, hold: Hold | None = None) -> Caller:
        """A caller by name, or by how they stand to a hold."""
        if hold is not None and who == "holder":
            return hold.holder
        if hold is not None and who == "staff":
            return self.counter(who, hold.pool)
        return self.model.callers[{"holder": "riva", "staff": "open_staff"}.get(who, who)]

    def counter(self, who: str, pool: Pool) -> Caller:
        """Whoever speaks about a pool: its own staff, or a caller by name."""
        if who == "staff":
            who = "bridge_staff" if pool.organization.name == "Bridge House" else "open_staff"
        return self.model.callers[who]

    def disagree(self, what: str, expected: object, got: object) -> None:
        steps = "\n".join(f"  {line}" for line in self.log)
        raise Disagreement(
            f"{what}\n  design says:  {expected}\n  service says: {got}\nafter\n{steps}"
        )


@dataclass(frozen=True)
class Call:
    """One request as sent."""

    caller: Caller
    via: int
    method: str
    path: str
    body: Json


def body_part(answer: Answer, name: str) -> Any:
    """The whole body, or one member of it."""
    return answer.body if not name else answer.body.get(name)
