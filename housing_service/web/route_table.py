"""Every address of the service, one line each, with the roles that may use it."""

from __future__ import annotations

from typing import Any

from housing_service.service import requests as ask
from housing_service.service.holds import ACTIONS
from housing_service.web import (
    capacity_api,
    contract_api,
    eligibility_api,
    health_api,
    hold_sets_api,
    holds_api,
    pools_api,
    slots_api,
    vacancies_api,
    wire,
    wire_capacity,
    wire_fit,
    wire_live,
)
from housing_service.web.disclosure_routes import DISCLOSURE_ROUTES
from housing_service.web.live_socket import LiveSockets
from housing_service.web.notices_api import NOTICE_ROUTES
from housing_service.web.operator_routes import OPERATOR_API_ROUTES
from housing_service.web.pages import PAGE_ROUTES
from housing_service.web.people_routes import PEOPLE_API_ROUTES
from housing_service.web.policy import check
from housing_service.web.policy_table import ROWS
from housing_service.web.record_api import RECORD_API_ROUTES
from housing_service.web.report_routes import REPORT_ROUTES
from housing_service.web.request_routes import request_routes
from housing_service.web.routes import (
    ALL,
    ANYBODY,
    COUNTING,
    OPERATORS,
    PLACING,
    STAFF,
    Route,
)
from housing_service.web.sign_in_api import SIGN_IN_API_ROUTES
from housing_service.web.unusual_api import UNUSUAL_API_ROUTES

_PAGE = ("limit", "after")
_ACTION_BODIES: dict[str, type[ask.Request]] = {
    "accept": ask.Accept,
    "decline": ask.Decline,
    "seen": ask.Nothing,
    "extend": ask.Extend,
    "arrive": ask.Arrive,
    "release": ask.Release,
    "no-show": ask.NoShow,
    "reinstate": ask.Nothing,
    "revoke": ask.Revoke,
    "undo": ask.Nothing,
    "milestones": ask.ReachMilestone,
}
_ACTION_ROLES = {
    "accept": STAFF, "decline": STAFF, "seen": STAFF, "no-show": STAFF,
    "extend": ALL, "arrive": PLACING, "release": PLACING, "reinstate": PLACING,
    "undo": PLACING, "revoke": OPERATORS, "milestones": STAFF,
}  # fmt: skip
_ACTION_ANSWERS: dict[str, Any] = {
    "extend": wire.Hold | wire.OperatorHold, "revoke": wire.OperatorHold,
}  # fmt: skip
_PLACE_CODES = (
    "no_units_available", "hold_id_reused", "hold_already_ended", "pool_closed", "pool_paused",
    "pool_over_held", "pool_call_only", "pool_count_too_old", "hold_limit_reached",
    "pool_not_found", "invalid_request", "minutes_out_of_range", "units_exceed_party",
    "region_stopped",
    "pool_not_for_young_alone", "pool_not_in_season", "slot_has_started", "only_reserve_left",
    "reserve_not_allowed",
    "pool_not_for_young_alone", "expected_vacancy_not_found", "expected_vacancy_not_holdable",
    "expected_vacancy_over", "pool_not_for_locks",
)  # fmt: skip
_REPORT_CODES = (
    "report_out_of_date", "report_id_reused", "report_needs_number", "report_below_zero",
    "observed_in_future", "arrived_hold_not_found", "pool_not_found", "invalid_request",
    "pool_not_counted", "pool_is_counted", "report_needs_intake",
)  # fmt: skip


def _hold_routes() -> tuple[Route, ...]:
    return tuple(
        Route(
            "POST",
            f"/v1/holds/{{id}}/{action}",
            holds_api.act,
            _ACTION_ROLES[action],
            f"Carry out '{action}' on a hold",
            body=_ACTION_BODIES[action],
            answers={200: _ACTION_ANSWERS.get(action, wire.Hold)},
            codes=("hold_not_found", "not_allowed", "invalid_request", "hold_expired"),
        )
        for action in ACTIONS
    )


