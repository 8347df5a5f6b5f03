"""/v1/hold-sets: several places for one household, all or none."""

from __future__ import annotations

from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.bodies import json_response, path_id, read_json
from housing_service.web.keys import identity, services


async def place(request: web.Request) -> web.Response:
    """201 with the set, or 200 with the same set when it was placed before."""
    try:
        set_id = UUID(request.match_info["id"])
    except ValueError:
        fields = [{"field": "id", "message": "the caller makes a UUID for the set"}]
        raise Refusal("invalid_request", fields=fields) from None
    created, placed = await services(request).hold_sets.place(
        identity(request), set_id, await read_json(request)
    )
    return json_response(placed, 201 if created else 200)


async def get(request: web.Request) -> web.Response:
    set_id = path_id(request, "hold_set_not_found")
    return json_response(await services(request).hold_sets.get(identity(request), set_id))
