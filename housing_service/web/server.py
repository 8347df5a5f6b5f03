"""The aiohttp application: route table, frame, contract documents."""

from __future__ import annotations

import re

from aiohttp import web

from housing_service.config import Settings
from housing_service.web.asyncapi import asyncapi_document
from housing_service.web.contract_api import ASYNCAPI, OPENAPI, Document
from housing_service.web.frame import Frame
from housing_service.web.keys import SERVICES, SETTINGS, Services
from housing_service.web.live_socket import LiveSockets
from housing_service.web.openapi import openapi_document
from housing_service.web.pages import problem_page, sign_in_page
from housing_service.web.route_table import route_table
from housing_service.web.security_headers import on_prepare

# A connection without a request, or with half of one's head, is cut after this long. Longer than a
# proxy keeps its idle connections (nginx: 60 s), so that none is cut as it is used again.
IDLE_SECONDS_MAX = 75.0
# How long the rest of a refused body is read and thrown away, so that the refusal can be read.
LINGERING_SECONDS_MAX = 3.0
# aiohttp names a resource without the patterns of its variable parts.
_PATTERN = re.compile(r":[^{}]+(?=})")


def make_app(services: Services, settings: Settings) -> web.Application:
    """The whole web side around these services."""
    routes = route_table(LiveSockets(settings.households_per_second))
    frame = Frame(
        {(route.method, _PATTERN.sub("", route.path)): route for route in routes},
        sign_in_page,
        problem_page,
    )
    app = web.Application(
        middlewares=[frame.middleware()],
        client_max_size=settings.body_bytes_max,
        # Packed bodies are refused, never unpacked.
        handler_args={
            "auto_decompress": False,
            "keepalive_timeout": IDLE_SECONDS_MAX,
            "lingering_time": LINGERING_SECONDS_MAX,
        },
    )
    app.on_response_prepare.append(on_prepare(settings))
    app[SERVICES] = services
    app[SETTINGS] = settings
    app[OPENAPI] = Document(lambda: openapi_document(routes))
    app[ASYNCAPI] = Document(asyncapi_document)
    for route in routes:
        app.router.add_route(route.method, route.path, route.handler)
    return app
