"""/v1/live: the handshake and the reader of one console. The hub does all the writing."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from socket import SO_SNDBUF, SOL_SOCKET
from typing import Any, TypeVar, cast
from uuid import UUID

import orjson
from aiohttp import WSMsgType, web
from pydantic import BaseModel

from housing_service.domain.errors import Refusal
from housing_service.domain.filters import EVERYBODY
from housing_service.domain.identity import Identity
from housing_service.live import messages
from housing_service.live.connection import Connection, Transport
from housing_service.live.messages import CLOSE_REASONS
from housing_service.service.filtering import pool_filter
from housing_service.service.rate import Rates
from housing_service.service.requests import parse
from housing_service.store.accounts import secret_hash
from housing_service.web.auth import presented_secret, same_origin
from housing_service.web.keys import IDENTITY, SERVICES, SETTINGS

log = logging.getLogger(__name__)
_CLOSING_SECONDS = 2.0
# Looked at this often, whether somebody who waits for a turn is still there.
_TURN_SECONDS_MAX = 1.0
HOUSEHOLDS_AT_ONCE = 10
_Model = TypeVar("_Model", bound=BaseModel)


class Goodbye(Exception):
    """The conversation ends with this close code."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class LiveSockets:
    """Every open socket of this process, signed in or not yet."""

    def __init__(self, households_per_second: float = 2) -> None:
        self.open = 0
        self.by_account: dict[UUID, int] = {}
        self.described = Rates(households_per_second, HOUSEHOLDS_AT_ONCE)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Upgrade, then read until the console leaves or breaks a rule."""
        if request.headers.get("Upgrade", "").lower() != "websocket":
            if IDENTITY not in request:
                raise Refusal("not_signed_in")
            raise Refusal("invalid_request", detail="This address speaks websocket only.")
        same_origin(request)
        if IDENTITY not in request and presented_secret(request):
            raise Refusal("not_signed_in")
        settings = request.app[SETTINGS]
        if self.open >= settings.connections_max:
            raise Refusal("busy", retry_after_seconds=5)
        # Frames above the bound are refused by us with a code of ours; four times the bound is
        # cut by the library while it is still reading.
        socket = web.WebSocketResponse(
            compress=False, max_msg_size=4 * settings.frame_bytes_max, autoping=True
        )
        self.open += 1
        try:
            await socket.prepare(request)
            await _Conversation(request, socket, self).run()
        except ConnectionResetError:
            # The caller left during the handshake; there is nobody to answer. A socket that never
            # got so far can't be finished.
            return socket if socket.prepared else web.Response()
        finally:
            self.open -= 1
        return socket


class _Conversation:
    def __init__(
        self, request: web.Request, socket: web.WebSocketResponse, sockets: LiveSockets
    ) -> None:
        self._request = request
        self._socket = socket
        self._sockets = sockets
        self._hub = request.app[SERVICES].hub
        self._settings = request.app[SETTINGS]
        self._connection: Connection | None = None
        self._rates = Rates(
            self._settings.client_frames_per_second, self._settings.client_frames_per_second * 2
        )
        self._closing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        try:
            identity, credential = await self._who()
            self._count(identity.account_id, +1)
            try:
                open_sockets = self._sockets.by_account[identity.account_id]
                if open_sockets > self._settings.connections_per_account_max:
                    raise Goodbye(messages.CLOSE_FULL)
                await self._serve(identity, credential)
            finally:
                self._count(identity.account_id, -1)
        except Goodbye as goodbye:
            await self._say_goodbye(goodbye.code, goodbye.detail)
        finally:
            if self._connection is not None:
                self._hub.leave(self._connection)
            if self._closing is not None:
                await self._closing

    def _count(self, account: UUID, by: int) -> None:
        counts = self._sockets.by_account
        counts[account] = counts.get(account, 0) + by
        if counts[account] <= 0:
            del counts[account]

    async def _who(self) -> tuple[Identity, bytes | None]:
        known = self._request.get(IDENTITY)
        if isinstance(known, Identity):
            secret = presented_secret(self._request)
            return known, secret_hash(secret) if secret else None
        try:
            async with asyncio.timeout(self._settings.authenticate_timeout_seconds):
                body = await self._read()
        except TimeoutError:
            raise Goodbye(messages.CLOSE_AUTHENTICATION_TIMEOUT) from None
        if body is None:
            raise Goodbye(messages.CLOSE_NOT_SIGNED_IN)
        if body.get("type") != "authenticate":
            raise Goodbye(messages.CLOSE_NOT_SIGNED_IN, "authenticate first")
        token = _parsed(messages.Authenticate, body).token
        identity = await self._request.app[SERVICES].signin.by_token(token)
        if identity is None:
            raise Goodbye(messages.CLOSE_NOT_SIGNED_IN)
        return identity, secret_hash(token)

    async def _serve(self, identity: Identity, credential: bytes | None) -> None:
        transport = self._request.transport
        if transport is None:
            return
        connection = Connection(cast(Transport, transport), identity, credential)
        connection.request_close = self._close_soon
        self._connection = connection
        _bound_kernel_buffer(transport, self._settings.send_buffer_bytes_max)
        while (body := await self._read()) is not None:
            kind = body.get("type")
            if kind == "authenticate":
                continue
            if kind != "subscribe":
                raise Goodbye(messages.CLOSE_UNKNOWN_TYPE)
            subscribe = _parsed(messages.Subscribe, body)
            try:
                wanted = pool_filter(subscribe.filter, identity)
            except Refusal as refusal:
                field = str(refusal.extras["fields"][0]["field"]).removeprefix("filter.")
                raise Goodbye(messages.CLOSE_BAD_MESSAGE, f"filter.{field}") from None
            if wanted.case != EVERYBODY:
                await self._wait_for_a_turn(connection)
            self._only_when_filled()
            await self._warn_if_not_live()
            ahead = await self._hub.made_ahead(connection, wanted, subscribe.resume)
            self._only_when_filled()
            self._hub.subscribe(connection, wanted, subscribe.resume, ahead)
            demand = self._request.app[SERVICES].demand
            demand.note_filter(identity, subscribe.filter.need_id, wanted)

    def _only_when_filled(self) -> None:
        if not self._request.app[SERVICES].health.ready()[1]["board_filled"]:
            raise Goodbye(messages.CLOSE_TRY_AGAIN)

    async def _wait_for_a_turn(self, connection: Connection) -> None:
        """Every household has all pools judged for it alone. An account that describes one after
        the other waits here; its next message is read when this one is answered."""
        described = self._sockets.described
        while wait_seconds := described.take(str(connection.account_id)):
            if connection.closing is not None or connection.transport.is_closing():
                return
            await asyncio.sleep(min(wait_seconds, _TURN_SECONDS_MAX))

    async def _warn_if_not_live(self) -> None:
        # Whoever comes while the database is out of reach must not take the snapshot for live
        # until the next tick.
        facts = self._request.app[SERVICES].health.live_facts()
        if not facts["live"]:
            await self._socket.send_str(orjson.dumps({"type": "tick", **facts}).decode())

    async def _read(self) -> dict[str, Any] | None:
        """The next message as an object; null when the console has left."""
        message = await self._socket.receive()
        if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
            return None
        if self._rates.take("frames"):
            raise Goodbye(messages.CLOSE_TOO_MANY_MESSAGES)
        if message.type is not WSMsgType.TEXT:
            raise Goodbye(messages.CLOSE_BAD_MESSAGE, "text frames only")
        if len(message.data) > self._settings.frame_bytes_max:
            raise Goodbye(messages.CLOSE_MESSAGE_TOO_LARGE)
        try:
            body = orjson.loads(message.data)
        except orjson.JSONDecodeError:
            raise Goodbye(messages.CLOSE_BAD_MESSAGE, "not JSON") from None
        if not isinstance(body, dict):
            raise Goodbye(messages.CLOSE_BAD_MESSAGE, "not an object")
        return body

    def _close_soon(self, code: int) -> None:
        if self._closing is None:
            self._closing = asyncio.create_task(self._say_goodbye(code))

    async def _say_goodbye(self, code: int, detail: str = "") -> None:
        if self._connection is not None:
            self._hub.leave(self._connection)
        reason = CLOSE_REASONS.get(code, "closed")
        transport = self._request.transport
        with contextlib.suppress(TimeoutError, ConnectionError, RuntimeError):
            async with asyncio.timeout(_CLOSING_SECONDS):
                if code >= messages.CLOSE_BAD_MESSAGE and not self._socket.closed:
                    error = {"type": "error", "code": reason, "detail": detail}
                    await self._socket.send_str(orjson.dumps(error).decode())
                await self._socket.close(code=code, message=reason.encode())
                return
        # A console that does not read can't be told; it finds out when the line is cut.
        if transport is not None and not transport.is_closing():
            transport.abort()


def _bound_kernel_buffer(transport: asyncio.BaseTransport, bytes_max: int) -> None:
    """Keep the kernel from holding megabytes for a console that does not read."""
    socket = transport.get_extra_info("socket")
    if socket is not None:
        socket.setsockopt(SOL_SOCKET, SO_SNDBUF, bytes_max)


def _parsed(model: type[_Model], body: dict[str, Any]) -> _Model:
    try:
        return parse(model, body)
    except Refusal as refusal:
        fields = refusal.extras.get("fields") or [{"field": "body"}]
        raise Goodbye(messages.CLOSE_BAD_MESSAGE, str(fields[0]["field"])) from None
