"""Addresses around people: joining, leaving, and what an operator switches off. Who of an
organization may look after its people is for the database to say, at every call."""

from __future__ import annotations

from housing_service.service import people_requests as ask
from housing_service.service.requests import Nothing
from housing_service.web import people_api
from housing_service.web import wire_people as told
from housing_service.web.routes import ALL, OPERATORS, Route
from housing_service.web.wire_operator import Done

_STOP = ("not_allowed", "step_up_required", "invalid_request")
_KEEP = ("not_allowed", "step_up_required", "invalid_request")
_ACCOUNT = "/v1/accounts/{id}"
_ORGANIZATION = "/v1/organizations/{id}"
_REGION = "/v1/regions/{code}"
_TARGETS = (
    ("account", _ACCOUNT, "suspend", ("account_not_found", "not_yourself"),
     "Cut an account off at once; no hold ends by it"),
    ("organization", _ORGANIZATION, "suspend", ("organization_not_found", "not_yourself"),
     "Cut an organization off at once; no hold ends by it"),
    ("region", _REGION, "stop", ("region_not_found",),
     "Take no new holds in a region; no hold ends by it"),
)  # fmt: skip

PEOPLE_API_ROUTES: tuple[Route, ...] = (
    *(
        Route("POST", f"{path}/{action}", people_api.stop(kind), OPERATORS, summary,
              body=ask.Suspend, answers={200: Done}, codes=(*codes, *_STOP))
        for kind, path, action, codes, summary in _TARGETS
    ),
    *(
        Route("POST", f"{path}/lift", people_api.stop(kind, lifted=True), OPERATORS,
              "Switch it on again", body=Nothing, answers={200: Done}, codes=(*codes, *_STOP))
        for kind, path, _action, codes, _summary in _TARGETS
    ),
    Route("GET", "/v1/operator/stops", people_api.list_stops, OPERATORS,
          "What is switched off now", answers={200: told.StopPage}),
    Route("GET", "/v1/operator/organizations", people_api.list_organizations, OPERATORS,
          "Every organization as operators know it", answers={200: told.KnownOrganizationPage}),
    Route("GET", "/v1/operator/holds", people_api.list_holds, OPERATORS,
          "Live holds whose holder may not act any more",
          answers={200: told.HoldToLookAfterPage}),
    Route("PUT", _ORGANIZATION, people_api.put_organization, OPERATORS,
          "Enter a new organization, in its first stage", body=ask.PutOrganization,
          answers={201: told.NewOrganization, 200: told.NewOrganization},
          codes=("organization_id_reused", *_STOP)),
    Route("GET", "/v1/people", people_api.list_people, ALL,
          "Who may sign in, for who looks after them", answers={200: told.PersonPage},
          query=("organization_id",), codes=("invalid_request",)),
    Route("POST", "/v1/people/{id}/end", people_api.end_account, ALL,
          "Somebody has left; what they hold stays held", body=Nothing, answers={200: Done},
          codes=("account_not_found", "not_yourself", *_KEEP)),
    Route("POST", "/v1/people/{id}/role", people_api.change_role, ALL,
          "Somebody does other work from now on", body=ask.ChangeRole, answers={200: Done},
          codes=("account_not_found", "not_yourself", *_KEEP)),
    Route("GET", "/v1/invitations", people_api.list_invitations, ALL,
          "Links that may still be used", answers={200: told.InvitationPage},
          query=("organization_id",), codes=("invalid_request",)),
    Route("POST", "/v1/invitations", people_api.invite, ALL,
          "A link with which one person joins, once", body=ask.Invite,
          answers={201: told.Invited},
          codes=("organization_not_found", "invitation_limit_reached", *_KEEP)),
    Route("POST", "/v1/invitations/{id}/revoke", people_api.revoke_invitation, ALL,
          "Take a link back", body=Nothing, answers={200: Done},
          codes=("invitation_not_found", *_KEEP)),
)  # fmt: skip
