"""/v1/hold-sets: several places for one household, all or none."""

from __future__ import annotations

from aiohttp import web

from housing_service.web.bodies import json_response, made_id, path_id, read_json
from housing_service.web.keys import identity, services


async def place(request: web.Request) -> web.Response:
    """201 with the set, or 200 with the same set when it was placed before."""
    set_id = made_id(request)
    created, placed = await services(request).hold_sets.place(
        identity(request), set_id, await read_json(request)
    )
    return json_response(placed, 201 if created else 200)


async def get(request: web.Request) -> web.Response:
    set_id = path_id(request, "hold_set_not_found")
    return json_response(await services(request).hold_sets.get(identity(request), set_id))
