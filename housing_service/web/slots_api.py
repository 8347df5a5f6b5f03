"""/v1/programs/{id}/slots: appointments of a program."""

from __future__ import annotations

from aiohttp import web

from housing_service.web.bodies import json_response, path_id, read_json
from housing_service.web.keys import identity, services


async def make(request: web.Request) -> web.Response:
    """201 with the pool of the new appointments, or 200 with the same one made before."""
    program_id = path_id(request, "program_not_found")
    created, pool = await services(request).slots.make(
        identity(request), program_id, await read_json(request)
    )
    return json_response(pool, 201 if created else 200)
