"""/v1/surges, /v1/pools/{id}/capacity and /v1/organizations/{id}/reserve-use."""

from __future__ import annotations

from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.bodies import json_response, path_id, read_json
from housing_service.web.keys import identity, services


async def put_surge(request: web.Request) -> web.Response:
    """201 with the surge, or 200 with the same surge when it was opened before."""
    try:
        surge_id = UUID(request.match_info["id"])
    except ValueError:
        fields = [{"field": "id", "message": "the caller makes a UUID for the surge"}]
        raise Refusal("invalid_request", fields=fields) from None
    opened, surge = await services(request).capacity.put_surge(
        identity(request), surge_id, await read_json(request)
    )
    return json_response(surge, 201 if opened else 200)


async def end_surge(request: web.Request) -> web.Response:
    surge_id = path_id(request, "surge_not_found")
    body = await read_json(request)
    return json_response(
        await services(request).capacity.end_surge(identity(request), surge_id, body)
    )


async def list_surges(request: web.Request) -> web.Response:
    surges = await services(request).capacity.surges(identity(request))
    return json_response({"items": surges, "next": None})


async def set_capacity(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    body = await read_json(request)
    return json_response(
        await services(request).capacity.set_capacity(identity(request), pool_id, body)
    )


async def allow_reserve(request: web.Request) -> web.Response:
    organization_id = path_id(request, "organization_not_found")
    body = await read_json(request)
    return json_response(
        await services(request).capacity.allow_reserve(identity(request), organization_id, body)
    )
