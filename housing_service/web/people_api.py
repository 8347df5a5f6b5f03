"""/v1/people, /v1/invitations, and what an operator switches off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from aiohttp import web

from housing_service.web.bodies import (
    json_response,
    made_id,
    path_code,
    path_id,
    query_uuid,
    read_json,
)
from housing_service.web.keys import identity, services

Handler = Callable[[web.Request], Awaitable[web.Response]]


def stop(kind: str, lifted: bool = False) -> Handler:
    """Switch an account, an organization or a region off, or on again."""

    async def handle(request: web.Request) -> web.Response:
        use = services(request).stopping
        target: UUID | str = (
            path_code(request, "region_not_found")
            if kind == "region"
            else path_id(request, f"{kind}_not_found")
        )
        body = await read_json(request)
        await (use.lift if lifted else use.stop)(identity(request), kind, target, body)
        return json_response({"done": True})

    return handle


async def list_stops(request: web.Request) -> web.Response:
    return _page(await services(request).stopping.standing(identity(request)))


async def list_organizations(request: web.Request) -> web.Response:
    return _page(await services(request).stopping.organizations(identity(request)))


async def list_holds(request: web.Request) -> web.Response:
    return _page(await services(request).stopping.holds(identity(request)))


async def put_organization(request: web.Request) -> web.Response:
    """201 with the organization, or 200 with the same when it was made before."""
    made, organization = await services(request).people.put_organization(
        identity(request), made_id(request), await read_json(request)
    )
    return json_response(organization, 201 if made else 200)


async def invite(request: web.Request) -> web.Response:
    made = await services(request).people.invite(identity(request), await read_json(request))
    return json_response({"id": str(made.invitation_id), "path": f"/join/{made.token}"}, 201)


async def list_invitations(request: web.Request) -> web.Response:
    whose = query_uuid(request, "organization_id")
    return _page(await services(request).people.invitations(identity(request), whose))


async def revoke_invitation(request: web.Request) -> web.Response:
    await services(request).people.revoke(
        identity(request), path_id(request, "invitation_not_found"), await read_json(request)
    )
    return json_response({"done": True})


async def list_people(request: web.Request) -> web.Response:
    whose = query_uuid(request, "organization_id")
    return _page(await services(request).people.people(identity(request), whose))


async def end_account(request: web.Request) -> web.Response:
    await services(request).people.end(
        identity(request), path_id(request, "account_not_found"), await read_json(request)
    )
    return json_response({"done": True})


async def change_role(request: web.Request) -> web.Response:
    await services(request).people.change(
        identity(request), path_id(request, "account_not_found"), await read_json(request)
    )
    return json_response({"done": True})


def _page(items: list[dict[str, Any]]) -> web.Response:
    return json_response({"items": items, "next": None})
