"""/openapi.json and /asyncapi.json: made from the code when first asked for, then kept.

Most processes are never asked, and one that is started again after a fault has no time for it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import orjson
from aiohttp import web

# Making a document completes the models it speaks of, which only one thread may do at a time.
_MAKING = threading.Lock()


class Document:
    """One contract document: its bytes are made once, at the first call of `body`."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make
        self._body: bytes | None = None
        # However many ask at the same time, they take one thread.
        self._first = asyncio.Lock()

    async def body(self) -> bytes:
        """The exact bytes that are served and committed."""
        async with self._first:
            if self._body is None:
                # In a thread, because it takes longer than a change may wait to be pushed.
                self._body = await asyncio.to_thread(self._made)
        return self._body

    def _made(self) -> bytes:
        with _MAKING:
            return encode(self._make())


OPENAPI: web.AppKey[Document] = web.AppKey("openapi", Document)
ASYNCAPI: web.AppKey[Document] = web.AppKey("asyncapi", Document)


def encode(document: object) -> bytes:
    """A document's bytes: indented and in one order, so that two of them can be compared."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


async def openapi(request: web.Request) -> web.Response:
    return web.Response(body=await request.app[OPENAPI].body(), content_type="application/json")


async def asyncapi(request: web.Request) -> web.Response:
    return web.Response(body=await request.app[ASYNCAPI].body(), content_type="application/json")
