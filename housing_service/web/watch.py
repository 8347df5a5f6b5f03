"""`watch`: the running service's live counts in a terminal, over the same websocket as a console.

It keeps the client's rules: a snapshot replaces everything, a pool gives way only to a newer one,
and without ticks the counts are shown as not live, since when.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import Any, Final, TextIO
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import orjson

from housing_service.config import Settings
from housing_service.store.embedded.directory_lock import read_record
from housing_service.store.embedded.layout import Layout
from housing_service.web.watch_screen import NOT_LIVE_SECONDS, Screen

JsonObject = dict[str, Any]

_CONNECT_SECONDS_MAX: Final = 10
_SNAPSHOT_SECONDS_MAX: Final = 30
_RECONNECT_SECONDS: Final = (0.5, 10.0)
_FRAME_BYTES_MAX: Final = 64 * 1024 * 1024
_NOBODY: Final = ("0.0.0.0", "::", "")  # noqa: S104


class _Ended(Exception):
    """The watch is over for good, with a sentence why."""


async def watch_counts(settings: Settings, token: str, out: TextIO, *, once: bool) -> int:
    """Show live counts until Ctrl-C; returns the exit code.

    With `once` the counts are printed and that is all. 1, after one sentence, when no service
    answers or it turns the token away; afterwards an interruption is waited out.
    """
    url = service_url(settings)
    screen = Screen(out, redraw=not once and out.isatty())
    try:
        async with aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS_MAX)
        ) as session:
            await _Watch(session, url, token, screen, once=once).run()
    except _Ended as ended:
        screen.say(str(ended))
        return 1
    except BrokenPipeError:
        return 0
    except asyncio.CancelledError:
        # Ctrl-C is how a watch ends.
        if (task := asyncio.current_task()) is not None:
            task.uncancel()
    screen.leave()
    return 0


def service_url(settings: Settings) -> str:
    """Where the service answers: as it announced itself beside its embedded database, else as
    this process's own settings say."""
    record = None
    if settings.database_url is None:
        record = read_record(Layout(settings.data_dir.absolute().resolve()))
    is_running = record is not None and record.holder == "service" and record.web_url
    url = record.web_url if record and is_running else f"http://{settings.host}:{settings.port}"
    parts = urlsplit(url)
    if parts.hostname in _NOBODY:
        parts = parts._replace(netloc=f"127.0.0.1:{parts.port or 80}")
    return urlunsplit(parts).rstrip("/")


class _Watch:
    """What has been received so far, over one connection after another."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        token: str,
        screen: Screen,
        *,
        once: bool,
    ) -> None:
        self._session = session
        self._url = url
        self._token = token
        self._screen = screen
        self._once = once
        self._resume: str | None = None
        self._done = False

    async def run(self) -> None:
        """Connect again and again, with growing pauses, until told otherwise."""
        painter = asyncio.create_task(self._screen.paint())
        pause = _RECONNECT_SECONDS[0]
        try:
            while not self._done:
                connected = await self._connection()
                if self._done:
                    return
                pause = _RECONNECT_SECONDS[0] if connected else pause * 2
                pause = min(pause, _RECONNECT_SECONDS[1])
                await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
        finally:
            painter.cancel()
            await asyncio.gather(painter, return_exceptions=True)

    async def _connection(self) -> bool:
        """One connection to its end; returns whether there was one. Raises _Ended."""
        never_before = not self._screen.has_pools
        try:
            socket = await self._session.ws_connect(
                f"{self._url}/v1/live",
                headers={"Authorization": f"Bearer {self._token}"},
                max_msg_size=_FRAME_BYTES_MAX,
                heartbeat=NOT_LIVE_SECONDS * 2,
            )
        except aiohttp.WSServerHandshakeError as error:
            if error.status in (401, 403, 404):
                raise _Ended(f"The service at {self._url} does not let this sign-in in.") from None
            return False
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            if never_before:
                raise _Ended(
                    f"No service answers at {self._url}. Start it with: housing-service serve"
                ) from error
            return False
        async with socket:
            await socket.send_json({"type": "subscribe", "filter": {}, "resume": self._resume})
            await self._read(socket)
        return True

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        until = asyncio.timeout(_SNAPSHOT_SECONDS_MAX) if self._once else contextlib.nullcontext()
        try:
            async with until:
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        self._take(orjson.loads(message.data))
                    if self._done:
                        return
        except TimeoutError:
            raise _Ended(f"The service at {self._url} sends no counts.") from None
        if socket.close_code is not None and 4500 <= socket.close_code < 5000:
            raise _Ended(f"The service at {self._url} ended the conversation.")

    def _take(self, frame: JsonObject) -> None:
        kind = frame.get("type")
        if kind == "snapshot":
            self._screen.replace(frame["pools"])
            self._done = self._once
        elif kind == "changes":
            self._screen.change(frame["pools"], frame["removed"])
        elif kind == "tick":
            self._screen.tick(frame)
        self._resume = frame.get("resume", self._resume)
