"""Addresses of the operator's room."""

from __future__ import annotations

from housing_service.service import operator_requests as ask
from housing_service.service.requests import Nothing
from housing_service.web import operator_api, wire
from housing_service.web import wire_operator as told
from housing_service.web.routes import ALL, OPERATORS, Route

_ANNOUNCEMENT = "/v1/announcements/{id}"

OPERATOR_API_ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/operator/calls", operator_api.list_calls, OPERATORS,
          "Which shelters to call, the most urgent first", answers={200: told.CallPage},
          query=("region",), codes=("invalid_request",)),
    Route("POST", "/v1/pools/{id}/nudges", operator_api.nudge, OPERATORS,
          "Ask a shelter for its count, at most twice a shift", body=ask.Nudge,
          answers={200: told.Nudged},
          codes=("pool_not_found", "nudge_limit_reached", "nudge_intake_closed",
                 "nudge_id_reused", "invalid_request")),
    Route("GET", "/v1/announcements", operator_api.list_announcements, ALL,
          "What the operator has announced to the caller", answers={200: told.AnnouncementPage}),
    Route("PUT", _ANNOUNCEMENT, operator_api.put_announcement, OPERATORS,
          "Tell everybody at work something about the service", body=ask.PutAnnouncement,
          answers={201: told.Announcement, 200: told.Announcement},
          codes=("announcement_may_name_somebody", "announcement_id_reused",
                 "announcement_limit_reached", "announcement_period_invalid",
                 "region_not_found", "invalid_request")),
    Route("POST", _ANNOUNCEMENT + "/end", operator_api.end_announcement, OPERATORS,
          "Take an announcement back", body=Nothing, answers={200: told.Done},
          codes=("announcement_not_found",)),
    Route("GET", "/v1/operator/vetting", operator_api.list_vetting, OPERATORS,
          "What waits for the operator's decision", answers={200: told.VettingPage},
          query=("kind", "region"), codes=("invalid_request",)),
    Route("POST", "/v1/organizations/{id}/stage", operator_api.set_stage, OPERATORS,
          "What an organization may see", body=ask.SetStage, answers={200: wire.Organization},
          codes=("step_up_required", "organization_not_found", "invalid_request")),
    Route("POST", "/v1/programs/{id}/vetting", operator_api.vet_program, OPERATORS,
          "Say whether a program is confidential", body=ask.VetProgram,
          answers={200: told.Done},
          codes=("step_up_required", "program_not_found", "program_name_not_matched",
                 "confidential_no_slots", "rate_limited", "invalid_request")),
    Route("POST", "/v1/pools/{id}/decision", operator_api.decide_policy, OPERATORS,
          "Decide how a pool may be held, with its shelter's recorded consent",
          body=ask.DecidePolicy, answers={200: told.Done},
          codes=("pool_not_found", "consent_required", "confidential_never_instant",
                 "pool_not_counted", "invalid_request")),
    Route("GET", "/v1/operator/audit", operator_api.audit, OPERATORS,
          "What is recorded between two times, newest first", answers={200: told.AuditPage},
          query=("since", "until", "source", "region"), codes=("invalid_request",)),
)  # fmt: skip
