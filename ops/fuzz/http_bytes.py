"""HTTP requests as bytes, right and wrong, and what must come of each."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import quote

FORM = b"Content-Type: application/x-www-form-urlencoded"
JSON = b"Content-Type: application/json"
_HOLD = "/v1/holds/6f8e7a55-3c31-4ac8-9d8a-6b4fb54f6a11"


@dataclass(frozen=True, slots=True)
class Broken:
    """`statuses` are those it may be answered with; None is a line that is cut without a word."""

    name: str
    pieces: tuple[bytes, ...]
    statuses: frozenset[int | None]


def request(
    method: str,
    path: str | bytes,
    headers: Sequence[bytes] = (),
    body: bytes = b"",
    token: str | None = None,
) -> bytes:
    """A request that asks for the line to be closed. Its length is said unless a header does."""
    target = path if isinstance(path, bytes) else path.encode()
    lines = [method.encode() + b" " + target + b" HTTP/1.1", b"Host: localhost"]
    lines += [b"Connection: close", *headers]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}".encode())
    says_length = any(line.lower().startswith((b"content-length", b"transfer")) for line in headers)
    if body and not says_length:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def catalogue(token: str) -> list[Broken]:
    """Every breach we know of, each on a line of its own; `token` is a responder's."""
    return [
        Broken(name, (data,), frozenset(statuses))
        for name, data, statuses in (
            *_lengths(), *_packed(token), *_targets(token), *_heads(token), *_bodies(token)
        )
    ]  # fmt: skip


_Case = tuple[str, bytes, AbstractSet[int | None]]


def _lengths() -> list[_Case]:
    def posted(*headers: bytes, body: bytes = b"login=a") -> bytes:
        return request("POST", "/sign-in", [FORM, *headers], body)

    chunked = b"Transfer-Encoding: chunked"
    return [
        ("chunk size no number", posted(chunked, body=b"zz\r\nabc\r\n0\r\n\r\n"), {400}),
        ("chunk size negative", posted(chunked, body=b"-3\r\nabc\r\n0\r\n\r\n"), {400}),
        ("chunk size overflow", posted(chunked, body=b"f" * 18 + b"\r\nabc\r\n"), {400}),
        ("chunk without end", posted(chunked, body=b"3\r\nabcdef\r\n0\r\n\r\n"), {400}),
        ("length and chunks", posted(chunked, b"Content-Length: 5", body=b"0\r\n\r\n"), {400}),
        ("length twice", posted(b"Content-Length: 5", b"Content-Length: 6"), {400}),
        ("length signed", posted(b"Content-Length: +5"), {400}),
        ("length negative", posted(b"Content-Length: -5"), {400}),
        ("length overflow", posted(b"Content-Length: 99999999999999999999"), {400}),
        ("encoding unknown", posted(b"Transfer-Encoding: cow"), {400, 501}),
        ("chunked twice", posted(b"Transfer-Encoding: chunked, chunked"), {400}),
        ("expect unknown", posted(b"Expect: 200-maybe"), {417}),
        ("expect continue", posted(b"Expect: 100-continue"), {100}),
    ]


def _packed(token: str) -> list[_Case]:
    bomb = gzip.compress(b" " * 50_000_000)
    cases: list[_Case] = []
    for coding, what, body in (
        ("gzip", "a bomb", bomb), ("gzip", "nonsense", b"no gzip at all"),
        ("gzip", "cut off", gzip.compress(b"{}")[:-9]), ("deflate", "nonsense", b"no deflate"),
        ("br", "nonsense", b"x"), ("zstd", "nonsense", b"x"), ("gzip, gzip", "a bomb", bomb),
        ("cow", "nonsense", b"{}"),
    ):  # fmt: skip
        name = f"{coding}, {what}"
        packed = b"Content-Encoding: " + coding.encode()
        placed = request("PUT", _HOLD, [JSON, packed], body, token)
        cases.append((f"packed body: {name}", placed, {415}))
        cases.append((f"packed form: {name}", request("POST", "/sign-in", [FORM, packed], body),
                      {415}))  # fmt: skip
    return cases


def _targets(token: str) -> list[_Case]:
    def got(path: str | bytes) -> bytes:
        return request("GET", path, token=token)

    dots = ("/static/../../etc/passwd", "/static/%2e%2e/%2e%2e%2fetc%2fpasswd",
            "/static/..%5c..%5cetc/passwd", "/static/x/..%2f..%2fconfig.py",
            "/static//etc/passwd", "/static/%252e%252e/x.css")  # fmt: skip
    return [
        *((f"path {at}", got(path), {404}) for at, path in enumerate(dots)),
        ("NUL in a path", got(b"/v1/pools/\x00"), {400}),
        ("NUL, escaped", got("/v1/pools/%00"), {404}),
        ("NUL in a file name", got("/static/%00/a.css"), {404}),
        ("percent without digits", got("/v1/pools/%zz"), {404}),
        ("percent at the end", got("/v1/pools/%"), {404}),
        ("escaped, not UTF-8", got("/v1/pools/%ff%fe"), {404}),
        ("bytes, not UTF-8", got(b"/v1/pools/\xff\xfe"), {400}),
        ("query, not UTF-8", got("/v1/pools?kind=%ff&limit=%ff"), {422}),
        ("query, right to left", got("/v1/pools?region=" + quote("\u202ex")), {422}),
        ("slash in an id", got("/v1/pools/a%2Fb"), {404}),
        ("absolute address", got("http://elsewhere.example/v1/pools/x"), {404}),
        ("absolute, broken", got("http://[::1/v1/me"), {400}),
        ("absolute, port too large", got("http://a:99999/v1/me"), {400}),
        ("everything", request("OPTIONS", "*", token=token), {404, 405}),
        ("a proxy's method", request("CONNECT", "elsewhere:80", token=token), {400, 404, 405}),
        ("address of 100,000 bytes", got("/" + "a" * 100_000), {400, 414}),
        ("query of 7,000 bytes", got("/v1/pools?after=" + "a" * 7_000), {422}),
        ("fields without number", got("/v1/pools?" + "&".join(["kind=bed"] * 800)), {422}),
    ]


