"""/v1/me/notices: whether this browser is rung while something waits unseen."""

from __future__ import annotations

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.service import requests as ask
from housing_service.service.requests import parse
from housing_service.web import wire_desks
from housing_service.web.auth import session_token
from housing_service.web.bodies import json_response, read_json
from housing_service.web.keys import identity, services
from housing_service.web.routes import STAFF, Route


def _session(request: web.Request) -> str:
    """The browser's session: a notice belongs to it, and a program's token has none."""
    token = session_token(request)
    if identity(request).session_csrf is None or token is None:
        raise Refusal("not_allowed")
    return token


async def get_notices(request: web.Request) -> web.Response:
    return json_response(await services(request).push.facts(_session(request)))


async def put_notices(request: web.Request) -> web.Response:
    session = _session(request)
    endpoint = parse(ask.TurnNoticesOn, await read_json(request)).endpoint
    push = services(request).push
    await push.turn_on(identity(request), session, endpoint)
    return json_response(await push.facts(session))


async def delete_notices(request: web.Request) -> web.Response:
    session = _session(request)
    push = services(request).push
    await push.turn_off(session)
    return json_response(await push.facts(session))


NOTICE_ROUTES = (
    Route("GET", "/v1/me/notices", get_notices, STAFF, "Whether this browser is rung",
          answers={200: wire_desks.Notices}, codes=("not_allowed",)),
    Route("PUT", "/v1/me/notices", put_notices, STAFF,
          "Ring this browser, without saying anything, until it signs out", body=ask.TurnNoticesOn,
          answers={200: wire_desks.Notices},
          codes=("not_allowed", "invalid_request", "notices_not_offered")),
    Route("DELETE", "/v1/me/notices", delete_notices, STAFF, "Ring this browser no more",
          answers={200: wire_desks.Notices}, codes=("not_allowed",)),
)  # fmt: skip
