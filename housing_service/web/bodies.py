"""Reading requests and writing answers, the same way everywhere."""

from __future__ import annotations

import asyncio
import base64
import binascii
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import orjson
from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import BODY
from housing_service.web.language.problems import in_words

# The largest body is 64 KiB; whoever needs longer for it keeps a line open for nothing.
BODY_SECONDS_MAX = 15.0
FORM_TYPE = "application/x-www-form-urlencoded"
FORM_FIELDS_MAX = 1_000
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
        **in_words(refusal),
    }
    headers = {**_NO_STORE, **when_again(refusal)}
    if problem.status == 503:
        body["outcome"] = problem.outcome
    if request_id is not None:
        body["request_id"] = request_id
    if problem.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="housing-service"'
    return web.Response(
        body=orjson.dumps(body),
        status=problem.status,
        content_type="application/problem+json",
        headers=headers,
    )


def media_type(request: web.Request) -> tuple[str, str]:
    """The body's type and character set in lower case. Read here, because the library reads this
    header as mail, comments and all, and a thousand brackets exhaust its recursion."""
    kind, *parameters = request.headers.get("Content-Type", "").split(";")
    charset = "utf-8"
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower() or charset
    return kind.strip().lower(), charset


async def _read_body(request: web.Request, broken: str) -> bytes:
    """The whole body. Raises Refusal: `body_too_large`, `unsupported_media_type` for a packed one
    (so that nothing is ever unpacked), `broken` for one that breaks off or takes too long."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise Refusal("unsupported_media_type")
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal("body_too_large") from None
    except (web.RequestPayloadError, OSError):
        # Out of time (TimeoutError is an OSError), bad chunks, or the caller hung up.
        raise Refusal(broken) from None


async def read_json(request: web.Request) -> Any:
    """The JSON body; an empty one is an empty object. Raises Refusal for anything else."""
    if not request.body_exists:
        return {}
    if media_type(request)[0] not in ("application/json", "application/problem+json"):
        raise Refusal("unsupported_media_type")
    raw = await _read_body(request, "invalid_json")
    if not raw.strip():
        return {}
    try:
        # orjson refuses NaN, infinities, broken UTF-8 and nesting beyond 1,024.
        request[BODY] = body = orjson.loads(raw)
        return body
    except orjson.JSONDecodeError:
        raise Refusal("invalid_json") from None


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of an ordinary form. Raises Refusal for what no form of ours would send."""
    kind, charset = media_type(request)
    if kind != FORM_TYPE:
        raise Refusal("unsupported_media_type")
    if charset != "utf-8":
        # Others can write half of a surrogate pair, which nothing below can store.
        raise Refusal("invalid_request")
    raw = await _read_body(request, "invalid_request")
    try:
        fields = parse_qsl(
            raw.decode().rstrip(), keep_blank_values=True, max_num_fields=FORM_FIELDS_MAX
        )
    except ValueError:
        # Bytes that are not of that character set, or too many fields.
        raise Refusal("invalid_request") from None
    request[BODY] = form = dict(fields)
    return form


def when_again(refusal: Refusal) -> dict[str, str]:
    """The header that says after how many seconds to try again; none where that would not help."""
    if "retry_after_seconds" in refusal.extras or refusal.problem.status in (429, 503):
        return {"Retry-After": str(refusal.extras.get("retry_after_seconds", 1))}
    return {}


def path_id(request: web.Request, missing: str, name: str = "id") -> UUID:
    """A UUID from the path; what is not one does not exist."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise Refusal(missing) from None


def made_id(request: web.Request, name: str = "id") -> UUID:
    """A UUID that the caller has made. Raises Refusal `invalid_request` for anything else."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        fields = [{"field": name, "message": "the caller makes a UUID"}]
        raise Refusal("invalid_request", fields=fields) from None


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
    if not (text is None or _is_code(text)):
        raise _bad_query(name, "a code of letters, digits and hyphens")
    return text


def path_code(request: web.Request, missing: str, name: str = "code") -> str:
    """A short code in the address; raises Refusal `missing` when there can be nothing of that
    name."""
    text = request.match_info[name]
    if not _is_code(text):
        raise Refusal(missing)
    return text


def code_of_address(request: web.Request, name: str) -> str | None:
    """A short code in a page's address; None where there is none, or something else."""
    text = request.query.get(name, "")
    return text if _is_code(text) else None


def _is_code(text: str) -> bool:
    plain = text.replace("-", "").replace("_", "")
    return len(text) <= 40 and text.isascii() and plain.isalnum()


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