def _heads(token: str) -> list[_Case]:
    def me(*headers: bytes, signed_in: bool = True) -> bytes:
        return request("GET", "/v1/me", headers, token=token if signed_in else None)

    return [
        ("5,000 headers", me(*(b"X-%d: 1" % at for at in range(5_000))), {400, 431}),
        ("header of 100,000 bytes", me(b"X: " + b"a" * 100_000), {400, 431}),
        ("header without colon", me(b"nothing"), {400}),
        ("header with a blank name", me(b" : x"), {400}),
        ("header folded", me(b"X: a\r\n b"), {200, 400}),
        ("NUL in a header", me(b"X: a\x00b"), {400}),
        ("line feeds only", b"GET /livez HTTP/1.1\nHost: x\nConnection: close\n\n", {200, 400}),
        ("method unknown", request("FOO", "/v1/me", token=token), {400, 405}),
        ("method in lower case", request("get", "/v1/me", token=token), {400, 405}),
        ("method overridden", request("POST", "/v1/me", [b"X-HTTP-Method-Override: GET"], b"{}",
                                      token), {405}),
        ("request id of bytes", me(b"X-Request-Id: " + b"\xff" * 8), {200}),
        ("token of bytes", me(b"Authorization: Bearer \xff", signed_in=False), {401}),
        ("token of another scheme", me(b"Authorization: Basic eDp4", signed_in=False), {401}),
        ("token, then another", me(b"Authorization: Bearer x"), {400, 401}),
        ("cookie of bytes", me(b"Cookie: housing_session=\xff", signed_in=False), {401}),
        ("cookie, quoted", me(b'Cookie: housing_session="\\377\\400"', signed_in=False), {401}),
        ("900 cookies", me(b"Cookie: " + b"; ".join(b"a%d=1" % at for at in range(900)),
                           signed_in=False), {401}),
        ("version 0.9", b"GET /livez\r\n\r\n", {400, None}),
        ("version 1.0", b"GET /livez HTTP/1.0\r\n\r\n", {200}),
        ("version 9.9", b"GET /livez HTTP/9.9\r\nHost: x\r\n\r\n", {400, 505}),
        ("version 2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, None}),
        ("another protocol", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", {400}),
        ("upgrade without key", me(b"Upgrade: websocket"), {200}),
    ]  # fmt: skip


def _bodies(token: str) -> list[_Case]:
    def found(body: bytes, *headers: bytes) -> bytes:
        return request("POST", "/v1/pools/search", headers or [JSON], body, token)

    def signed_in(body: bytes, *headers: bytes) -> bytes:
        return request("POST", "/sign-in", headers, body)

    charsets = ("utf-7", "utf-16", "unicode_escape", "raw_unicode_escape", "idna", "punycode",
                "rot13", "undefined", "cow")  # fmt: skip
    strange = b"login=\\ud800&password=+2AA-" + b"&x=a-z9" * 3_000
    return [
        ("body too large", found(b'"' + b"a" * 70_000 + b'"'), {413}),
        ("form too large", request("POST", "/sign-in", [FORM], b"login=" + b"a" * 70_000), {413}),
        ("form of 8,000 fields", request("POST", "/sign-in", [FORM], b"&".join(
            b"a%d=1" % at for at in range(8_000))), {413, 422}),
        ("JSON deep", found(b"[" * 30_000), {400}),
        ("JSON with a mark", found(b"\xef\xbb\xbf{}"), {400}),
        ("JSON, half a pair", found(b'{"region": "\\ud800"}'), {400}),
        ("JSON, half a pair as name", found(b'{"\\ud800": 1}'), {400}),
        ("JSON, endless number", found(b'{"limit": 1' + b"0" * 5_000 + b"}"), {400, 422}),
        ("JSON, no number", found(b'{"limit": NaN}'), {400}),
        ("JSON, a name twice", found(b'{"limit": 1, "limit": "x"}'), {422}),
        ("JSON in UTF-16", found('{"limit": 1}'.encode("utf-16")), {400}),
        ("type of bytes", found(b"{}", b"Content-Type: \xff/\xff; \xff"), {415}),
        ("type of brackets", found(b"{}", b"Content-Type: " + b"(" * 7_000), {415}),
        ("form type of brackets", signed_in(b"login=a", FORM + b"; " + b"(" * 7_000), {401}),
        ("type missing", found(b"{}", b"X: y"), {415}),
        ("form where JSON belongs", found(b"limit=1", FORM), {415}),
        ("parts where a form belongs", request("POST", "/sign-in", [
            b"Content-Type: multipart/form-data; boundary=x"], b"--x\r\n\r\n--x--"), {415}),
        *((f"form in {name}", signed_in(strange, FORM + b"; charset=" + name.encode()), {422})
          for name in charsets),
        ("form, escaped bytes", request("POST", "/sign-in", [FORM], b"login=%ff%00&password=%ff"),
         {401}),
        ("origin of bytes", signed_in(b"login=a", FORM, b"Origin: \xff"), {403}),
        ("origin broken", signed_in(b"login=a", FORM, b"Origin: http://["), {403}),
        ("sign-out with a cookie of bytes", request("POST", "/sign-out", [
            FORM, b"Cookie: housing_session=\xff\xfe"], b"csrf=x", token), {303}),
    ]  # fmt: skip
