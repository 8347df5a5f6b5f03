"""Addresses around requests: opening, answering, taking, being at work."""

from __future__ import annotations

from housing_service.service import requests as ask
from housing_service.web import duty_api, requests_api, wire
from housing_service.web import wire_requests as told
from housing_service.web.routes import (
    ALL,
    COUNTING,
    OPERATORS,
    PLACING,
    RESPONDERS,
    STAFF,
    WATCHING_REQUESTS,
    Route,
)

_REQUEST = "/v1/requests/{id}"
_ASK = "/v1/asks/{id}"
_LINES = "/v1/organizations/{id}/lines"


def request_routes() -> tuple[Route, ...]:
    one = told.NeedRequest | told.OperatorRequest
    return (
        Route("PUT", _REQUEST, requests_api.open_request, RESPONDERS,
              "Carry a need to the best few places; what it is judged by is kept nowhere",
              body=ask.OpenRequest, answers={201: told.NeedRequest, 200: told.NeedRequest},
              codes=("request_id_reused", "request_already_ended", "request_limit_reached",
                     "request_fits_nobody", "line_not_found", "invalid_request")),
        Route("GET", "/v1/requests", requests_api.list_requests, WATCHING_REQUESTS,
              "Requests, newest first", answers={200: told.RequestPage},
              query=("limit", "after")),
        Route("GET", _REQUEST, requests_api.get_request, WATCHING_REQUESTS, "One request",
              answers={200: one}, codes=("request_not_found",)),
        Route("POST", _REQUEST + "/close", requests_api.close_request, WATCHING_REQUESTS,
              "End a request; what was offered is free again", body=ask.Nothing,
              answers={200: one}, codes=("request_not_found",)),
        Route("POST", _REQUEST + "/keep", requests_api.keep_request, WATCHING_REQUESTS,
              "Keep a request open for as long again", body=ask.Nothing, answers={200: one},
              codes=("request_not_found", "request_already_ended")),
        Route("GET", "/v1/asks", requests_api.list_asks, STAFF,
              "What my shelter is asked, while I am on duty", answers={200: told.AskPage}),
        Route("POST", _ASK + "/seen", requests_api.see_ask, STAFF, "Say that it has been seen",
              body=ask.Nothing, answers={200: told.Ask | told.ClosedAsk},
              codes=("ask_not_found",)),
        Route("POST", _ASK + "/we-can", requests_api.accept_ask, STAFF,
              "Keep what was asked for until it is taken", body=ask.WeCan,
              answers={200: told.Accepted},
              codes=("ask_not_found", "ask_closed", "count_first", "pool_closed",
                     "pool_not_in_season", "slot_has_started", "invalid_request")),
        Route("POST", _ASK + "/not-tonight", requests_api.refuse_ask, STAFF, "Not tonight",
              body=ask.Nothing, answers={200: told.Ask | told.ClosedAsk},
              codes=("ask_not_found", "ask_closed", "ask_already_answered")),
        Route("POST", "/v1/holds/{id}/take", requests_api.take_offer, PLACING,
              "Take an offer; all others are let go", body=ask.Nothing,
              answers={200: wire.Hold},
              codes=("hold_not_found", "not_allowed", "hold_not_offered", "hold_expired",
                     "request_already_placed", "hold_limit_reached")),
        Route("PUT", "/v1/me/duty", duty_api.put_duty, COUNTING, "Be at work, or no longer",
              body=ask.Duty, answers={200: told.DutyUntil}, codes=("invalid_request",)),
        Route("GET", "/v1/me/lines", duty_api.my_lines, ALL,
              "Lines of my organization that a shelter may be given",
              answers={200: told.LinePage}),
        Route("GET", _LINES, duty_api.list_lines, OPERATORS, "Lines of an organization",
              answers={200: told.LinePage}, codes=("organization_not_found",)),
        Route("PUT", _LINES + "/{line_id}", duty_api.put_line, OPERATORS,
              "Enter a line that the operator has called", body=ask.PutLine,
              answers={200: told.LinePage},
              codes=("organization_not_found", "line_id_reused", "invalid_request")),
        Route("DELETE", _LINES + "/{line_id}", duty_api.retire_line, OPERATORS,
              "Retire a line", answers={200: told.LinePage},
              codes=("organization_not_found", "line_not_found")),
        Route("GET", "/v1/automatic-offers", requests_api.get_automatic_offers, OPERATORS,
              "Whether freed units are offered by themselves",
              answers={200: told.AutomaticOffers}),
        Route("PUT", "/v1/automatic-offers", requests_api.put_automatic_offers, OPERATORS,
              "Turn automatic offers on or off", body=ask.TurnAutomaticOffers,
              answers={200: told.AutomaticOffers}, codes=("invalid_request",)),
    )  # fmt: skip
