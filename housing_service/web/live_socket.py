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
from housing_service.domain.filters import EVERYBODY, FILTER_VALUES_MAX, PoolFilter
from housing_service.domain.identity import Identity
from housing_service.live import messages
from housing_service.live.connection import Connection, Transport
from housing_service.live.messages import CLOSE_REASONS
from housing_service.service.filtering import pool_filter
from housing_service.service.rate import Rates
from housing_service.service.requests import parse
from housing_service.store.accounts import secret_hash
from housing_service.web.auth import caller_address, presented_secret, same_origin
from housing_service.web.bodies import json_response
from housing_service.web.keys import IDENTITY, SERVICES, SETTINGS
from housing_service.web.live_strangers import Stranger, Strangers
from housing_service.web.live_tickets import TICKET_SECONDS, LiveTickets
from housing_service.web.token_scopes import may_read

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
        self.strangers = Strangers()
        self.described = Rates(households_per_second, HOUSEHOLDS_AT_ONCE)
        self._tickets: LiveTickets | None = None

    def tickets(self, request: web.Request) -> LiveTickets:
        """The tickets of this process."""
        if self._tickets is None:
            self._tickets = LiveTickets(request.app[SERVICES].hub.database_time)
        return self._tickets

    async def make_ticket(self, request: web.Request) -> web.Response:
        """A ticket for this page's next connection. A program's token needs none."""
        form_token = request[IDENTITY].session_csrf
        if form_token is None:
            raise Refusal("not_allowed")
        ticket = self.tickets(request).make(form_token)
        return json_response({"ticket": ticket, "expires_in_seconds": TICKET_SECONDS}, 201)

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
        stranger = None
        if IDENTITY not in request:
            stranger = self.strangers.enter(caller_address(request), settings)
        # Frames above the bound are refused by us with a code of ours; four times the bound is
        # cut by the library while it is still reading.
        socket = web.WebSocketResponse(
            compress=False, max_msg_size=4 * settings.frame_bytes_max, autoping=True
        )
        self.open += 1
        try:
            await socket.prepare(request)
            await _Conversation(request, socket, self, stranger).run()
        except ConnectionResetError:
            # The caller left during the handshake; there is nobody to answer. A socket that never
            # got so far can't be finished.
            return socket if socket.prepared else web.Response()
        finally:
            self.open -= 1
            if stranger is not None:
                stranger.leave()
        return socket


class _Conversation:
    def __init__(
        self,
        request: web.Request,
        socket: web.WebSocketResponse,
        sockets: LiveSockets,
        stranger: Stranger | None,
    ) -> None:
        self._stranger = stranger
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
        # With what they said who they are.
        self._secret: str | None = None
        self._by_session = False

    async def run(self) -> None:
        try:
            identity, credential = await self._who()
            if self._stranger is not None:
                self._stranger.leave()
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

    async def _who(self) -> tuple[Identity, bytes]:
        known = self._request.get(IDENTITY)
        secret = presented_secret(self._request)
        if isinstance(known, Identity) and secret and not self._from_a_page(known):
            return self._known(known, secret)
        said = await self._first_message(
            messages.CLOSE_TRY_AGAIN if known else messages.CLOSE_AUTHENTICATION_TIMEOUT
        )
        if said.ticket is not None:
            return self._by_ticket(known, secret, said.ticket)
        token = said.token or ""
        use = self._request.app[SERVICES]
        identity = await use.signin.by_token(token)
        if identity is None:
            use.watching.note_named(None, (token,))
        if identity is None or identity.invited or not may_read(identity):
            raise Goodbye(messages.CLOSE_NOT_SIGNED_IN)
        return self._known(identity, token)

    def _from_a_page(self, known: Identity) -> bool:
        """Whether a browser sent the session along by itself: it always names the page's origin."""
        return known.session_csrf is not None and "Origin" in self._request.headers

    def _known(self, identity: Identity, secret: str) -> tuple[Identity, bytes]:
        self._secret = secret
        self._by_session = identity.session_csrf is not None
        return identity, secret_hash(secret)

    def _by_ticket(
        self, known: Identity | None, session: str | None, ticket: str
    ) -> tuple[Identity, bytes]:
        if known is None or session is None or known.session_csrf is None:
            raise Goodbye(messages.CLOSE_NOT_SIGNED_IN)
        if not self._sockets.tickets(self._request).take(known.session_csrf, ticket):
            # On a slow line one may have run out, or the page may have the token of an earlier
            # session: a page of ours comes back with one that it has asked for.
            raise Goodbye(messages.CLOSE_TRY_AGAIN)
        return self._known(known, session)

    async def _first_message(self, too_late: int) -> messages.Authenticate:
        try:
            async with asyncio.timeout(self._settings.authenticate_timeout_seconds):
                body = await self._read()
        except TimeoutError:
            raise Goodbye(too_late) from None
        if body is None:
            raise Goodbye(messages.CLOSE_NOT_SIGNED_IN)
        if body.get("type") != "authenticate":
            raise Goodbye(messages.CLOSE_NOT_SIGNED_IN, "authenticate first")
        return _parsed(messages.Authenticate, body)

    async def _serve(self, identity: Identity, credential: bytes) -> None:
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
            if identity.locked:
                # A locked desk counts its own places, and reads of nothing else.
                subscribe.filter = messages.LiveFilter(own=True)
            try:
                wanted = pool_filter(subscribe.filter, identity)
            except Refusal as refusal:
                field = str(refusal.extras["fields"][0]["field"]).removeprefix("filter.")
                raise Goodbye(messages.CLOSE_BAD_MESSAGE, f"filter.{field}") from None
            self._watch_named(identity, wanted)
            if wanted.case != EVERYBODY:
                await self._wait_for_a_turn(connection)
            self._only_when_filled()
            await self._warn_if_not_live()
            connection.takes_packed = subscribe.packed
            ahead = await self._hub.made_ahead(connection, wanted, subscribe.resume)
            await self._judge_again(connection)
            self._only_when_filled()
            self._hub.subscribe(connection, wanted, subscribe.resume, ahead)
            demand = self._request.app[SERVICES].demand
            demand.note_filter(identity, subscribe.filter.need_id, wanted)

    async def _judge_again(self, connection: Connection) -> None:
        """Whoever connects and waits is in nobody's list while they wait: their session may have
        been locked or ended, or their rights changed, since they said who they are."""
        if self._hub.watches(connection) or self._secret is None:
            return
        signin = self._request.app[SERVICES].signin
        look = signin.by_session if self._by_session else signin.by_token
        try:
            now = await look(self._secret)
        except Refusal:
            raise Goodbye(messages.CLOSE_TRY_AGAIN) from None
        if now is None:
            raise Goodbye(messages.CLOSE_NOT_SIGNED_IN)
        if now.permissions != connection.identity.permissions:
            raise Goodbye(messages.CLOSE_TRY_AGAIN)

    def _watch_named(self, identity: Identity, wanted: PoolFilter) -> None:
        """A list of what is not there is empty and no refusal; whoever names it may be guessing."""
        unknown = [str(one) for one in wanted.pool_ids or () if one not in self._hub.board.pools]
        if unknown:
            watching = self._request.app[SERVICES].watching
            watching.note_named(identity.account_id, unknown[:FILTER_VALUES_MAX])

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
