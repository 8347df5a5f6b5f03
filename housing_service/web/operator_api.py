"""/v1/operator, nudges, announcements and decisions about what is new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.operator_lists import (
    AUDIT_SOURCES,
    VETTING_KINDS,
    AuditSource,
)
from housing_service.service.call_list import Call
from housing_service.web.bodies import (
    json_response,
    made_id,
    path_id,
    query_code,
    read_json,
)
from housing_service.web.keys import identity, services


async def list_calls(request: web.Request) -> web.Response:
    use, caller = services(request), identity(request)
    night = await use.operator_room.night(caller, await use.directory.pools(caller))
    region = query_code(request, "region")
    items = [
        _call(call) for call in night.calls if region in (None, str(call.pool["region"]))
    ]  # fmt: skip
    return json_response({"items": items, "next": None})


def _call(call: Call) -> dict[str, Any]:
    pool = call.pool
    return {
        "pool_id": pool["id"],
        "program_id": pool["program_id"],
        "program_name": pool["program_name"],
        "pool_name": pool.get("name"),
        "region": pool["region"],
        "region_label": pool["region_label"],
        "reasons": [
            {"code": one.code, "since": one.since, "count": one.count} for one in call.reasons
        ],
        "nudges": call.nudges,
        "nudged_at": call.nudged_at,
    }


async def nudge(request: web.Request) -> web.Response:
    left = await services(request).operator_room.nudge(
        identity(request), path_id(request, "pool_not_found"), await read_json(request)
    )
    return json_response({"nudges_left": left})


async def list_announcements(request: web.Request) -> web.Response:
    """Those that stand for the caller now."""
    standing = services(request).operator_room.notices(identity(request))["announcements"]
    return json_response({"items": standing, "next": None})


async def put_announcement(request: web.Request) -> web.Response:
    """201 with the announcement, or 200 with the same when it was made before."""
    made, announcement = await services(request).operator_room.announce(
        identity(request), made_id(request), await read_json(request)
    )
    return json_response(announcement, 201 if made else 200)


async def end_announcement(request: web.Request) -> web.Response:
    await services(request).operator_room.end_announcement(
        identity(request), path_id(request, "announcement_not_found"), await read_json(request)
    )
    return _done()


async def list_vetting(request: web.Request) -> web.Response:
    asked = request.query.get("kind", "organization")
    kind = next((one for one in VETTING_KINDS if one == asked), None)
    if kind is None:
        raise _bad("kind", f"one of {', '.join(VETTING_KINDS)}")
    items = await services(request).operator_room.vetting(
        identity(request), kind, query_code(request, "region")
    )
    return json_response({"items": items, "next": None})


async def set_stage(request: web.Request) -> web.Response:
    return json_response(
        await services(request).operator_room.set_stage(
            identity(request), path_id(request, "organization_not_found"), await read_json(request)
        )
    )


async def vet_program(request: web.Request) -> web.Response:
    await services(request).operator_room.vet_program(
        identity(request), path_id(request, "program_not_found"), await read_json(request)
    )
    return _done()


async def decide_policy(request: web.Request) -> web.Response:
    await services(request).operator_room.decide_policy(
        identity(request), path_id(request, "pool_not_found"), await read_json(request)
    )
    return _done()


async def audit(request: web.Request) -> web.Response:
    until = _time(request, "until") or datetime.now(UTC)
    since = _time(request, "since") or until - timedelta(days=1)
    asked = request.query.get("source")
    if asked is not None and asked not in AUDIT_SOURCES:
        raise _bad("source", f"one of {', '.join(AUDIT_SOURCES)}")
    sources: tuple[AuditSource, ...] = tuple(
        one for one in AUDIT_SOURCES if asked in (None, one)
    )  # fmt: skip
    rows = await services(request).operator_room.audit(
        identity(request), since, until, sources, query_code(request, "region")
    )
    return json_response({"items": rows, "next": None})


def _time(request: web.Request, name: str) -> datetime | None:
    text = request.query.get(name)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _bad(name, "a time with its zone") from None
    if at.tzinfo is None or not 1990 <= at.year <= 2200:
        raise _bad(name, "a time with its zone")
    return at


def _bad(field: str, message: str) -> Refusal:
    return Refusal("invalid_request", fields=[{"field": field, "message": message}])


def _done() -> web.Response:
    return json_response({"done": True})
