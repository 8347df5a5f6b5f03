"""What callers send beside JSON: secrets, addresses, cursors, query strings, forms."""

from __future__ import annotations

import uuid
from typing import Any
from unittest.mock import Mock

from aiohttp import StreamReader
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict, MultiDict
from yarl import URL

from housing_service.config import Settings
from housing_service.domain.errors import Refusal
from housing_service.service.signin import Lifetimes, SignIn, csrf_token, new_secret
from housing_service.store.accounts import secret_hash
from housing_service.web import bodies
from housing_service.web.auth import presented_secret, same_origin, session_token
from housing_service.web.keys import SETTINGS
from housing_service.web.pages.forms import number_field, uuid_field
from housing_service.web.pages.hold_forms import action_body
from housing_service.web.pages.household import party_from
from ops.fuzz.target import Target

_ID = "6f8e7a55-3c31-4ac8-9d8a-6b4fb54f6a11"
_SECRET = new_secret()


def _text(content: bytes) -> str:
    """Bytes of a header as the library hands them on."""
    return content.decode("utf-8", "surrogateescape")


class _Nobody:
    """A database in which no secret opens anything; the driver would encode what it is given."""

    async def fetch(self, _statement: str, hashes: Any, **_: Any) -> list[dict[str, None]]:
        return [{"identity": None} for _ in hashes] if isinstance(hashes, list) else []

    async def fetchval(self, _statement: str, *_given: Any, **_: Any) -> None:
        return None


class _Asked:
    """As much of a request as reading its secrets, query and path looks at."""

    def __init__(self, **parts: Any) -> None:
        self.headers = CIMultiDict(parts.get("headers", {}))
        self.cookies = parts.get("cookies", {})
        self.query = parts.get("query", MultiDict())
        self.match_info = parts.get("match_info", {})
        self.app = {SETTINGS: _SETTINGS}
        self.host = "beds.example.org"


_SETTINGS = Settings(public_url="https://beds.example.org")
_COOKIE = "__Host-housing_session"
_signin = SignIn(
    _Nobody(),  # type: ignore[arg-type]
    lifetimes=Lifetimes(60, 60, 60, 60), cache_seconds=1, attempts_per_minute=10,
)  # fmt: skip


async def _bearer(content: bytes) -> None:
    secret = presented_secret(_Asked(headers={"Authorization": _text(content)}))  # type: ignore[arg-type]
    if secret and await _signin.by_token(secret) is None and len(secret) < 200 and secret.isascii():
        secret_hash(secret)


async def _session(content: bytes) -> None:
    asked: Any = _Asked(cookies={_COOKIE: _text(content)})
    token = session_token(asked)
    if token is not None:
        await _signin.sign_out(token)
        csrf_token(token)
        await _signin.by_session(token)


async def _origin(content: bytes) -> None:
    same_origin(_Asked(headers={"Origin": _text(content)}))  # type: ignore[arg-type]


async def _path(content: bytes) -> None:
    asked: Any = _Asked(match_info={"id": content.decode("utf-8", "replace")})
    if bodies.path_id(asked, "pool_not_found").version is None:
        str(asked)


async def _query(content: bytes) -> None:
    query = URL.build(path="/v1/pools", query_string=content.decode("latin-1"), encoded=True).query
    asked: Any = _Asked(query=query)
    bodies.rows_wanted(asked)
    bodies.query_choice(asked, "kind", ("emergency_shelter",))
    bodies.query_code(asked, "region")
    bodies.query_uuid(asked, "program_id")
    bodies.id_cursor(asked)


async def _cursors(content: bytes) -> None:
    asked: Any = _Asked(query=MultiDict(after=content.decode("utf-8", "replace")))
    at = bodies.time_cursor(asked)
    if at is not None:
        # PostgreSQL gets it as microseconds; it must be a real moment.
        at.timestamp()


async def _id_cursor(content: bytes) -> None:
    bodies.id_cursor(_Asked(query=MultiDict(after=content.decode("utf-8", "replace"))))  # type: ignore[arg-type]


async def _form(content: bytes) -> None:
    """`type line, line break, body` as a posted form, then all that reads its fields."""
    kind, _, body = content.partition(b"\n")
    payload = StreamReader(Mock(spec=BaseProtocol, _reading_paused=False), 2**16)
    payload.feed_data(body)
    payload.feed_eof()
    headers = {"Content-Type": kind.decode("latin-1"), "Content-Length": str(len(body))}
    request = make_mocked_request(
        "POST", "/console", headers, payload=payload, client_max_size=64 * 1024
    )
    form = await bodies.read_form(request)
    for value in form.values():
        value.encode()  # Into a statement or a hash, as every field may go.
    party_from(form)
    action_body(form)
    number_field(form, "based_on_version", digits_max=18)
    uuid_field(form, "hold_id")


_FORM = b"application/x-www-form-urlencoded"
WEB_TARGETS: tuple[Target, ...] = (
    Target("authorization", (f"Bearer {_SECRET}".encode(),), _bearer, weight=20),
    Target("session cookie", (_SECRET.encode(),), _session, weight=20),
    Target("origin", (b"https://beds.example.org", b"http://[::1]:8080"), _origin),
    Target("id in a path", (_ID.encode(), uuid.UUID(_ID).hex.encode()), _path, weight=20),
    Target("query string", (f"limit=20&kind=emergency_shelter&region=harbor&program_id={_ID}"
                            .encode(),), _query, weight=20),
    Target("time cursor", (b"MjAyNi0wMS0wMlQwMzowNDowNSswMDowMA",), _cursors, weight=20),
    Target("id cursor", (b"NmY4ZTdhNTUzYzMxNGFjODlkOGE2YjRmYjU0ZjZhMTE",), _id_cursor, weight=20),
    Target("form", (_FORM + b"; charset=utf-8\nadults=1&children=2&hold_id=" + _ID.encode()
                    + b"&number=1&late=true&reason=full&based_on_version=12&csrf=%F0%9F%8C%8A",
                    _FORM + b"; charset=utf-16\n" + "adults=1".encode("utf-16")),
           _form, weight=6, expected=(Refusal,)),
)  # fmt: skip
