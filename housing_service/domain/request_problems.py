"""Refusals around requests to shelters, answers and offers; a part of the table in `errors.py`."""

from __future__ import annotations

from collections.abc import Mapping

from housing_service.domain.problem import Problem

REQUEST_PROBLEMS: Mapping[str, Problem] = {
    "request_not_found": Problem(
        404, "There is no such request.", "Look at your list of requests."
    ),
    "ask_not_found": Problem(
        404, "Nothing like that is asked of your shelter.", "Look at the list again."
    ),
    "line_not_found": Problem(
        422, "That line is not one of your organization's.", "Choose one of them, or none."
    ),
    "line_id_reused": Problem(
        409, "That id was used for another line.", "Make a new id and send again."
    ),
    "request_id_reused": Problem(
        409, "That request id was used for something else.", "Make a new id and ask again."
    ),
    "request_already_ended": Problem(
        409, "That request is over.", "Make a new id and ask again if it is still needed."
    ),
    "request_limit_reached": Problem(
        409,
        "You or your organization have as many requests open as allowed.",
        "Close one that is not needed, or ask the operator.",
    ),
    "request_fits_nobody": Problem(
        409,
        "No program here fits or may be asked, so nobody was.",
        "Look at what stands in the way, widen the regions, or call the operator's line.",
    ),
    "request_already_placed": Problem(
        409, "Another place was already taken for this request.", "Look at your list of holds."
    ),
    "ask_closed": Problem(409, "This is no longer needed; thank you.", "Nothing more to do."),
    "ask_already_answered": Problem(
        409, "Your shelter has said that it can.", "Let the place go on the list of arrivals."
    ),
    "count_first": Problem(
        409,
        "By your count not enough is free.",
        "Correct the count first, then say that you can.",
    ),
    "hold_not_offered": Problem(
        409, "This place answers no request.", "Nothing more to do; look at the hold's state."
    ),
    "offer_not_taken": Problem(
        409, "This offer has not been taken yet.", "Take it first, or let it go."
    ),
}
