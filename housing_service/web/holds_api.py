"""/v1/holds: place, list, read, and the transitions."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from housing_service.web.bodies import (
    json_response,
    made_id,
    path_id,
    read_json,
    rows_wanted,
    time_cursor,
    time_page,
)
from housing_service.web.keys import identity, services


async def place(request: web.Request) -> web.Response:
    """201 with the hold, or 200 with the same hold when it was placed before."""
    hold_id = made_id(request)
    created, hold = await services(request).holds.place(
        identity(request), hold_id, await read_json(request), partial(_has_left, request)
    )
    return json_response(hold, 201 if created else 200)


def _has_left(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


async def list_holds(request: web.Request) -> web.Response:
    rows = rows_wanted(request)
    page = await services(request).holds.page(identity(request), time_cursor(request), rows + 1)
    return json_response(time_page(page, rows))


async def get_hold(request: web.Request) -> web.Response:
    hold_id = path_id(request, "hold_not_found")
    return json_response(await services(request).holds.get(identity(request), hold_id))


async def act(request: web.Request) -> web.Response:
    """One transition, named by the last part of the path; 200 with the hold."""
    hold_id = path_id(request, "hold_not_found")
    action = request.path.rsplit("/", 1)[-1]
    hold = await services(request).holds.act(
        identity(request), hold_id, action, await read_json(request)
    )
    return json_response(hold)
