"""/v1/me/duty and the lines on which an organization is called back."""

from __future__ import annotations

from aiohttp import web

from housing_service.web.bodies import json_response, made_id, path_id, read_json
from housing_service.web.keys import identity, services


async def put_duty(request: web.Request) -> web.Response:
    until = await services(request).duty.set(identity(request), await read_json(request))
    return json_response({"until": until})


async def my_lines(request: web.Request) -> web.Response:
    lines = await services(request).duty.lines(identity(request))
    return json_response({"items": [_line(*one) for one in lines], "next": None})


async def list_lines(request: web.Request) -> web.Response:
    organization_id = path_id(request, "organization_not_found")
    lines = await services(request).duty.lines(identity(request), organization_id)
    return json_response({"items": [_line(*one) for one in lines], "next": None})


async def put_line(request: web.Request) -> web.Response:
    await services(request).duty.put_line(
        identity(request),
        path_id(request, "organization_not_found"),
        made_id(request, "line_id"),
        await read_json(request),
    )
    return await list_lines(request)


async def retire_line(request: web.Request) -> web.Response:
    await services(request).duty.retire_line(
        identity(request),
        path_id(request, "organization_not_found"),
        path_id(request, "line_not_found", "line_id"),
    )
    return await list_lines(request)


def _line(line_id: object, line: str) -> dict[str, str]:
    return {"id": str(line_id), "line": line}
