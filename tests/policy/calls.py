"""A well-formed request to every address, naming one given object and nothing else that matters."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from pydantic import ValidationError

from housing_service.domain.people_lists import SUSPEND_REASONS
from housing_service.web.policy import Rule
from housing_service.web.routes import Route
from tests.support.homes import local_day
from tests.support.world import PASSWORD

Json = dict[str, Any]
_PARAMETER = re.compile(r"{([a-z_]+)(?::[^}]+)?}")
# Other variable parts of an address, and what stands there.
_WORDS = {
    "kind": "account",
    "code": "harbor",
    "token": "no-such-token",
    "version": "0",
    "path": "nothing.js",
}
_CHOICES = {"what", "kind", "code", "action"}
_ACTIONS = {
    "/console/holds/{hold_id}/{action}": "extend",
    "/shelter/holds/{hold_id}/{action}": "extend",
    "/console/requests/{request_id}/{action}": "keep",
    "/shelter/asks/{ask_id}/{action}": "seen",
}


def _soon(hours: int = 9) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def _bodies(given: str, organization: str) -> dict[str, Json]:
    """Bodies by the name of their model; a model that takes an empty body needs none."""
    return {
        "TurnNoticesOn": {"endpoint": "https://push.example/one"},
        "MakeSlot": {"slot_id": str(uuid4()), "starts_at": _soon(30)},
        "PutEligibility": {"answers": {}, "based_on_version": 0},
        "MakeReport": {"report_id": str(uuid4()), "units_free": 400},
        "Policy": {"hold_policy": "call_only"},
        "PlaceHold": {"pool_id": given, "party": {"adults": 1}},
        "PlaceHoldSet": {"parts": [
            {"hold_id": str(uuid4()), "pool_id": given, "party": {"adults": 1}} for _ in range(2)
        ]},
        "Extend": {"number": 1},
        "Revoke": {"reason": "safety"},
        "ReachMilestone": {"milestone": "acknowledged"},
        "PutSurge": {"region": "harbor", "label": "cold", "ends_at": _soon()},
        "Capacity": {"reserve_units": 1},
        "ReserveUse": {"may_use_reserve": True},
        "OpenRequest": {"household": {"adults": 1, "children": 2}, "pool_ids": [given]},
        "Duty": {"minutes": 480},
        "PutLine": {"line": "+1 555 0100"},
        "TurnAutomaticOffers": {"on": True},
        "LockSchedule": {"lock_milestones": True},
        "PutExpectedVacancy": {"pool_id": given, "confidence": "confirmed", "units": 1,
                               "expected_from": local_day(4)},
        "Nudge": {"nudge_id": str(uuid4())},
        "PutAnnouncement": {"text": "Doors open at eight.", "ends_at": _soon(),
                            "about_service": True},
        "SetStage": {"stage": "full"},
        "ProveAnew": {"password": PASSWORD},
        "PutArrivalPlace": {"told": "shelter_calls_you"},
        "HandOver": {"to": str(uuid4())},
        "Suspend": {"reason": SUSPEND_REASONS[0]},
        "PutOrganization": {"name": "A new one"},
        "Invite": {"role": "responder", "organization_id": organization or str(uuid4())},
        "ChangeRole": {"role": "responder"},
        "VetProgram": {"decision": "confidential"},
        "DecidePolicy": {"hold_policy": "call_only"},
    }  # fmt: skip


def body_of(route: Route, given: str, organization: str = "") -> Json | None:
    """A body that the route's model takes. Fails for a model that needs a line here."""
    if route.body is None:
        return None
    body = _bodies(given, organization).get(route.body.__name__, {})
    try:
        route.body.model_validate(body)
    except ValidationError as error:
        raise AssertionError(f"{route.body.__name__} needs a sample: {error}") from None
    return body


def _form(route: Route, given: str) -> dict[str, str]:
    """Every field that any of our forms reads; each takes what it knows."""
    if route.path.endswith("/{hold_id}/{action}"):
        return {"number": "1"}
    fields = {
        "report_id": str(uuid4()), "kind": "number", "units_free": "400", "hold_id": str(uuid4()),
        "adults": "1", "children": "0", "reserve_units": "1", "intake": "taking",
        "slot_id": str(uuid4()), "starts_at": _soon(30)[:16], "hold_policy": "call_only",
        "capacity_kind": "year_round", "organization_id": given, "label": "desk",
        "pool_id": given, "vacancy_id": str(uuid4()), "action": "save", "confidence": "confirmed",
        "expected_from": local_day(4), "nudge_id": str(uuid4()), "stage": "full",
        "decision": "confidential", "announcement_id": str(uuid4()), "surge_id": str(uuid4()),
        "region": "harbor", "ends_at": _soon(), "text": "Doors open at eight.",
        "about_service": "yes", "audience": "all", "number": "1", "offers": "on", "duty": "on",
        "role": "responder", "target": given, "based_on_version": "0", "delta": "1",
        "request_id": str(uuid4()),
    }  # fmt: skip
    if route.path.endswith("/revoke"):
        fields["reason"] = "safety"
    if route.path == "/console/homes/{pool_id}":
        fields["action"] = "watch"
    return fields


def _given_in_address(route: Route, rule: Rule) -> str | None:
    """Which part of the address names the rule's object."""
    names = _PARAMETER.findall(route.path)
    if rule.in_body or rule.subject is None:
        return None
    return next((name for name in names if name not in _CHOICES), None)


def path_of(route: Route, rule: Rule, given: str, beside: str = "") -> str:
    """The address about this object; `beside` an organization for addresses that need one."""
    about = _given_in_address(route, rule)

    def part(match: re.Match[str]) -> str:
        name = match[1]
        if name == about or (rule.in_body and name == "pool_id"):
            return given
        if name == "action":
            return _ACTIONS.get(route.path, "release")
        if name == "what":
            return "policy" if "settings" in route.path else "hold"
        if name in _WORDS:
            return _WORDS[name]
        return beside if beside and "/organizations/" in route.path else str(uuid4())

    path = _PARAMETER.sub(part, route.path)
    if about is None and rule.subject is not None and route.method == "GET":
        path += "?" + urlencode({"pool_id": given})
    return path


def content_of(route: Route, given: str, organization: str = "") -> Json:
    """What goes with it, as arguments of the HTTP client; where an organization is to be named
    beside, this one."""
    if route.method == "GET":
        return {}
    if route.path.startswith("/v1/"):
        body = body_of(route, given, organization)
        return {} if body is None else {"json": body}
    return {"data": _form(route, given) | {"organization_id": organization or given}}