def _capacity_routes() -> tuple[Route, ...]:
    return (
        Route("GET", "/v1/surges", capacity_api.list_surges, ALL,
              "Extra capacity by region and period", answers={200: wire_capacity.SurgePage}),
        Route("PUT", "/v1/surges/{id}", capacity_api.put_surge, OPERATORS,
              "Open extra capacity for a region and a period", body=ask.PutSurge,
              answers={201: wire_capacity.Surge, 200: wire_capacity.Surge},
              codes=("invalid_request", "region_not_found", "surge_period_invalid",
                     "surge_id_reused")),
        Route("POST", "/v1/surges/{id}/end", capacity_api.end_surge, OPERATORS,
              "End it before its time; no hold ends by it", body=ask.Nothing,
              answers={200: wire_capacity.Surge}, codes=("surge_not_found",)),
        Route("POST", "/v1/pools/{id}/capacity", capacity_api.set_capacity, COUNTING,
              "What kind of capacity a pool is, and what it keeps for emergencies",
              body=ask.Capacity, answers={200: wire.Pool},
              codes=("pool_not_found", "not_allowed", "invalid_request", "season_required",
                     "season_not_for_kind")),
        Route("POST", "/v1/organizations/{id}/reserve-use", capacity_api.allow_reserve, OPERATORS,
              "Whether an organization may ask for emergency admissions", body=ask.ReserveUse,
              answers={200: wire.Organization},
              codes=("organization_not_found", "invalid_request")),
    )  # fmt: skip


def route_table(live: LiveSockets) -> tuple[Route, ...]:
    """All routes. Adding one without roles is a type error; `roles=None` means anybody. Raises
    PolicyGap for one without a rule in `policy_table`."""
    routes = _routes(live)
    check(routes, ROWS)
    return routes


