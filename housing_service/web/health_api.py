"""/livez, /readyz, /metrics, /v1/me, /v1/operations."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import generate_latest

from housing_service.domain.identity import Identity
from housing_service.metrics import REGISTRY
from housing_service.web.bodies import json_response
from housing_service.web.keys import SERVICES, identity, services


async def livez(_request: web.Request) -> web.Response:
    """The event loop turns; says nothing about the database."""
    return json_response({"status": "alive"})


async def readyz(request: web.Request) -> web.Response:
    """200 while the board is filled and the database takes writes; else 503 with Retry-After."""
    ready, facts = services(request).health.ready()
    response = json_response(facts, 200 if ready else 503)
    if not ready:
        response.headers["Retry-After"] = "2"
    return response


async def metrics(request: web.Request) -> web.Response:
    request.app[SERVICES].health.refresh_gauges()
    return web.Response(
        body=generate_latest(REGISTRY),
        headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
    )


async def me(request: web.Request) -> web.Response:
    caller = identity(request)
    return json_response(
        {
            "account_id": str(caller.account_id),
            "role": caller.role,
            "organization_id": str(caller.organization_id) if caller.organization_id else None,
            "organization_name": caller.organization_name,
            **({"asked_first_until": caller.asked_first_until} if caller.asked_first else {}),
            **(_of_session(caller) if caller.session_csrf else {}),
            **({"coordinator": True} if caller.coordinator else {}),
            **({"invited": True} if caller.invited else {}),
        }
    )


def _of_session(caller: Identity) -> dict[str, object]:
    return {
        "csrf": caller.session_csrf,
        "locked": caller.locked,
        "desk": caller.desk,
        "unlocks_by_pin": caller.unlocks_by_pin,
        "must_enroll": caller.must_enroll,
    }


async def operations(request: web.Request) -> web.Response:
    return json_response(await services(request).health.operations(identity(request)))
