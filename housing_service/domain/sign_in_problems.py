"""Refusals around signing in, second factors and proving anew who one is."""

from __future__ import annotations

from collections.abc import Mapping

from housing_service.domain.problem import Problem

SIGN_IN_PROBLEMS: Mapping[str, Problem] = {
    "step_up_required": Problem(
        403,
        "This needs your password or second factor once more.",
        "Confirm that it is you at /step-up, then try again within five minutes.",
    ),
    "step_up_failed": Problem(403, "That does not match.", "Check it and try again."),
    "second_factor_needed": Problem(
        403,
        "Your password alone is not enough here.",
        "Use your authenticator app, your passkey or a recovery code.",
    ),
    "code_failed": Problem(
        403, "That code does not match.", "Wait for the next code, or use a recovery code."
    ),
    "sign_in_ticket_over": Problem(
        403, "Signing in took too long.", "Begin again with your name and password."
    ),
    "second_factor_required": Problem(
        403,
        "Your role needs a second factor before anything else.",
        "Set one up at /account.",
    ),
    "second_factor_already_set": Problem(
        409, "An authenticator app is set up already.", "Remove it first to use another one."
    ),
    "second_factor_last": Problem(
        409, "Your role needs a second factor, and this is the last one.", "Add another one first."
    ),
    "second_factor_not_found": Problem(
        404, "There is no such second factor.", "Look at the list at /account."
    ),
    "authenticator_not_offered": Problem(
        409, "This service has no key for authenticator apps.", "Use a passkey."
    ),
    "passkey_failed": Problem(
        403, "That passkey could not be checked.", "Try again, or sign in another way."
    ),
    "passkey_limit_reached": Problem(
        409, "There are as many passkeys as there may be.", "Remove one first."
    ),
    "passkeys_not_offered": Problem(
        409, "Passkeys need https, or this very machine.", "Use an authenticator app."
    ),
    "password_too_short": Problem(
        422,
        "A password has at least 12 characters.",
        "Choose a longer one; several words in a row do well.",
    ),
    "password_too_long": Problem(
        422, "A password has at most 128 characters.", "Choose a shorter one."
    ),
    "password_breached": Problem(
        422,
        "That password is easy to guess or stands in lists of stolen ones.",
        "Choose one that you use nowhere else.",
    ),
    "session_not_found": Problem(404, "There is no such device.", "Look at the list at /account."),
    "too_many_tries": Problem(
        429, "Too many tries did not match.", "Wait for the time given in Retry-After."
    ),
}
