"""Every answer tells the browser the same: pages, files, refusals, the handshake of a socket."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from housing_service.config import Settings
from housing_service.domain.proxies import Proxies
from housing_service.web.security_headers import security_headers
from housing_service.web.static_files import static_files
from tests.support.world import World

ALWAYS = security_headers(Settings())
_KEPT = "Cache-Control", "Referrer-Policy"


def check(headers: Any, *, kept: bool = False) -> None:
    for name, value in ALWAYS.items():
        assert len(headers.getall(name, [])) == 1, name
        if name not in _KEPT:
            assert headers[name] == value, name
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert (headers["Cache-Control"] == "no-store") is not kept
    assert "Server" not in headers


async def test_every_kind_of_answer_has_them(shelter, service, http) -> None:
    static = static_files().url("js/board.js")
    for method, path in (
        ("GET", "/livez"), ("GET", "/readyz"), ("GET", "/sign-in"), ("GET", "/docs"),
        ("GET", "/openapi.json"), ("GET", "/asyncapi.json"), ("GET", "/nowhere"),
        ("GET", "/v1/pools"), ("POST", "/livez"), ("GET", "/count/hc_x"), ("GET", static + "x"),
        ("GET", "/v1/live"), ("POST", "/sign-in"), ("OPTIONS", "/v1/pools"), ("HEAD", "/sign-in"),
        ("TRACE", "/"), ("GET", "/offline"),
    ):  # fmt: skip
        async with http.request(method, service.url + path, allow_redirects=False) as answer:
            check(answer.headers)
    for path in (static, "/sw.js"):
        async with http.get(service.url + path) as answer:
            assert answer.status == 200
            check(answer.headers, kept=True)
    operator = {"Authorization": f"Bearer {shelter.operator.token}"}
    for path in ("/metrics", "/v1/pools", "/v1/holds/x", "/operator", "/console", "/"):
        async with http.get(service.url + path, headers=operator, allow_redirects=False) as answer:
            check(answer.headers)
    async with http.post(
        service.url + "/v1/pools/search", headers=operator, data=b"x" * 70_000
    ) as answer:
        assert answer.status in (413, 415)
        check(answer.headers)
    async with http.ws_connect(service.url + "/v1/live", headers=operator) as socket:
        assert socket._response.status == 101
        check(socket._response.headers)


async def test_a_browser_is_held_to_tls_where_there_is_any(
    serve, http, unused_tcp_port: int
) -> None:
    await serve(public_url="https://beds.example.org", port=unused_tcp_port)
    async with http.get(f"http://127.0.0.1:{unused_tcp_port}/sign-in") as answer:
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        check(answer.headers)
    assert "Strict-Transport-Security" not in ALWAYS


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 9_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 200_000 + b"\r\n",
    ],
    ids=["address", "header", "headers"],
)
async def test_a_head_has_a_bound(head: bytes, service) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(service.url.rsplit(":")[-1]))
    writer.write(head)
    async with asyncio.timeout(5):
        answer = await reader.read(100)
    writer.close()
    assert answer.startswith(b"HTTP/1.") and answer[9:12] in (b"400", b"414", b"431")


def test_only_a_proxy_of_ours_is_believed() -> None:
    proxies = Proxies("127.0.0.1, 10.1.0.0/16,::1")
    forged = "203.0.113.1, 198.51.100.7"
    assert proxies.caller("192.0.2.9", [forged]) == "192.0.2.9"
    assert proxies.caller("127.0.0.1", [forged]) == "198.51.100.7"
    assert proxies.caller("::ffff:127.0.0.1", [forged]) == "198.51.100.7"
    assert proxies.caller("127.0.0.1", ["203.0.113.1", "198.51.100.7, 10.1.2.3"]) == "198.51.100.7"
    assert proxies.caller("127.0.0.1", ["203.0.113.1, unknown"]) == "127.0.0.1"
    assert proxies.caller("127.0.0.1", []) == "127.0.0.1"
    assert proxies.caller("10.1.2.3", ["10.1.9.9"]) == "10.1.9.9"
    assert proxies.caller("", [forged]) == ""
    assert Proxies().caller("127.0.0.1", [forged]) == "127.0.0.1"
    for wrong in ("0.0.0.0/0", "::/0", "proxy.example", "127.0.0.1/8/8", ",".join(["::1"] * 51)):
        with pytest.raises(ValueError, match="expected"):
            Proxies(wrong)


async def test_tries_are_counted_by_the_address_that_connected(world: World, serve, http) -> None:
    """Whoever is no proxy of ours may write into the header what they like."""
    running = await serve(sign_in_attempts_per_minute=3)
    found = []
    for number in range(5):
        form = {"login": f"desk.{number}", "password": "wrong"}
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        async with http.post(running.url + "/sign-in", data=form, headers=headers) as answer:
            found.append(answer.status)
    assert found == [401, 401, 401, 429, 429]


@pytest.mark.parametrize(
    ("host", "more", "is_open"),
    [
        ("127.0.0.1", {}, False), ("::1", {}, False), ("localhost", {}, False),
        ("127.8.8.8", {}, False), ("0.0.0.0", {}, True), ("::", {}, True), ("192.0.2.1", {}, True),
        ("beds.example.org", {}, True), ("0.0.0.0", {"public_url": "http://x.example"}, True),
        ("0.0.0.0", {"public_url": "https://x.example"}, False),
        ("0.0.0.0", {"plain_http": True}, False),
    ],
)  # fmt: skip
def test_nobody_serves_a_network_without_tls_by_mistake(
    host: str, more: dict[str, Any], is_open: bool
) -> None:
    assert Settings(host=host, **more).is_open_to_eavesdroppers is is_open
