"""What callers send as JSON: bodies of every route and messages of the socket."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

import orjson
from aiohttp import web
from pydantic import BaseModel

from housing_service.domain.filters import Facets
from housing_service.domain.identity import Identity
from housing_service.live.messages import Authenticate, Subscribe
from housing_service.live.resume import ResumeTokens
from housing_service.service import requests as ask
from housing_service.service.filtering import pool_filter
from housing_service.service.requests import is_future_safe, parse
from housing_service.web.bodies import read_json
from ops.fuzz.target import Target

_ID = b"6f8e7a55-3c31-4ac8-9d8a-6b4fb54f6a11"
_STAFF = Identity(uuid.UUID(int=1), "shelter_staff", uuid.UUID(int=2), "Harbour House", True)
_FACETS = Facets(
    uuid.UUID(int=3), uuid.UUID(int=2), False, "harbor", "emergency_shelter", "bed",
    {"households": ("single_adult",), "people_max": 4},
)  # fmt: skip
_FILTER = (
    b'{"regions": ["harbor"], "kinds": ["emergency_shelter"], "units": ["bed"], "own": true,'
    b' "pool_ids": ["' + _ID + b'"], "household": {"adults": 1, "children": 2, "infants": 1},'
    b' "needs": ["crib"]}'
)
_BODIES: tuple[tuple[type[BaseModel], bytes], ...] = (
    (ask.PlaceHold, b'{"pool_id": "' + _ID + b'", "units": 2, "party": {"adults": 1, "children":'
     b' 2, "infants": 1}, "minutes": 60, "needs": ["crib", "animal"]}'),
    (ask.MakeReport, b'{"report_id": "' + _ID + b'", "units_free": 3, "based_on_version": 7,'
     b' "observed_at": "2026-01-02T03:04:05+00:00", "arrived": ["' + _ID + b'"]}'),
    (ask.MakeReport, b'{"report_id": "' + _ID + b'", "delta": -1}'),
    (ask.MakeReport, b'{"unchanged": true, "based_on_version": 12}'),
    (ask.Accept, b'{"until": "2026-01-02T03:04:05Z"}'),
    (ask.Accept, b'{"minutes": 45}'),
    (ask.Decline, b'{"reason": "no_bed"}'),
    (ask.Release, b'{"reason": "changed_mind"}'),
    (ask.Revoke, b'{"reason": "safety"}'),
    (ask.Extend, b'{"number": 1, "minutes": 30}'),
    (ask.Arrive, b'{"units": 1, "already_counted": true, "late": false}'),
    (ask.Pause, b'{"reason": "staffing", "until": "2026-01-02T03:04:05.123456+05:30"}'),
    (ask.Close, b'{"reason": "staffing"}'),
    (ask.Policy, b'{"hold_policy": "confirm"}'),
    (ask.Search, _FILTER[:-1] + b', "limit": 20}'),
    (ask.Nothing, b"{}"),
)  # fmt: skip


class _Body:
    """As much of a request as `read_json` looks at."""

    body_exists = True
    headers = {"Content-Type": "application/json"}  # noqa: RUF012  (never written)

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.noted: dict[object, Any] = {}

    def __setitem__(self, key: object, value: Any) -> None:
        self.noted[key] = value

    async def read(self) -> bytes:
        if len(self._content) > 64 * 1024:
            raise web.HTTPRequestEntityTooLarge(64 * 1024, len(self._content))
        return self._content


async def read(content: bytes) -> Any:
    """The service's own reading of a JSON body, without a connection."""
    return await read_json(_Body(content))  # type: ignore[arg-type]


async def _body(model: type[BaseModel], content: bytes) -> None:
    request = parse(model, await read(content))
    for name in ("observed_at", "until"):
        is_future_safe(getattr(request, name, None))
    # What was taken is written as text again for the database.
    request.model_dump_json()


async def _search(content: bytes) -> None:
    asked = parse(ask.Search, await read(content))
    pool_filter(asked, _STAFF).matches(_FACETS, "insider")


_TOKENS = ResumeTokens()
_VIEWER = _TOKENS.viewer(*_STAFF.permissions, "any")
_RESUME = (_TOKENS.place(17) + _VIEWER).encode()


async def _message(content: bytes) -> None:
    """A text frame: one that is not UTF-8 never comes so far."""
    try:
        body = orjson.loads(content.decode())
    except (UnicodeDecodeError, orjson.JSONDecodeError):
        return
    if not isinstance(body, dict):
        return
    if body.get("type") == "authenticate":
        parse(Authenticate, body)
        return
    asked = parse(Subscribe, body)
    wanted = pool_filter(asked.filter, _STAFF)
    wanted.matches(_FACETS, "insider")
    viewer = _TOKENS.viewer(*_STAFF.permissions, repr(wanted))
    if asked.resume:
        _TOKENS.read(asked.resume, viewer)


async def _resume(content: bytes) -> None:
    offset = _TOKENS.read(content.decode("utf-8", "surrogateescape"), _VIEWER)
    # The last character of base64 has spare bits, so a place has more than one spelling.
    assert offset in (None, 17), "a forged place was understood"


_SUBSCRIBE = (
    b'{"type": "subscribe", "filter": ' + _FILTER + b', "resume": "' + _RESUME + b'"}',
    b'{"type": "subscribe"}',
    b'{"type": "authenticate", "token": "hs_abcdefghijklmnopqrstuvwxyz0123456789"}',
)

WIRE_TARGETS: tuple[Target, ...] = (
    *(
        Target(f"{model.__name__} body", (example, *(other for _, other in _BODIES[:4])),
               _search if model is ask.Search else partial(_body, model))
        for model, example in _BODIES
    ),
    Target("socket message", _SUBSCRIBE, _message, weight=60),
    Target("resume token", (_RESUME,), _resume, weight=20, expected=()),
)  # fmt: skip
