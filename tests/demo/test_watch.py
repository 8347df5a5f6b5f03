"""`watch` shows what a console would, says when it is not live, and ends with a sentence."""

from __future__ import annotations

import asyncio
import contextlib
import io
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from housing_service.app import Running
from housing_service.config import Settings
from housing_service.web import watch_screen
from housing_service.web.watch import service_url, watch_counts
from housing_service.web.watch_table import change_line, in_order, table
from tests.support.world import World


def settings_for(port: int) -> Settings:
    return Settings(port=port, data_dir=Path("/nowhere"))


def port_of(running: Running) -> int:
    return int(running.url.rsplit(":", 1)[1])


class Terminal(io.StringIO):
    """Something that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@contextlib.asynccontextmanager
async def watching(port: int, token: str, out: io.StringIO) -> AsyncIterator[asyncio.Task[int]]:
    """A watch in the background; ends as Ctrl-C would end it."""
    task = asyncio.create_task(watch_counts(settings_for(port), token, out, once=False))
    try:
        yield task
    finally:
        task.cancel()
        assert await asyncio.wait_for(task, 10) in (0, 1)


async def until(out: io.StringIO, condition: Callable[[str], Any], seconds: float = 15) -> str:
    async with asyncio.timeout(seconds):
        while not condition(out.getvalue()):
            await asyncio.sleep(0.02)
    return out.getvalue()


async def test_once_prints_the_counts(world: World, serve):
    shelter = await world.organization()
    await world.pool(await world.program(shelter, "Night shelter"), free=5, name="Beds upstairs")
    hidden = await world.program(shelter, "Hidden Name", "safe_house", confidential=True)
    await world.pool(hidden, free=3, policy="confirm", name="Hidden rooms")
    operator = await world.caller("operator")
    service = await serve()
    out = io.StringIO()
    async with asyncio.timeout(20):
        code = await watch_counts(settings_for(port_of(service)), operator.token, out, once=True)
    text = out.getvalue()
    assert code == 0
    line = next(line for line in text.splitlines() if "Night shelter" in line)
    assert " ".join(line.split()) == "Night shelter Beds upstairs bed 5 0 5 open fresh"
    assert "Confidential program" in text and "Hidden" not in text
    assert len(text.splitlines()) == 3


async def test_a_change_is_printed_and_ctrl_c_ends_it(world: World, service: Running, api):
    shelter = await world.organization()
    pool = await world.pool(await world.program(shelter), free=5)
    staff = api(await world.caller("shelter_staff", shelter))
    operator = await world.caller("operator")
    out = io.StringIO()
    async with watching(port_of(service), operator.token, out) as task:
        await until(out, lambda text: "Night shelter" in text)
        await staff.report(pool, units_free=2)
        await until(out, lambda text: "2 free, 0 kept, 2 left, open, fresh" in text)
        task.cancel()
        assert await asyncio.wait_for(task, 10) == 0


async def test_a_service_that_does_not_run_is_one_sentence(unused_tcp_port: int):
    out = io.StringIO()
    async with asyncio.timeout(20):
        assert await watch_counts(settings_for(unused_tcp_port), "hs_x", out, once=False) == 1
    assert out.getvalue().startswith("No service answers at http://127.0.0.1:")
    assert len(out.getvalue().splitlines()) == 1


async def test_a_token_that_is_not_let_in_ends_it(service: Running):
    out = io.StringIO()
    async with asyncio.timeout(20):
        assert await watch_counts(settings_for(port_of(service)), "hs_x", out, once=True) == 1
    assert "does not let this sign-in in" in out.getvalue()


def pool_object(**fields: Any) -> dict[str, Any]:
    return {
        "id": "a", "program_name": "Pier House", "name": "Beds", "unit": "bed",
        "units_free_reported": 4, "units_held": 1, "units_available": 3, "state": "open",
        "freshness": "fresh", "version": 5, "as_of": "2026-01-01T00:00:05.000000Z", **fields,
    }  # fmt: skip


class Stage:
    """A service that plays given frames: one list a connection, then a close code, or null to
    stay and repeat the last frame that is a tick."""

    def __init__(
        self, *connections: tuple[list[dict[str, Any]], int | None], gap_seconds: float = 0
    ) -> None:
        self._connections = list(connections)
        self._gap_seconds = gap_seconds
        self.subscribed: list[dict[str, Any]] = []

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.subscribed.append(await socket.receive_json())
        frames, close_code = self._connections[min(len(self.subscribed), 2) - 1]
        for frame in frames:
            await socket.send_json(frame)
            await asyncio.sleep(self._gap_seconds)
        leaving = asyncio.create_task(socket.receive())
        while close_code is None and not leaving.done():
            if frames[-1]["type"] == "tick":
                await socket.send_json(frames[-1])
            await asyncio.wait([leaving], timeout=0.05)
        leaving.cancel()
        if close_code is not None:
            await socket.close(code=close_code)
        return socket


@contextlib.asynccontextmanager
async def playing(stage: Stage) -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_get("/v1/live", stage.handle)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


SNAPSHOT = {"type": "snapshot", "pools": [pool_object()], "holds": [], "resume": "here"}


def tick(live: bool) -> dict[str, Any]:
    return {"type": "tick", "database_seen_at": "2026-01-01T00:00:07.000000Z", "live": live}


async def test_after_a_restart_it_resumes_and_shows_nothing_older(monkeypatch):
    monkeypatch.setattr("housing_service.web.watch._RECONNECT_SECONDS", (0.05, 0.1))
    older = pool_object(units_free_reported=9, version=4)
    newer = pool_object(units_free_reported=1, units_available=0, version=6)
    changes = {"type": "changes", "pools": [older], "removed": [], "resume": "there"}
    stage = Stage(([SNAPSHOT], 4000), ([changes, {**changes, "pools": [newer]}], None))
    out = io.StringIO()
    async with playing(stage) as port, watching(port, "hs_x", out):
        text = await until(out, lambda text: "1 free, 1 kept, 0 left" in text)
    assert [message["resume"] for message in stage.subscribed] == [None, "here"]
    assert "9 free" not in text


async def test_without_live_ticks_it_says_since_when(monkeypatch):
    monkeypatch.setattr(watch_screen, "NOT_LIVE_SECONDS", 0.2)
    stage = Stage(([SNAPSHOT, tick(True), tick(False)], None))
    out = io.StringIO()
    async with playing(stage) as port, watching(port, "hs_x", out):
        text = await until(out, lambda text: "Not live since " in text)
    seen_at = datetime.fromisoformat(tick(False)["database_seen_at"]).astimezone()
    assert f"Not live since {seen_at:%H:%M:%S}:" in text


async def test_a_final_close_code_ends_it():
    out = io.StringIO()
    async with playing(Stage(([SNAPSHOT], 4501))) as port, watching(port, "hs_x", out) as task:
        assert await asyncio.wait_for(task, 10) == 1
    assert "ended the conversation" in out.getvalue()


async def test_a_terminal_is_redrawn_at_most_five_times_a_second(monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("LINES", "20")
    changes = [
        {
            "type": "changes", "removed": [], "resume": "there",
            "pools": [pool_object(units_free_reported=number, version=number)],
        }
        for number in range(6, 200)
    ]  # fmt: skip
    out = Terminal()
    stage = Stage(([SNAPSHOT, *changes], None), gap_seconds=0.005)
    began = time.monotonic()
    async with playing(stage) as port, watching(port, "hs_x", out):
        text = await until(out, lambda text: " 199 " in text)
    assert text.count("\x1b[H") <= 5 * (time.monotonic() - began) + 2
    assert "1 pools. Live." in text


def test_the_table_fits_its_terminal_and_shows_no_control_character():
    nasty = pool_object(
        id="b", program_name="Evil\x1b[2J\u202eName " + "x" * 100, units_free_reported=None,
        units_available=None, state="unknown",
    )  # fmt: skip
    lines = table([nasty, *(pool_object(id=str(n)) for n in range(50))], 80, 20)
    assert len(lines) == 20 and lines[-1] == "... and 33 more"
    assert all(len(line) <= 80 for line in lines)
    assert "\x1b" not in "".join(lines) and "\u202e" not in "".join(lines)
    assert "Evil?[2J?Name" in change_line(nasty, "10:00:00")
    assert in_order([nasty, pool_object()])[0]["program_name"].startswith("Evil")


def test_where_the_service_answers(tmp_path: Path):
    assert service_url(Settings(host="0.0.0.0", port=8123, data_dir=tmp_path)) == (
        "http://127.0.0.1:8123"
    )
    assert service_url(Settings(database_url="postgresql:///x", port=81)) == "http://127.0.0.1:81"


@pytest.fixture
def unused_tcp_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
