"""Refusals around what an operator does; a part of the table in `errors.py`."""

from __future__ import annotations

from collections.abc import Mapping

from housing_service.domain.problem import Problem

OPERATOR_PROBLEMS: Mapping[str, Problem] = {
    "announcement_not_found": Problem(
        404, "There is no such announcement.", "Look at the list of announcements."
    ),
    "alert_not_found": Problem(
        404, "There is no such alert.", "Look at the list of what is unusual."
    ),
    "cool_down_not_found": Problem(
        404,
        "Nobody of that id is asked about first.",
        "Nothing more to do; look at the list of what is unusual.",
    ),
    "nudge_intake_closed": Problem(
        409, "This program takes nobody for now, so it is not asked.", "Ask when it opens again."
    ),
    "nudge_limit_reached": Problem(
        409, "This program was asked twice in this shift.", "Call it."
    ),
    "nudge_id_reused": Problem(
        409, "That id was used for something else.", "Make a new id and send again."
    ),
    "announcement_id_reused": Problem(
        409, "That id was used for another announcement.", "Make a new id and send again."
    ),
    "announcement_limit_reached": Problem(
        409, "Five announcements stand already, so that each is read.", "End one of them first."
    ),
    "announcement_period_invalid": Problem(
        422, "An announcement stands for 31 days at most, and ends later than now.",
        "Choose another time.",
    ),
    "announcement_may_name_somebody": Problem(
        422,
        "This may hold a name, a phone number or an e-mail address. An announcement is about the"
        " service and never about a person.",
        "Take it out, or confirm that it is a line of a program and nobody's own.",
    ),
    "program_name_not_matched": Problem(
        422, "That is not the name of this program.",
        "Write the name as its organization gave it.",
    ),
}  # fmt: skip
