"""/v1/pools, /v1/programs, /v1/organizations, /v1/regions."""

from __future__ import annotations

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.vocabulary import KINDS, UNITS
from housing_service.store.directory import PoolQuery
from housing_service.web.bodies import (
    id_cursor,
    id_page,
    json_response,
    path_id,
    query_choice,
    query_code,
    query_uuid,
    read_json,
    rows_wanted,
    time_cursor,
    time_page,
)
from housing_service.web.keys import identity, services


async def list_pools(request: web.Request) -> web.Response:
    rows = rows_wanted(request)
    caller = identity(request)
    which = PoolQuery(
        region=query_code(request, "region"),
        kind=query_choice(request, "kind", KINDS),
        unit=query_choice(request, "unit", UNITS),
        program_id=query_uuid(request, "program_id"),
        own=query_choice(request, "own", ("true", "false")) == "true" or caller.locked,
    )
    page = await services(request).directory.pool_rows(caller, which, id_cursor(request), rows + 1)
    return json_response(id_page(page, rows))


async def get_pool(request: web.Request) -> web.Response:
    caller = identity(request)
    pool = await services(request).directory.pool(caller, path_id(request, "pool_not_found"))
    if caller.locked and pool["organization_id"] != str(caller.organization_id):
        raise Refusal("pool_not_found")
    return json_response(pool)


async def search(request: web.Request) -> web.Response:
    """Household and needs travel in the body only, so no log or history keeps them."""
    found = await services(request).finding.search(identity(request), await read_json(request))
    return json_response(found)


async def list_programs(request: web.Request) -> web.Response:
    rows = rows_wanted(request)
    page = await services(request).directory.programs(
        identity(request),
        query_code(request, "region"),
        query_choice(request, "kind", KINDS),
        id_cursor(request),
        rows + 1,
    )
    return json_response(id_page(page, rows))


async def get_program(request: web.Request) -> web.Response:
    program_id = path_id(request, "program_not_found")
    return json_response(await services(request).directory.program(identity(request), program_id))


async def list_organizations(request: web.Request) -> web.Response:
    rows = rows_wanted(request)
    page = await services(request).directory.organizations(
        identity(request), id_cursor(request), rows + 1
    )
    return json_response(id_page(page, rows))


async def list_regions(request: web.Request) -> web.Response:
    return json_response({"items": await services(request).directory.regions(), "next": None})


async def report(request: web.Request) -> web.Response:
    """201 for a new report, 200 for one recorded before."""
    caller, pool_id = identity(request), path_id(request, "pool_not_found")
    body = await read_json(request)
    if caller.locked and isinstance(body, dict) and body.get("arrived"):
        # Which holds there are is not for whoever stands at a locked desk.
        raise Refusal("session_locked")
    created, answer = await services(request).counts.report(caller, pool_id, body)
    return json_response(answer, 201 if created else 200)


async def list_reports(request: web.Request) -> web.Response:
    rows = rows_wanted(request)
    page = await services(request).counts.history(
        identity(request), path_id(request, "pool_not_found"), time_cursor(request), rows + 1
    )
    return json_response(time_page(page, rows))


async def pause(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    body = await read_json(request)
    return json_response(await services(request).counts.pause(identity(request), pool_id, body))


async def resume(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    body = await read_json(request)
    return json_response(await services(request).counts.resume(identity(request), pool_id, body))


async def close(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    body = await read_json(request)
    return json_response(await services(request).counts.close(identity(request), pool_id, body))


async def set_policy(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    body = await read_json(request)
    return json_response(
        await services(request).counts.set_policy(identity(request), pool_id, body)
    )
