"""The ways on beside an empty answer or a refusal, as the wire tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from housing_service.domain.eligibility.vocabulary import Language, vocabulary
from housing_service.domain.party import Party
from housing_service.live.next_steps import Step

JsonObject = dict[str, Any]
# Where a person may say yes although the count or the policy said no.
MAY_HELP_BY_PHONE = frozenset({"pool_call_only", "pool_count_too_old", "pool_over_held"})
_LINES = ("call_operator_line", "call_young_peoples_line")
# The member under which a step names where else there is something.
_BY = {"widen_regions": "regions", "widen_kinds": "kinds"}


def steps_told(
    steps: Sequence[Step], language: Language, help_line: str | None
) -> list[JsonObject]:
    """Each step with what it takes to follow it, and nothing else."""
    return [_told(step, language, help_line) for step in steps]


def after_refusal(
    code: str, alternatives: Sequence[JsonObject], party: Party | None, help_line: str | None
) -> JsonObject:
    """What a refused hold is answered with: other places that would have worked, whom to call, and
    a sentence where there is no other place. A young person without an adult is sent to the line
    that knows the places for them."""
    young = party is not None and party.adults == 0
    steps: list[JsonObject] = [{"code": _LINES[young], "line": help_line}]
    if alternatives and not young:
        ids = [pool["id"] for pool in alternatives]
        steps.insert(0, {"code": "hold_another", "pool_ids": ids})
    told: JsonObject = {"alternatives": list(alternatives), "next_steps": steps}
    if not alternatives:
        # The sentence of the code would speak of others where there are none.
        first = "Call the program. " if code in MAY_HELP_BY_PHONE and not young else ""
        told["next_step"] = first + call_the_line(help_line, young=young)
    return told


def call_the_line(help_line: str | None, *, young: bool = False) -> str:
    """Whom to call when no other place is known."""
    whose = "the operator's line for young people" if young else "the operator's line"
    number = f", {help_line}" if help_line else ""
    return f"Call {whose}{number}: it may know of other places."


def _told(step: Step, language: Language, help_line: str | None) -> JsonObject:
    told: JsonObject = {"code": step.code}
    if step.code in _LINES:
        return {**told, "line": help_line}
    told.update(pools=step.pools, pools_to_hold=step.pools_to_hold)
    if step.pool_ids:
        told["pool_ids"] = [str(pool_id) for pool_id in step.pool_ids]
    if step.attribute is not None:
        told["attribute"] = step.attribute
        told["label"] = vocabulary()[step.attribute].label[language]
        told["leave_out"] = list(step.leave_out)
    if step.by:
        told[_BY[step.code]] = [
            {"code": one.code, "pools": one.pools, "pools_to_hold": one.pools_to_hold}
            for one in step.by
        ]
    return told
