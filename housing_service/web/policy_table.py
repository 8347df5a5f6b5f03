"""The rule of every address. One that is missing here keeps the service from starting."""

from __future__ import annotations

from housing_service.web import policy_rules as rule
from housing_service.web.policy import PolicyGap, Rule

_BY_RULE: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (rule.OPEN, (
        "GET /livez", "GET /readyz", "GET /openapi.json", "GET /asyncapi.json", "GET /sign-in",
        "POST /sign-in", "POST /sign-in/pin", "GET /signed-out", "GET /sw.js", "GET /offline",
        "POST /settings", "POST /settings/language", "POST /settings/show-again", "GET /docs",
        "GET /docs/components", "GET /static/{version}/{path:.+}", "GET /count/{token}",
        "POST /count/{token}", "GET /sign-in/second", "POST /sign-in/second",
        "POST /sign-in/passkey/options", "POST /sign-in/passkey", "GET /join/{token}",
        "POST /join/{token}", "GET /sign-in/organization", "GET /sign-in/organization/back",
    )),
    (rule.SELF, (
        "GET /", "GET /v1/me", "GET /v1/me/notices", "PUT /v1/me/notices", "DELETE /v1/me/notices",
        "PUT /v1/me/duty", "GET /v1/me/lines", "POST /sign-out", "POST /lock", "GET /unlock",
        "POST /unlock", "POST /still-here", "POST /desks/pin", "POST /shelter/duty",
        "GET /v1/vocabulary", "DELETE /v1/pools/{id}/watch", "POST /v1/me/step-up",
        "GET /v1/me/colleagues", "GET /v1/me/left", "GET /account", "POST /account/app",
        "POST /account/app/confirm",
        "POST /account/passkeys/options", "POST /account/passkeys",
        "POST /account/sessions/end-others",
        "GET /step-up", "POST /step-up", "POST /step-up/passkey", "GET /welcome",
        "GET /console/left", "POST /v1/live-tickets", "POST /account/single-sign-on",
        "POST /account/single-sign-on/remove",
    )),
    (rule.LISTS, (
        "GET /v1/live", "GET /v1/regions", "GET /v1/organizations", "GET /v1/programs",
        "GET /v1/pools", "POST /v1/pools/search", "GET /v1/holds", "GET /v1/surges",
        "GET /v1/requests", "GET /v1/asks", "GET /v1/watches", "GET /v1/announcements",
        "GET /v1/reports/reasons", "GET /console", "POST /console",
        "GET /console/together", "POST /console/together", "POST /console/next-steps",
        "GET /console/requests", "GET /console/requests/views", "POST /console/requests/new",
        "GET /console/homes", "GET /shelter", "GET /shelter/wall", "GET /shelter/asks/views",
        "GET /desks", "GET /v1/people", "GET /v1/invitations",
    )),
    (rule.MAKES, (
        "PUT /v1/hold-sets/{id}", "PUT /v1/requests/{id}", "POST /console/requests",
        "POST /desks", "PUT /v1/surges/{id}", "PUT /v1/announcements/{id}",
        "POST /operator/announcements", "POST /operator/surges",
    )),
    (rule.REGION, (
        "GET /metrics", "GET /v1/operations", "GET /v1/reports/unmet-need",
        "GET /v1/reports/turned-away",
        "GET /v1/reports/programs",
        "GET /v1/operator/calls", "GET /v1/operator/vetting",
        "GET /v1/operator/audit", "GET /v1/automatic-offers", "PUT /v1/automatic-offers",
        "GET /operator", "GET /operator/calls/views",
        "GET /operator/requests/views", "POST /operator/offers",
        "GET /operator/service", "GET /operator/announcements", "GET /operator/vetting",
        "GET /operator/record",
        "GET /operator/reports", "GET /v1/operator/stops", "GET /v1/operator/organizations",
        "GET /v1/operator/holds", "GET /v1/operator/alerts", "GET /v1/operator/cool-downs",
        "GET /operator/people", "GET /operator/stop", "GET /operator/unusual",
    )),
    (rule.SEE_POOL, ("GET /v1/pools/{id}",)),
    (rule.SEE_ANSWERS, ("GET /v1/pools/{id}/eligibility",)),
    (rule.GIVE_ANSWERS, (
        "GET /shelter/pools/{pool_id}/eligibility", "POST /shelter/pools/{pool_id}/eligibility",
    )),
    (rule.COUNT_POOL, (
        "GET /v1/pools/{id}/reports", "POST /v1/pools/{id}/reports",
        "PUT /v1/pools/{id}/eligibility", "POST /v1/pools/{id}/capacity",
        "POST /shelter/pools/{pool_id}/report", "POST /shelter/pools/{pool_id}/reserve",
        "POST /shelter/pools/{pool_id}/intake", "POST /operator/pools/{pool_id}/count",
    )),
    (rule.INTAKE, (
        "POST /v1/pools/{id}/pause", "POST /v1/pools/{id}/resume", "POST /v1/pools/{id}/close",
        "POST /v1/pools/{id}/policy", "POST /shelter/pools/{pool_id}/pause",
        "POST /shelter/pools/{pool_id}/resume", "POST /operator/pools/{pool_id}/pause",
    )),
    (rule.OWN_POOL, (
        "GET /shelter/pools/{pool_id}/settings", "POST /shelter/pools/{pool_id}/settings/{what}",
    )),
    (rule.OPERATE_POOL, (
        "POST /v1/pools/{id}/nudges", "POST /v1/pools/{id}/decision",
        "POST /operator/pools/{pool_id}/nudge", "POST /operator/vetting/pools/{id}",
    )),
    (rule.HOLD_OF_POOL, (
        "PUT /v1/holds/{id}", "POST /console/hold", "POST /shelter/pools/{pool_id}/keep",
    )),
    (rule.LINK_POOL, ("POST /desks/links",)),
    (rule.SEE_HOME, (
        "GET /v1/expected-vacancies", "GET /console/homes/{pool_id}",
        "POST /console/homes/{pool_id}",
    )),
    (rule.WATCH_HOME, ("PUT /v1/pools/{id}/watch",)),
    (rule.SEE_PLAN, ("GET /v1/pools/{id}/lock-schedule",)),
    (rule.PLAN_HOME, ("PUT /v1/pools/{id}/lock-schedule",)),
    (rule.OWN_HOME, ("GET /shelter/pools/{pool_id}/homes",)),
    (rule.EXPECT, ("POST /shelter/pools/{pool_id}/homes",)),
    (rule.PUT_VACANCY, ("PUT /v1/expected-vacancies/{id}",)),
    (rule.VACANCY, (
        "DELETE /v1/expected-vacancies/{id}", "POST /v1/expected-vacancies/{id}/vacant",
    )),
    (rule.SEE_PROGRAM, ("GET /v1/programs/{id}",)),
    (rule.SLOTS, ("POST /v1/programs/{id}/slots", "POST /shelter/programs/{program_id}/slots")),
    (rule.VET_PROGRAM, ("POST /v1/programs/{id}/vetting", "POST /operator/vetting/programs/{id}")),
    (rule.ORGANIZATION, (
        "POST /v1/organizations/{id}/reserve-use",
    )),
    (rule.LINES, (
        "GET /v1/organizations/{id}/lines", "PUT /v1/organizations/{id}/lines/{line_id}",
        "DELETE /v1/organizations/{id}/lines/{line_id}",
    )),
    (rule.SEE_HOLD, ("GET /v1/holds/{id}",)),
    (rule.HOLDER_OR_SHELTER, (
        "POST /v1/holds/{id}/arrive", "POST /v1/holds/{id}/release",
        "POST /v1/holds/{id}/reinstate", "POST /v1/holds/{id}/undo",
        "POST /console/holds/{hold_id}/{action}", "POST /shelter/holds/{hold_id}/{action}",
    )),
    (rule.SHELTER_OF_HOLD, (
        "POST /v1/holds/{id}/accept", "POST /v1/holds/{id}/decline", "POST /v1/holds/{id}/seen",
        "POST /v1/holds/{id}/no-show", "POST /v1/holds/{id}/milestones",
    )),
    (rule.HOLDER, ("POST /v1/holds/{id}/take",)),
    (rule.REVOKE, ("POST /v1/holds/{id}/revoke", "POST /operator/holds/{id}/revoke")),
    (rule.SEE_HOLD_SET, ("GET /v1/hold-sets/{id}", "GET /console/together/{set_id}")),
    (rule.REQUEST, (
        "GET /v1/requests/{id}", "POST /v1/requests/{id}/close", "POST /v1/requests/{id}/keep",
        "POST /console/requests/{request_id}/{action}",
        "POST /operator/requests/{request_id}/close",
    )),
    (rule.ASK, (
        "POST /v1/asks/{id}/seen", "POST /v1/asks/{id}/we-can", "POST /v1/asks/{id}/not-tonight",
        "POST /shelter/asks/{ask_id}/{action}",
    )),
    (rule.SELF_PROVED, (
        "POST /account/app/remove", "POST /account/codes",
        "POST /account/passkeys/{passkey_id}/remove", "POST /account/password",
    )),
    (rule.OWN_SESSION, ("POST /account/sessions/{session_id}/end",)),
    (rule.DISCLOSURE, ("POST /v1/holds/{id}/disclosure",)),
    (rule.OWN_HOLD_PAGE, (
        "GET /console/where/{hold_id}", "POST /console/where/{hold_id}",
        "GET /console/pass-on/{what}/{passed_id}", "POST /console/pass-on/{what}/{passed_id}",
        "POST /console/left/{what}/{passed_id}",
    )),
    (rule.PASS_ON, ("POST /v1/holds/{id}/hand-over",)),
    (rule.TAKE_OVER, ("POST /v1/holds/{id}/take-over",)),
    (rule.OWN_REQUEST, (
        "POST /v1/requests/{id}/hand-over", "POST /v1/requests/{id}/take-over",
    )),
    (rule.ARRIVAL_PLACE, (
        "GET /v1/programs/{id}/arrival-place", "GET /shelter/programs/{program_id}/where-to-go",
        "POST /shelter/programs/{program_id}/where-to-go",
        "POST /shelter/programs/{program_id}/where-to-go/reading",
    )),
    (rule.ARRIVAL_PLACE_PROVED, (
        "PUT /v1/programs/{id}/arrival-place", "POST /v1/programs/{id}/arrival-place/reading",
    )),
    (rule.EXTEND, ("POST /v1/holds/{id}/extend", "POST /operator/holds/{id}/extend")),
    (rule.STAGE, ("POST /v1/organizations/{id}/stage",)),
    (rule.EXPORT, (
        "GET /v1/reports/unmet-need.csv",
        "GET /v1/reports/turned-away.csv",
        "GET /v1/reports/programs.csv",
        "GET /operator/calls.csv",
        "GET /operator/regions.csv",
        "GET /operator/vetting.csv",
        "GET /operator/record.csv",
    )),
    (rule.STOPS, (
        "POST /v1/organizations/{id}/suspend", "POST /v1/organizations/{id}/lift",
        "POST /v1/accounts/{id}/suspend", "POST /v1/accounts/{id}/lift",
        "POST /v1/regions/{code}/stop", "POST /v1/regions/{code}/lift",
        "PUT /v1/organizations/{id}",
    )),
    (rule.OPERATORS_PAGES, (
        "POST /operator/stop/{kind}", "POST /operator/stop/{kind}/lift",
        "POST /operator/vetting/organizations/{id}",
        "POST /operator/people/organizations", "POST /operator/people/invitations",
        "POST /operator/people/invitations/{id}/revoke", "POST /operator/people/{id}/end",
        "POST /operator/people/{id}/role",
    )),
    (rule.PEOPLE, (
        "GET /people", "POST /people/invitations",
        "POST /people/{id}/end", "POST /people/{id}/role",
        "POST /people/invitations/{id}/revoke",
    )),
    (rule.PEOPLE_PROVED, (
        "POST /v1/invitations", "POST /v1/invitations/{id}/revoke", "POST /v1/people/{id}/end",
        "POST /v1/people/{id}/role",
    )),
    (rule.RECORD, ("GET /record", "GET /v1/audit")),
    (rule.ALERT, (
        "POST /v1/operator/alerts/{id}/acknowledge", "POST /v1/operator/cool-downs/{id}/lift",
        "POST /operator/unusual/alerts/{id}", "POST /operator/unusual/cool-downs/{id}",
    )),
    (rule.SURGE, ("POST /v1/surges/{id}/end", "POST /operator/surges/{surge_id}/end")),
    (rule.ANNOUNCEMENT, (
        "POST /v1/announcements/{id}/end", "POST /operator/announcements/{id}/end",
    )),
    (rule.DESK, ("POST /desks/{device_id}/remove",)),
    (rule.LINK, ("POST /desks/links/{link_id}/revoke",)),
)  # fmt: skip


def _rows() -> dict[tuple[str, str], Rule]:
    rows: dict[tuple[str, str], Rule] = {}
    for one, addresses in _BY_RULE:
        for address in addresses:
            method, path = address.split(" ")
            if (method, path) in rows:
                raise PolicyGap(f"two rules: {address}")
            rows[method, path] = one
    return rows


ROWS: dict[tuple[str, str], Rule] = _rows()
