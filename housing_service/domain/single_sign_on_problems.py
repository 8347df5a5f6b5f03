"""Refusals around tokens of programs and signing in by an agency's own provider."""

from __future__ import annotations

from collections.abc import Mapping

from housing_service.domain.problem import Problem

SINGLE_SIGN_ON_PROBLEMS: Mapping[str, Problem] = {
    "token_scope_missing": Problem(
        403, "This token was not made for that.", "Use one with the scope that is needed."
    ),
    "single_sign_on_not_offered": Problem(
        404, "Signing in by your organization is not set up here.", "Use your name and password."
    ),
    "single_sign_on_unavailable": Problem(
        502,
        "Your organization's sign-in can't be reached at the moment.",
        "Try again shortly, or use your name and password.",
    ),
    "single_sign_on_failed": Problem(
        401, "Your organization's sign-in did not come through.", "Start again."
    ),
    "single_sign_on_unknown": Problem(
        403,
        "Nobody here is linked to that sign-in.",
        "Sign in with your name and password and link it, or ask whoever invites people.",
    ),
    "single_sign_on_taken": Problem(
        409, "That sign-in is linked to another account.", "Unlink it there first."
    ),
}
