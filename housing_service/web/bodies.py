"""Reading requests and writing answers, the same way everywhere."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from aiohttp import web

from housing_service.domain.errors import Refusal

ROWS_DEFAULT = 100
ROWS_MAX = 500
_NO_STORE = {"Cache-Control": "no-store"}


def json_response(value: Any, status: int = 200) -> web.Response:
    """A JSON answer that no cache may keep."""
    return web.Response(
        body=orjson.dumps(value),
        status=status,
        content_type="application/json",
        headers=_NO_STORE,
    )


def problem_response(refusal: Refusal, request_id: str | None) -> web.Response:
    """RFC 9457. The detail speaks of the program or the service, never of a person."""
    problem = refusal.problem
    body: dict[str, Any] = {
        "type": f"/docs#{refusal.code}",
        "title": refusal.code.replace("_", " "),
        "status": problem.status,
        "code": refusal.code,
        "detail": refusal.detail,
        "next_step": problem.next_step,
        **refusal.extras,
    }
    headers = dict(_NO_STORE)
    if problem.status == 503:
        body["outcome"] = problem.outcome
    if request_id is not None:
        body["request_id"] = request_id
    if "retry_after_seconds" in refusal.extras or problem.status in (429, 503):
        headers["Retry-After"] = str(refusal.extras.get("retry_after_seconds", 1))
    if problem.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="housing-service"'
    return web.Response(
        body=orjson.dumps(body),
        status=problem.status,
        content_type="application/problem+json",
        headers=headers,
    )


async def read_json(request: web.Request) -> Any:
    """The JSON body; an empty one is an empty object. Raises Refusal for anything else."""
    if not request.body_exists:
        return {}
    if request.content_type not in ("application/json", "application/problem+json"):
        raise Refusal("unsupported_media_type")
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal("body_too_large") from None
    if not raw.strip():
        return {}
    try:
        # orjson refuses NaN, infinities, broken UTF-8 and nesting beyond 1,024.
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Refusal("invalid_json") from None


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of an ordinary form. Raises Refusal for what no form of ours would send."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise Refusal("unsupported_media_type")
    try:
        fields = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal("body_too_large") from None
    except (ValueError, LookupError):
        # An unknown character set, or bytes that are not of it.
        raise Refusal("invalid_request") from None
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def path_id(request: web.Request, missing: str, name: str = "id") -> UUID:
    """A UUID from the path; what is not one does not exist."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise Refusal(missing) from None


def rows_wanted(request: web.Request) -> int:
    text = request.query.get("limit")
    if text is None:
        return ROWS_DEFAULT
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not 1 <= int(text) <= ROWS_MAX:
        raise _bad_query("limit", f"a number from 1 to {ROWS_MAX}")
    return int(text)


def query_choice(request: web.Request, name: str, choices: tuple[str, ...]) -> str | None:
    text = request.query.get(name)
    if text is not None and text not in choices:
        raise _bad_query(name, "one of " + ", ".join(choices))
    return text


def query_code(request: web.Request, name: str) -> str | None:
    """A short code such as a region's."""
    text = request.query.get(name)
    plain = text is None or (
        0 < len(text) <= 40 and text.isascii() and text.replace("-", "").replace("_", "").isalnum()
    )
    if not plain:
        raise _bad_query(name, "a code of letters, digits and hyphens")
    return text


def query_uuid(request: web.Request, name: str) -> UUID | None:
    text = request.query.get(name)
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise _bad_query(name, "an id") from None


def _bad_query(name: str, expected: str) -> Refusal:
    return Refusal("invalid_request", fields=[{"field": name, "message": f"expected {expected}"}])


# Cursors are opaque to callers: the last key of the page, base64url.


def id_page(rows: list[tuple[UUID, Any]], limit: int) -> dict[str, Any]:
    """A page from rows fetched with one more than `limit`."""
    return _page(rows, limit, lambda key: key.hex)


def time_page(rows: list[tuple[datetime, Any]], limit: int) -> dict[str, Any]:
    return _page(rows, limit, lambda key: key.isoformat())


def _page(rows: list[tuple[Any, Any]], limit: int, text: Any) -> dict[str, Any]:
    shown = rows[:limit]
    cursor = None
    if len(rows) > limit:
        cursor = base64.urlsafe_b64encode(text(shown[-1][0]).encode()).decode().rstrip("=")
    return {"items": [item for _, item in shown], "next": cursor}


def id_cursor(request: web.Request) -> UUID | None:
    text = _cursor(request)
    try:
        return UUID(hex=text) if text else None
    except ValueError:
        raise _bad_query("after", "the `next` of the page before") from None


def time_cursor(request: web.Request) -> datetime | None:
    text = _cursor(request)
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        at = None
    if text and (at is None or at.tzinfo is None or not 1990 <= at.year <= 2200):
        raise _bad_query("after", "the `next` of the page before")
    return at


def _cursor(request: web.Request) -> str | None:
    text = request.query.get("after")
    if text is None:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        decoded = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        decoded = ""
    if not decoded:
        raise _bad_query("after", "the `next` of the page before")
    return decoded
