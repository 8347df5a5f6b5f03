"""/openapi.json and /asyncapi.json: generated once at start, from the code."""

from __future__ import annotations

import orjson
from aiohttp import web

OPENAPI: web.AppKey[bytes] = web.AppKey("openapi", bytes)
ASYNCAPI: web.AppKey[bytes] = web.AppKey("asyncapi", bytes)


def encode(document: object) -> bytes:
    """The exact bytes that are served and committed."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


async def openapi(request: web.Request) -> web.Response:
    return web.Response(body=request.app[OPENAPI], content_type="application/json")


async def asyncapi(request: web.Request) -> web.Response:
    return web.Response(body=request.app[ASYNCAPI], content_type="application/json")
