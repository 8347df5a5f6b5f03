"""Every refusal a caller can read, in one place.

A code is stable and snake_case; its status, sentence and next step stand beside it. The pages
show the same sentences, so none of them speaks of a person, only of what the program or the
service can do. `docs/error-codes.md` is compared with this table by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from housing_service.domain.desk_problems import DESK_PROBLEMS
from housing_service.domain.disclosure_problems import DISCLOSURE_PROBLEMS
from housing_service.domain.operator_problems import OPERATOR_PROBLEMS
from housing_service.domain.people_problems import PEOPLE_PROBLEMS
from housing_service.domain.problem import Problem
from housing_service.domain.request_problems import REQUEST_PROBLEMS
from housing_service.domain.sign_in_problems import SIGN_IN_PROBLEMS
from housing_service.domain.single_sign_on_problems import SINGLE_SIGN_ON_PROBLEMS

_ASK_AGAIN = "Ask again with the same id; you will read what happened."
_CALL = "Call the program, or choose one of the alternatives."
_LOOK = "Nothing more to do; look at the hold's state."

PROBLEMS: Mapping[str, Problem] = {
    # Who is asking.
    "not_signed_in": Problem(401, "You are not signed in.", "Sign in and try again."),
    "sign_in_failed": Problem(
        401, "That name and password do not match.", "Check both and try again."
    ),
    "not_allowed": Problem(
        403, "Your role may not do this.", "Ask the shelter's staff or the operator."
    ),
    "consent_required": Problem(
        403,
        "Only the shelter's own staff can agree to be held without a call.",
        "Ask the shelter to turn it on from its own page.",
    ),
    "csrf_failed": Problem(
        403, "This page is out of date or came from elsewhere.", "Reload the page and try again."
    ),
    "rate_limited": Problem(
        429, "Too many requests at once.", "Wait for the time given in Retry-After."
    ),
    # What is asked for.
    "not_found": Problem(404, "There is nothing here.", "Check the address."),
    "pool_not_found": Problem(404, "There is no such pool.", "Choose another one."),
    "program_not_found": Problem(404, "There is no such program.", "Choose another one."),
    "region_not_found": Problem(404, "There is no such region.", "Choose one of /v1/regions."),
    "organization_not_found": Problem(
        404, "There is no such organization.", "Choose one of /v1/organizations."
    ),
    "surge_not_found": Problem(
        404, "There is no such extra capacity.", "Choose one of /v1/surges."
    ),
    "hold_set_not_found": Problem(
        404, "There is no such set of holds.", "Look at your list of holds."
    ),
    "hold_not_found": Problem(404, "There is no such hold.", "Look at your list of holds."),
    "method_not_allowed": Problem(
        405, "This address does not take that method.", "See the contract at /docs."
    ),
    "body_too_large": Problem(413, "The request is too large.", "Send only the fields needed."),
    "unsupported_media_type": Problem(
        415, "The body must be JSON.", "Send Content-Type: application/json."
    ),
    "invalid_json": Problem(400, "The body is not valid JSON.", "Check the body and send again."),
    "invalid_request": Problem(
        422, "A field is missing, unknown or out of range.", "Correct the fields named."
    ),
    "minutes_out_of_range": Problem(
        422, "This program does not keep a place for that long.", "Choose a shorter or longer time."
    ),
    "kept_until_out_of_range": Problem(
        422, "A place can be kept from 5 minutes up to 24 hours.", "Choose another time."
    ),
    "units_exceed_party": Problem(
        422, "This program is asked only for what the household needs.", "Ask for fewer."
    ),
    "units_exceed_hold": Problem(
        422, "More came than were kept.", "Confirm those kept and hold the others anew."
    ),
    "observed_in_future": Problem(
        422, "That count lies in the future.", "Check the clock of the device that sent it."
    ),
    "based_on_version_required": Problem(
        422, "'Still correct' must say which count it means.", "Send based_on_version."
    ),
    "report_number_too_large": Problem(
        422, "That number is too large to be true.", "Check it and send again."
    ),
    "arrived_hold_not_found": Problem(
        422, "One of those arrivals is not kept at this pool.", "Reload and choose again."
    ),
    "pool_not_counted": Problem(
        422,
        "This program says how it takes people on, not a number.",
        "Send intake: taking, waitlist, closed or ask.",
    ),
    "pool_is_counted": Problem(
        422, "This program is counted.", "Say how many are free, or that the count is unchanged."
    ),
    "slot_time_out_of_range": Problem(
        422,
        "An appointment begins in the future, within 90 days.",
        "Choose another time.",
    ),
    "confidential_no_slots": Problem(
        422,
        "A confidential program gives its appointments by its own line.",
        "Say how it takes people on instead.",
    ),
    "pause_ends_in_past": Problem(422, "That pause is already over.", "Choose a later time."),
    "surge_period_invalid": Problem(
        422,
        "Extra capacity opens for at most 92 days, ends after now and begins within a year.",
        "Choose other times.",
    ),
    "season_required": Problem(
        422, "A season needs its first and its last day.", "Send season_from and season_until."
    ),
    "season_not_for_kind": Problem(
        422, "Only a seasonal pool has a season.", "Send capacity_kind: seasonal, or no season."
    ),
    "confidential_never_instant": Problem(
        422, "A confidential program is always asked first.", "Choose 'confirm'."
    ),
    # Placing a hold, in the order of judgement.
    "hold_id_reused": Problem(
        409, "That hold id was used for something else.", "Make a new id and ask again."
    ),
    "pool_not_for_young_alone": Problem(
        409,
        "This program has not said that it takes young people without an adult.",
        "Call the operator's line for young people, or choose one of the alternatives.",
    ),
    "hold_set_not_placed": Problem(
        409,
        "Not all of these places could be held, so none of them was.",
        "Look at each part; replace what could not be held and ask again with new ids.",
    ),
    "hold_set_id_reused": Problem(
        409, "That id was used for another set of holds.", "Make a new id and ask again."
    ),
    "hold_set_already_ended": Problem(
        409, "This set of holds is over and its details are gone.", "Make a new id and ask again."
    ),
    "surge_id_reused": Problem(
        409, "That id was used for other extra capacity.", "Make a new id and ask again."
    ),
    "hold_already_ended": Problem(
        409, "That hold ended some time ago.", "Make a new id and ask again."
    ),
    "pool_closed": Problem(409, "This program is closed at the moment.", _CALL),
    "pool_not_in_season": Problem(
        409, "This program is open only in its season, or while extra capacity is needed.", _CALL
    ),
    "pool_paused": Problem(409, "This program has paused its intake.", _CALL),
    "slot_has_started": Problem(
        409, "This appointment has begun.", "Choose a later one, or call the program."
    ),
    "pool_call_only": Problem(409, "This program asks to be called.", _CALL),
    "pool_count_too_old": Problem(409, "Nobody has confirmed this count lately.", _CALL),
    "pool_over_held": Problem(
        409, "More is kept here than is free; the shelter is sorting it out.", _CALL
    ),
    "hold_limit_reached": Problem(
        409,
        "You or your organization keep as many places as allowed.",
        "Release one that is not needed, or ask the operator.",
    ),
    "no_units_available": Problem(
        409, "Nothing is free here any more.", "Choose one of the alternatives."
    ),
    "only_reserve_left": Problem(
        409,
        "What is left here is kept for emergencies.",
        "Choose one of the alternatives, or call the program.",
    ),
    "reserve_not_allowed": Problem(
        409,
        "Your organization does not ask for emergency admissions.",
        "Ask without emergency, or ask the operator to allow it.",
    ),
    # What already happened to a hold.
    "hold_not_accepted": Problem(409, "The shelter has not answered yet.", "Wait or call them."),
    "hold_already_active": Problem(409, "This place is already kept.", _LOOK),
    "hold_already_arrived": Problem(409, "They have already arrived.", _LOOK),
    "hold_already_released": Problem(409, "This hold was already let go.", _LOOK),
    "hold_already_declined": Problem(
        409, "This program can't offer that tonight.", "Choose one of the alternatives."
    ),
    "hold_timed_out": Problem(
        409, "The shelter did not answer in time.", "Call them, or choose an alternative."
    ),
    "hold_expired": Problem(
        409, "The hold has ended.", "Reinstate it while its place is free, or hold again."
    ),
    "hold_revoked": Problem(409, "The operator ended this hold.", "Call the operator."),
    "hold_no_show": Problem(409, "The shelter noted that nobody came.", _LOOK),
    "hold_still_live": Problem(
        409, "This hold has not ended yet.", "Release it if they are not coming."
    ),
    "hold_already_reinstated": Problem(
        409, "This hold was already brought back once.", "Place a new hold."
    ),
    # Locks, their steps, and places that are expected.
    "pool_not_for_locks": Problem(
        409,
        "Places here are not kept by locks with milestones.",
        "Hold a place that is free now, or ask the program.",
    ),
    "hold_without_milestones": Problem(409, "This hold has no milestones.", _LOOK),
    "extension_reason_required": Problem(
        422, "A lock is given more time for a reason only.", "Say what is waited for."
    ),
    "working_hours_out_of_range": Problem(
        422, "That is more time than can be given at once.", "Choose a shorter time."
    ),
    "lock_extension_limit_reached": Problem(
        409,
        "This lock has all the time that a lock may have.",
        "Decide now, or let the place go and hold it anew.",
    ),
    "expected_vacancy_not_found": Problem(
        404, "There is no such expected vacancy.", "Look at the program again."
    ),
    "expected_vacancy_id_reused": Problem(
        409, "That id was used for something else.", "Make a new id and send again."
    ),
    "expected_vacancy_over": Problem(
        409,
        "This vacancy has come or is no longer expected.",
        "Look at what is free there now.",
    ),
    "expected_vacancy_limit_reached": Problem(
        409,
        "As many vacancies are expected here as can be listed.",
        "Withdraw those that are no longer expected.",
    ),
    "expected_vacancy_not_holdable": Problem(
        409,
        "This vacancy is not confirmed yet, or too far ahead to be held.",
        "Watch the program; you will see when it can be held.",
    ),
    "expected_vacancy_not_vacant": Problem(
        409,
        "This place is not vacant yet.",
        "Say that it is vacant first, on the page of expected vacancies.",
    ),
    "expected_from_out_of_range": Problem(
        422, "That day has passed or lies more than two years ahead.", "Choose another day."
    ),
    "pool_not_watchable": Problem(
        409, "This program can't be watched.", "Call the program and ask."
    ),
    "watch_limit_reached": Problem(
        409, "You watch as many programs as allowed.", "Stop watching one of them."
    ),
    "extension_limit_reached": Problem(
        409, "You have already extended this hold.", "Ask the shelter for more time."
    ),
    "extension_out_of_order": Problem(
        409, "That is not the next extension of this hold.", "Send the number after 'extensions'."
    ),
    "count_not_reported_since": Problem(
        409,
        "No count was given since this hold began, so the number still includes them.",
        "Confirm the arrival without 'already counted'.",
    ),
    "nothing_to_undo": Problem(409, "There is nothing of yours to undo.", _LOOK),
    "undo_too_late": Problem(409, "Undo is possible for 30 seconds only.", _LOOK),
    # Reports.
    "report_out_of_date": Problem(
        409, "The count changed after you read it.", "Look at the new count and send again."
    ),
    "eligibility_out_of_date": Problem(
        409,
        "Somebody else has answered these questions after you read them.",
        "Look at the new answers and send again.",
    ),
    "report_id_reused": Problem(
        409, "That report id was used for something else.", "Make a new id and send again."
    ),
    "report_needs_intake": Problem(
        409, "Nothing has been said yet, so it can't still be so.", "Say how people are taken on."
    ),
    "slot_id_reused": Problem(
        409, "That id was used for something else.", "Make a new id and send again."
    ),
    "slot_limit_reached": Problem(
        409,
        "This program has 200 times ahead of it already.",
        "Put equal ones into one, or wait until some are over.",
    ),
    "report_needs_number": Problem(
        409, "No count is known yet, so it can't be changed.", "Say how many are free."
    ),
    "report_below_zero": Problem(
        409, "Fewer are counted than that.", "Say how many are free instead."
    ),
    **REQUEST_PROBLEMS,
    **OPERATOR_PROBLEMS,
    **PEOPLE_PROBLEMS,
    **DESK_PROBLEMS,
    **DISCLOSURE_PROBLEMS,
    **SIGN_IN_PROBLEMS,
    **SINGLE_SIGN_ON_PROBLEMS,
    "report_not_ready": Problem(
        409,
        "That month can still change.",
        "Ask for it from the fifth day of the next month on.",
    ),
    # The service itself.
    "busy": Problem(503, "Too many changes at once; nothing was written.", "Try again shortly."),
    "database_unavailable": Problem(
        503, "The service has no database at the moment; nothing was written.", "Try again shortly."
    ),
    "outcome_unknown": Problem(
        503, "The connection broke before the answer came.", _ASK_AGAIN, "unknown"
    ),
    "internal_error": Problem(
        500, "Something is wrong on our side.", "Try again; tell the operator the request id."
    ),
}


class Refusal(Exception):
    """The service says no with a code of `PROBLEMS`. Nothing was written unless its outcome is
    `unknown`."""

    def __init__(self, code: str, detail: str | None = None, **extras: Any) -> None:
        self.code = code
        self.problem = PROBLEMS[code]
        self.detail = detail or self.problem.detail
        self.extras = extras
        super().__init__(f"{code}: {self.detail}")