def _routes(live: LiveSockets) -> tuple[Route, ...]:
    return (
        Route("GET", "/livez", health_api.livez, ANYBODY, "Whether the process runs"),
        Route("GET", "/readyz", health_api.readyz, ANYBODY, "Whether it should get traffic"),
        Route("GET", "/metrics", health_api.metrics, OPERATORS, "Prometheus metrics"),
        Route("GET", "/openapi.json", contract_api.openapi, ANYBODY, "This document"),
        Route("GET", "/asyncapi.json", contract_api.asyncapi, ANYBODY, "The live protocol"),
        Route("GET", "/v1/me", health_api.me, ALL, "Who I am", answers={200: wire.Me},
              while_locked=ALL, while_enrolling=True, while_invited=True),
        *NOTICE_ROUTES,
        *SIGN_IN_API_ROUTES,
        Route("GET", "/v1/regions", pools_api.list_regions, ALL, "Regions",
              answers={200: wire.RegionPage}),
        Route("GET", "/v1/organizations", pools_api.list_organizations, ALL, "Organizations",
              answers={200: wire.OrganizationPage}, query=_PAGE),
        Route("GET", "/v1/programs", pools_api.list_programs, ALL, "Programs",
              answers={200: wire.ProgramPage}, query=("region", "kind", *_PAGE)),
        Route("GET", "/v1/programs/{id}", pools_api.get_program, ALL, "One program",
              answers={200: wire.Program | wire.OutsiderProgram},
              codes=("program_not_found",)),
        Route("POST", "/v1/programs/{id}/slots", slots_api.make, COUNTING,
              "Make appointments of a program at one time", body=ask.MakeSlot,
              answers={201: wire.Pool, 200: wire.Pool},
              codes=("program_not_found", "not_allowed", "invalid_request", "slot_id_reused",
                     "slot_time_out_of_range", "slot_limit_reached", "confidential_no_slots",
                     "consent_required")),
        Route("GET", "/v1/pools", pools_api.list_pools, ALL, "Pools",
              answers={200: wire.PoolPage}, while_locked=STAFF,
              query=("region", "kind", "unit", "program_id", "own", *_PAGE)),
        Route("POST", "/v1/pools/search", pools_api.search, ALL,
              "Best pools for a household; kept nowhere", body=ask.Search,
              answers={200: wire_fit.FoundPage}, codes=("invalid_request",)),
        Route("GET", "/v1/pools/{id}", pools_api.get_pool, ALL, "One pool", while_locked=STAFF,
              answers={200: wire.Pool | wire.OutsiderPool}, codes=("pool_not_found",)),
        Route("GET", "/v1/pools/{id}/eligibility", eligibility_api.get_eligibility, ALL,
              "What the program has answered about whom it takes",
              answers={200: wire_fit.AnsweredEligibility}, codes=("pool_not_found",)),
        Route("PUT", "/v1/pools/{id}/eligibility", eligibility_api.put_eligibility, COUNTING,
              "Answer anew whom the program takes", body=ask.PutEligibility,
              answers={200: wire.Pool},
              codes=("pool_not_found", "not_allowed", "invalid_request",
                     "eligibility_out_of_date")),
        Route("GET", "/v1/vocabulary", eligibility_api.get_vocabulary, ALL,
              "Every attribute a program can answer", answers={200: wire_fit.Vocabulary},
              query=("language",)),
        Route("GET", "/v1/pools/{id}/reports", pools_api.list_reports, COUNTING,
              "A pool's reports, newest first", answers={200: wire.ReportPage}, query=_PAGE,
              codes=("pool_not_found", "not_allowed")),
        Route("POST", "/v1/pools/{id}/reports", pools_api.report, COUNTING,
              "Say what is free", body=ask.MakeReport, while_locked=STAFF,
              answers={201: wire.Reported, 200: wire.Reported}, codes=_REPORT_CODES),
        Route("POST", "/v1/pools/{id}/pause", pools_api.pause, COUNTING, "Pause intake",
              body=ask.Pause, answers={200: wire.Pool | wire.OutsiderPool},
              codes=("pool_not_found", "not_allowed")),
        Route("POST", "/v1/pools/{id}/resume", pools_api.resume, COUNTING, "Resume intake",
              body=ask.Nothing, answers={200: wire.Pool | wire.OutsiderPool},
              codes=("pool_not_found", "not_allowed")),
        Route("POST", "/v1/pools/{id}/close", pools_api.close, COUNTING, "Close",
              body=ask.Close, answers={200: wire.Pool | wire.OutsiderPool},
              codes=("pool_not_found", "not_allowed")),
        Route("POST", "/v1/pools/{id}/policy", pools_api.set_policy, COUNTING,
              "How the pool may be held; the shelter's consent is recorded", body=ask.Policy,
              answers={200: wire.Pool | wire.OutsiderPool},
              codes=("pool_not_found", "not_allowed", "consent_required")),
        Route("PUT", "/v1/holds/{id}", holds_api.place, PLACING, "Place a hold",
              body=ask.PlaceHold, answers={201: wire.Hold, 200: wire.Hold}, codes=_PLACE_CODES),
        Route("PUT", "/v1/hold-sets/{id}", hold_sets_api.place, PLACING,
              "Place several holds for one household, all or none", body=ask.PlaceHoldSet,
              answers={201: wire.HoldSet, 200: wire.HoldSet},
              codes=("hold_set_not_placed", "hold_set_id_reused", "hold_set_already_ended",
                     "invalid_request")),
        Route("GET", "/v1/hold-sets/{id}", hold_sets_api.get, PLACING, "One set of holds",
              answers={200: wire.HoldSet}, codes=("hold_set_not_found",)),
        Route("GET", "/v1/holds", holds_api.list_holds, ALL, "Holds, newest first",
              answers={200: wire.HoldPage}, query=_PAGE),
        Route("GET", "/v1/holds/{id}", holds_api.get_hold, ALL, "One hold",
              answers={200: wire.Hold | wire.OperatorHold}, codes=("hold_not_found",)),
        *_hold_routes(),
        *DISCLOSURE_ROUTES,
        *_capacity_routes(),
        *request_routes(),
        *vacancies_api.ROUTES,
        Route("GET", "/v1/operations", health_api.operations, OPERATORS, "The region at a glance"),
        *REPORT_ROUTES,
        *OPERATOR_API_ROUTES,
        *RECORD_API_ROUTES,
        *PEOPLE_API_ROUTES,
        *UNUSUAL_API_ROUTES,
        Route("GET", "/v1/live", live.handle, ALL, "Live protocol; see /asyncapi.json",
              authenticates_itself=True, while_locked=STAFF),
        Route("POST", "/v1/live-tickets", live.make_ticket, ALL,
              "A ticket with which a page opens its next socket", body=ask.Nothing,
              answers={201: wire_live.LiveTicket}, codes=("not_allowed",), while_locked=STAFF,
              asked_by_pages=True),
        *(
            Route(page.method, page.path, page.handler, page.roles, "Page", in_contract=False,
                  while_locked=page.while_locked, while_enrolling=page.while_enrolling,
                  while_invited=page.while_invited)
            for page in PAGE_ROUTES
        ),
    )  # fmt: skip
