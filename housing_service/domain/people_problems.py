"""Refusals around joining, leaving and being stopped; a part of the table in `errors.py`."""

from __future__ import annotations

from collections.abc import Mapping

from housing_service.domain.problem import Problem

PEOPLE_PROBLEMS: Mapping[str, Problem] = {
    "organization_not_open_yet": Problem(
        403,
        "Your organization is not open here yet.",
        "The operator opens it after meeting you; nothing more to do until then.",
    ),
    "account_not_found": Problem(
        404, "There is no such account.", "Look at the list of people."
    ),
    "invitation_not_found": Problem(
        404, "There is no such invitation.", "Look at the list of invitations."
    ),
    "invitation_limit_reached": Problem(
        409, "Twenty invitations of this organization are open already.",
        "Take one back that is not needed.",
    ),
    "sign_in_name_taken": Problem(
        409, "That sign-in name is taken.", "Choose another one; the link still works."
    ),
    "organization_id_reused": Problem(
        409, "That id was used for something else.", "Make a new id and send again."
    ),
    "not_yourself": Problem(
        409, "Nobody may do this to their own account or organization.",
        "Ask another operator or coordinator.",
    ),
    "region_stopped": Problem(
        409, "New places are not held in this region for now.",
        "Call the operator, or choose a program of another region.",
    ),
}  # fmt: skip
