"""Lines that break at any byte, stall, or lose one answer: of callers, and to the database."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from ops.soak.faults_catalogue import resets, swallowed, wires
from ops.soak.proxy import Direction
from ops.soak.theatre import Theatre, theatre
from tests.support.api import Answer, Api
from tests.support.faults import cast, judge, play
from tests.support.volume import volume

POINTS = volume(10, 20)


async def spoken(port: int, request: bytes) -> bytes:
    """Everything a caller reads until the line ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = b""
    with contextlib.suppress(ConnectionError):
        writer.write(request)
        while chunk := await asyncio.wait_for(reader.read(65_536), 15):
            received += chunk
    writer.close()
    return received


def placing(on: Theatre, hold: str) -> tuple[bytes, str, dict[str, Any]]:
    """A request for one unit at the probe's large pool, its bearer, and its body."""
    region = on.play.probe.region
    body = {"pool_id": region.pools[1].id, "units": 1}
    token, payload = region.responder_token(1), json.dumps(body).encode()
    head = (
        f"PUT /v1/holds/{hold} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + payload, token, body


async def cut(on: Theatre, http: aiohttp.ClientSession, where: Direction, at: int) -> Answer:
    """Place through the proxy, cut at a byte, and ask again past it; returns the second answer."""
    hold = str(uuid4())
    request, token, body = placing(on, hold)
    armed = on.play.stage.web.arm(where, at)
    await spoken(on.play.stage.web.port, request)
    assert armed.struck.is_set()
    again = await Api(http, on.play.stage.first.url, token).call("PUT", f"/v1/holds/{hold}", body)
    once_more = await Api(http, on.play.stage.first.url, token).get(f"/v1/holds/{hold}")
    assert (once_more.status, once_more["id"], once_more["units"]) == (200, hold, 1)
    return again


def points(length: int) -> list[int]:
    return sorted({round(number * length / (POINTS - 1)) for number in range(POINTS)})


async def test_a_line_cut_at_any_byte_leaves_exactly_one_hold(http: aiohttp.ClientSession) -> None:
    async with theatre(
        cast(proxied_clients=0),
    ) as on:
        hold = str(uuid4())
        request, _, _ = placing(on, hold)
        answer = await spoken(on.play.stage.web.port, request)
        assert answer.startswith(b"HTTP/1.1 201")
        # The spoken code makes one answer shorter than another.
        length = len(answer) - 40
        for at in points(len(request)):
            again = await cut(on, http, "request", at)
            # What was not wholly said was not done.
            assert again.status == 201 if at < len(request) else again.status in (200, 201), at
        for at in points(length):
            again = await cut(on, http, "answer", at)
            # Something of the answer had come, so it had been done.
            assert again.status == 200 if at else again.status in (200, 201), at
        async with on.play.stage.owner() as owner:
            held = await owner.fetchval(
                "SELECT count(*) FROM housing.hold WHERE pool_id::text = $1",
                on.play.probe.region.pools[1].id,
            )
        assert held == 1 + len(points(len(request))) + len(points(length))
        await judge(on, operations_min=50)


async def test_a_lost_answer_of_the_database_is_called_unknown(http: aiohttp.ClientSession) -> None:
    settings = {"database_statement_timeout_ms": 1000}
    async with theatre(cast(clients=2, proxied_clients=0), **settings) as on:
        second = on.play.stage.second
        for _ in range(20):
            hold = str(uuid4())
            _, token, body = placing(on, hold)
            api = Api(http, second.url, token)
            # Who calls is remembered for a second, so that the next statement is the placing.
            assert (await api.get("/v1/me")).status == 200
            # Another statement of this service may be quicker and lose its answer instead.
            on.play.stage.wire.arm("answer", 0, silent=True)
            first = await api.call("PUT", f"/v1/holds/{hold}", body)
            on.play.stage.wire.disarm()
            if first.code == "outcome_unknown":
                break
            assert first.status == 201 or first.code in ("database_unavailable", "busy"), first
        assert (first.status, first.code) == (503, "outcome_unknown"), first
        assert first["outcome"] == "unknown"
        again = await api.call("PUT", f"/v1/holds/{hold}", body)
        assert again.status == 200
        await judge(on, operations_min=5)


@pytest.mark.timeout(240)
async def test_broken_lines_are_survived_with_every_answer_judged() -> None:
    settings = {"database_statement_timeout_ms": 3000}
    async with theatre(cast(), **settings) as on:
        await play(on, wires(6.5).values())
        for kind, scenario in resets(range(0, 400, volume(25, 10))).items():
            if not kind.startswith("database"):
                await play(on, [scenario])
        for kind, scenario in resets(range(0, 1200, volume(200, 100))).items():
            if kind.startswith("database"):
                await play(on, [scenario])
        await play(on, swallowed().values())
        await judge(on, operations_min=500)
