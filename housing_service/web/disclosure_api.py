"""Where to go, and passing on: telling, entering, colleagues, what was left."""

from __future__ import annotations

from aiohttp import web

from housing_service.service.requests import Nothing, parse
from housing_service.store.moving import What
from housing_service.web.bodies import json_response, path_id, read_json
from housing_service.web.keys import identity, services

_PROGRAM = "program_not_found"


async def disclose(request: web.Request) -> web.Response:
    """A POST, because each time is noted."""
    hold_id = path_id(request, "hold_not_found")
    parse(Nothing, await read_json(request))
    return json_response(await services(request).disclosure.disclose(identity(request), hold_id))


async def get_place(request: web.Request) -> web.Response:
    """Which kind of answer is given and to whom it was told; never the text."""
    program_id = path_id(request, _PROGRAM)
    return json_response(await services(request).disclosure.place(identity(request), program_id))


async def read_place(request: web.Request) -> web.Response:
    """The same with the text."""
    program_id = path_id(request, _PROGRAM)
    parse(Nothing, await read_json(request))
    place = services(request).disclosure.place
    return json_response(await place(identity(request), program_id, with_text=True))


async def put_place(request: web.Request) -> web.Response:
    program_id = path_id(request, _PROGRAM)
    put = services(request).disclosure.put
    return json_response(await put(identity(request), program_id, await read_json(request)))


def _what(request: web.Request) -> What:
    return "hold" if request.path.startswith("/v1/holds/") else "request"


async def hand_over(request: web.Request) -> web.Response:
    what = _what(request)
    id_ = path_id(request, f"{what}_not_found")
    moving = services(request).moving
    return json_response(
        await moving.hand_over(identity(request), what, id_, await read_json(request))
    )


async def take_over(request: web.Request) -> web.Response:
    what = _what(request)
    id_ = path_id(request, f"{what}_not_found")
    moving = services(request).moving
    return json_response(
        await moving.take_over(identity(request), what, id_, await read_json(request))
    )


async def list_colleagues(request: web.Request) -> web.Response:
    items = await services(request).moving.colleagues(identity(request))
    return json_response({"items": items, "next": None})


async def list_left(request: web.Request) -> web.Response:
    items = await services(request).moving.left(identity(request))
    return json_response({"items": items, "next": None})
