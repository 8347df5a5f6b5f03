"""/v1/operator: alerts and cool-downs."""

from __future__ import annotations

from aiohttp import web

from housing_service.service.requests import Nothing
from housing_service.web import wire_unusual as told
from housing_service.web.bodies import json_response, path_id, read_json
from housing_service.web.keys import identity, services
from housing_service.web.routes import OPERATORS, Route
from housing_service.web.wire_operator import Done


async def list_alerts(request: web.Request) -> web.Response:
    items = await services(request).unusual.alerts(identity(request))
    return json_response({"items": items, "next": None})


async def acknowledge(request: web.Request) -> web.Response:
    await services(request).unusual.acknowledge(
        identity(request), path_id(request, "alert_not_found"), await read_json(request)
    )
    return json_response({"done": True})


async def list_cool_downs(request: web.Request) -> web.Response:
    items = await services(request).unusual.cool_downs(identity(request))
    return json_response({"items": items, "next": None})


async def lift(request: web.Request) -> web.Response:
    await services(request).unusual.lift(
        identity(request), path_id(request, "cool_down_not_found"), await read_json(request)
    )
    return json_response({"done": True})


UNUSUAL_API_ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/operator/alerts", list_alerts, OPERATORS,
          "What is unlike what is usual, of the last 30 days", answers={200: told.AlertPage}),
    Route("POST", "/v1/operator/alerts/{id}/acknowledge", acknowledge, OPERATORS,
          "Say that somebody has looked at an alert", body=Nothing, answers={200: Done},
          codes=("alert_not_found",)),
    Route("GET", "/v1/operator/cool-downs", list_cool_downs, OPERATORS,
          "For whom shelters are asked first, because they held and let go again and again",
          answers={200: told.CoolDownPage}),
    Route("POST", "/v1/operator/cool-downs/{id}/lift", lift, OPERATORS,
          "End a cool-down before its time", body=Nothing, answers={200: Done},
          codes=("cool_down_not_found",)),
)  # fmt: skip
