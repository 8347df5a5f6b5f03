"""Addresses around telling where to go and passing on."""

from __future__ import annotations

from housing_service.service import requests as ask
from housing_service.service.disclosure import PutArrivalPlace
from housing_service.service.moving import HandOver
from housing_service.web import disclosure_api, wire, wire_requests
from housing_service.web import wire_disclosure as told
from housing_service.web.routes import RESPONDERS, STAFF, Route

_PLACE = "/v1/programs/{id}/arrival-place"
_HOLD = "/v1/holds/{id}"
_REQUEST = "/v1/requests/{id}"
_ENDED = ("hold_not_accepted", "hold_expired", "hold_timed_out", "offer_not_taken")
_COLLEAGUE = ("colleague_not_found", "colleague_not_on_shift")

DISCLOSURE_ROUTES: tuple[Route, ...] = (
    Route("POST", _HOLD + "/disclosure", disclosure_api.disclose, RESPONDERS,
          "Where to go with an accepted hold; each time is noted for the program",
          body=ask.Nothing, answers={200: told.PlaceToGo},
          codes=("hold_not_found", "step_up_required", "disclosure_by_call", *_ENDED)),
    Route("GET", _PLACE, disclosure_api.get_place, STAFF,
          "What one's own program tells, and to whom it was told in 90 days",
          answers={200: told.ArrivalPlace}, codes=("program_not_found",)),
    Route("PUT", _PLACE, disclosure_api.put_place, STAFF,
          "Say anew what one's own program tells", body=PutArrivalPlace,
          answers={200: told.ArrivalPlace},
          codes=("program_not_found", "step_up_required", "place_may_name_somebody",
                 "invalid_request")),
    Route("POST", _PLACE + "/reading", disclosure_api.read_place, STAFF,
          "The same with the text that is told", body=ask.Nothing,
          answers={200: told.ArrivalPlace}, codes=("program_not_found", "step_up_required")),
    Route("POST", _HOLD + "/hand-over", disclosure_api.hand_over, RESPONDERS,
          "Give a hold, with its set, to a colleague who is signed in", body=HandOver,
          answers={200: told.HandedOver},
          codes=("hold_not_found", *_COLLEAGUE, "hold_limit_reached", "invalid_request",
                 "hold_expired", "hold_timed_out", "offer_not_taken")),
    Route("POST", _HOLD + "/take-over", disclosure_api.take_over, RESPONDERS,
          "Take a hold that a colleague has left", body=ask.Nothing, answers={200: wire.Hold},
          codes=("hold_not_found", "hold_limit_reached", "hold_expired", "hold_timed_out")),
    Route("POST", _REQUEST + "/hand-over", disclosure_api.hand_over, RESPONDERS,
          "Give a request to a colleague who is signed in", body=HandOver,
          answers={200: told.HandedOver},
          codes=("request_not_found", *_COLLEAGUE, "request_limit_reached",
                 "request_already_ended", "invalid_request")),
    Route("POST", _REQUEST + "/take-over", disclosure_api.take_over, RESPONDERS,
          "Take a request that a colleague has left", body=ask.Nothing,
          answers={200: wire_requests.NeedRequest},
          codes=("request_not_found", "request_limit_reached", "request_already_ended")),
    Route("GET", "/v1/me/colleagues", disclosure_api.list_colleagues, RESPONDERS,
          "Colleagues who are signed in", answers={200: told.ColleaguePage}),
    Route("GET", "/v1/me/left", disclosure_api.list_left, RESPONDERS,
          "Holds and requests of my organization that nobody looks after now",
          answers={200: told.LeftPage}),
)  # fmt: skip
