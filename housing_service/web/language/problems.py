"""A refusal in the language that is spoken now.

English is the table of `domain/errors.py` itself, word for word; the other languages have
`problems.toml`. What was said for one occasion only is said as it is: whoever says such a thing on
a page takes it from that page's catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from housing_service.domain.errors import PROBLEMS, Refusal
from housing_service.service.ways_on import MAY_HELP_BY_PHONE
from housing_service.web.language.catalogue import BASE
from housing_service.web.language.current import language, phrase, text

Json = Mapping[str, Any]


def in_words(refusal: Refusal) -> dict[str, Any]:
    """What the refusal carries (sentence, next step, extras), for a page or for the wire."""
    told = {
        "detail": refusal.detail,
        "next_step": refusal.problem.next_step,
        **refusal.extras,
    }
    if language() == BASE:
        return told
    told |= _said(refusal.code, told)
    if "parts" in told:
        told["parts"] = [{**part, **_said(part["code"], part)} for part in told["parts"]]
    return told


def _said(code: str, told: Json) -> dict[str, str]:
    """The sentences among `told`, where they are those of the code."""
    problem = PROBLEMS.get(code)
    said = {}
    if problem is not None and told.get("detail") == problem.detail:
        said["detail"] = text(f"problems.{code}.detail")
    if problem is not None and told.get("next_step") == problem.next_step:
        said["next_step"] = text(f"problems.{code}.next")
    elif "next_step" in told:
        said["next_step"] = _whom_to_call(code, told.get("next_steps", ()))
    return said


def _whom_to_call(code: str, steps: Any) -> str:
    """The sentence of a refusal beside which no other place is known."""
    step = next((step for step in steps if "line" in step), {"line": None, "code": ""})
    young = step["code"] == "call_young_peoples_line"
    line = f", {step['line']}" if step["line"] else ""
    said = phrase("call_young_line" if young else "call_line", line=line)
    if code in MAY_HELP_BY_PHONE and not young:
        return f"{text('problem.call_program')} {said}"
    return said
