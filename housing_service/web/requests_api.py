"""/v1/requests, /v1/asks: carrying a need to shelters, and their answers."""

from __future__ import annotations

from aiohttp import web

from housing_service.service.requests import TurnAutomaticOffers, parse
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


async def open_request(request: web.Request) -> web.Response:
    """201 with the request, or 200 with the same one when it was opened before."""
    request_id = made_id(request)
    created, opened = await services(request).requesting.open(
        identity(request), request_id, await read_json(request)
    )
    return json_response(opened, 201 if created else 200)


async def list_requests(request: web.Request) -> web.Response:
    rows = rows_wanted(request)
    page = await services(request).requesting.page(
        identity(request), time_cursor(request), rows + 1
    )
    return json_response(time_page(page, rows))


async def get_request(request: web.Request) -> web.Response:
    request_id = path_id(request, "request_not_found")
    return json_response(await services(request).requesting.get(identity(request), request_id))


async def close_request(request: web.Request) -> web.Response:
    request_id = path_id(request, "request_not_found")
    return json_response(await services(request).requesting.close(identity(request), request_id))


async def keep_request(request: web.Request) -> web.Response:
    request_id = path_id(request, "request_not_found")
    return json_response(await services(request).requesting.keep(identity(request), request_id))


async def list_asks(request: web.Request) -> web.Response:
    asks = await services(request).requesting.asks(identity(request))
    return json_response({"items": asks, "next": None})


async def see_ask(request: web.Request) -> web.Response:
    ask_id = path_id(request, "ask_not_found")
    return json_response(await services(request).requesting.see(identity(request), ask_id))


async def refuse_ask(request: web.Request) -> web.Response:
    ask_id = path_id(request, "ask_not_found")
    return json_response(await services(request).requesting.refuse(identity(request), ask_id))


async def accept_ask(request: web.Request) -> web.Response:
    ask_id = path_id(request, "ask_not_found")
    answered = await services(request).requesting.accept(
        identity(request), ask_id, await read_json(request)
    )
    return json_response(answered)


async def take_offer(request: web.Request) -> web.Response:
    hold_id = path_id(request, "hold_not_found")
    return json_response(await services(request).requesting.take(identity(request), hold_id))


async def get_automatic_offers(request: web.Request) -> web.Response:
    on = await services(request).requesting.automatic_offers(identity(request), None)
    return json_response({"on": on})


async def put_automatic_offers(request: web.Request) -> web.Response:
    wanted = parse(TurnAutomaticOffers, await read_json(request)).on
    on = await services(request).requesting.automatic_offers(identity(request), wanted)
    return json_response({"on": on})
