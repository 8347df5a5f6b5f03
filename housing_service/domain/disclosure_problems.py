"""Refusals around telling where to go, and around passing a hold to a colleague."""

from __future__ import annotations

from collections.abc import Mapping

from housing_service.domain.problem import Problem

DISCLOSURE_PROBLEMS: Mapping[str, Problem] = {
    "disclosure_by_call": Problem(
        409,
        "This shelter calls you and says where to go.",
        "Keep a line free for its call, or ask the operator to reach it.",
    ),
    "place_may_name_somebody": Problem(
        422,
        "This may hold a name, a phone number or an e-mail address. It is about a place and never"
        " about a person.",
        "Take it out, or confirm that it names nobody.",
    ),
    "colleague_not_found": Problem(
        404, "There is no such colleague in your organization.", "Look at the list of colleagues."
    ),
    "colleague_not_on_shift": Problem(
        409, "This colleague is not signed in now.", "Choose somebody who is at work."
    ),
}
