"""Refusals around shared desks, locked screens, count links and notices."""

from __future__ import annotations

from collections.abc import Mapping

from housing_service.domain.problem import Problem

DESK_PROBLEMS: Mapping[str, Problem] = {
    "session_locked": Problem(
        423, "This screen is locked.", "Unlock it with your PIN or password."
    ),
    "unlock_failed": Problem(
        403, "That password does not match.", "Try again, or sign out and sign in anew."
    ),
    "pin_failed": Problem(
        403, "That name and PIN do not match.", "Try again, or use your password."
    ),
    "pin_needs_password": Problem(
        403, "Too many PINs did not match here.", "Use your password this time."
    ),
    "pin_too_weak": Problem(
        422,
        "That PIN is easy to guess.",
        "Choose six or more digits that are no date and no pattern.",
    ),
    "device_not_found": Problem(
        404, "There is no such shared computer.", "Look at your list of shared computers."
    ),
    "device_limit_reached": Problem(
        409, "There are as many shared computers as there may be.", "Remove one first."
    ),
    "count_link_not_found": Problem(
        404, "There is no such count link.", "Look at your list of count links."
    ),
    "count_link_limit_reached": Problem(
        409, "There are as many count links as there may be.", "Take one back first."
    ),
    "notices_not_offered": Problem(
        409, "This service does not send notices.", "Leave the page open; it rings by itself."
    ),
}
