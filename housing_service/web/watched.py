"""What the frame tells the watch after each answer: what was named in vain, and what was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from uuid import UUID

from aiohttp import web

from housing_service.domain.identity import Identity
from housing_service.service.watching import ReadingKind
from housing_service.web.auth import presented_secret
from housing_service.web.keys import BODY, IDENTITY, SERVICES
from housing_service.web.routes import Route

# More than a body and an address can name.
NAMES_MAX: Final = 2_500
_DEPTH_MAX: Final = 6
# An id in any of the ways in which one is understood: with hyphens anywhere and as many as somebody
# likes, or with none, and with what stands before one in a URN wherever it stands.
_MAY_BE_ID: Final = re.compile(r"[0-9a-fA-F-]{32,}")
_OF_URNS: Final = re.compile(r"urn:|uuid:|%7[bd]|[{}]", re.IGNORECASE)
READINGS: Final[dict[tuple[str, str], ReadingKind]] = {
    ("GET", "/v1/pools/{id}"): "single",
    ("GET", "/v1/pools/{id}/eligibility"): "single",
    ("GET", "/v1/programs/{id}"): "single",
    ("GET", "/console/homes/{pool_id}"): "single",
    ("POST", "/v1/holds/{id}/disclosure"): "disclosure",
    ("POST", "/console/where/{hold_id}"): "disclosure",
    ("POST", "/v1/pools/search"): "night_search",
    ("POST", "/console"): "night_search",
}


def watch(request: web.Request, route: Route | None, status: int) -> None:
    """Note what this request says of its caller. The answer has been made and stays as it is."""
    watching = request.app[SERVICES].watching
    caller = request.get(IDENTITY)
    if not isinstance(caller, Identity):
        secret = presented_secret(request) if status == 401 else None
        # No canary's token has bytes of another kind, and those could not even be hashed.
        if secret and secret.isascii():
            watching.note_named(None, (secret,))
        return
    account = caller.account_id
    if status >= 400:
        watching.note_named(account, ids_named(request))
        if status == 404:
            watching.note_reading(account, "absent")
        return
    # A list of what nobody has is an empty list and no refusal.
    body = request.get(BODY)
    asked_for = body.get("pool_ids") if isinstance(body, dict) else None
    if request.query_string or asked_for:
        texts = (request.query_string, *_texts(asked_for, 0))
        watching.note_named(
            account, islice((one for text in texts for one in ids_in(text)), NAMES_MAX)
        )
    kind = READINGS.get((route.method, route.path)) if route is not None else None
    if kind is not None:
        watching.note_reading(account, kind, request.path)


def ids_named(request: web.Request) -> list[str]:
    """The ids in a request's address and body, each as it is usually written; a bounded number."""
    texts = (request.path, request.query_string, *_texts(request.get(BODY), 0))
    return list(islice((one for text in texts for one in ids_in(text)), NAMES_MAX))


def ids_in(text: str) -> Iterator[str]:
    """The ids in a text."""
    for found in _MAY_BE_ID.findall(_OF_URNS.sub("", text)):
        digits = found.replace("-", "")
        if len(digits) == 32:
            yield str(UUID(digits))


def _texts(body: Any, depth: int) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif depth < _DEPTH_MAX and isinstance(body, dict | list):
        for one in body.values() if isinstance(body, dict) else body:
            yield from _texts(one, depth + 1)
