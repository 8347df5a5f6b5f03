"""Ringing the browsers of a shelter's staff while something waits that nobody there has seen.

What is sent is empty: the browser shows one word. Every process watches its own board and asks the
database whom to ring, which gives each browser to one process only, and to none too often.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson

from housing_service.config import Settings
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.push_services import PushServices
from housing_service.live.board import Board, HoldEntry, Kind
from housing_service.metrics import PUSH_NOTICES
from housing_service.service.vapid import Vapid, new_private_key
from housing_service.store import push as store
from housing_service.store.database import Database

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
WAITING_MAX = 5_000
QUEUE_MAX = 1_000
SENDERS = 4
_RETRY_SECONDS = 2.0

Outcome = Literal["sent", "gone", "failed"]
# Rings one address with these headers; never raises for what a network does.
Send = Callable[[str, dict[str, str]], Awaitable[Outcome]]
_Key = tuple[Kind, UUID]


@dataclass(frozen=True, slots=True)
class PushSettings:
    """Who may be rung, by whom, and how often."""

    services: PushServices
    contact: str
    per_minute: int
    seconds_kept: int


class Push:
    """Use cases of notices, and the loop that sends them, for one process."""

    def __init__(
        self, database: Database, board: Board, settings: PushSettings | None, send: Send
    ) -> None:
        self._database = database
        self._board = board
        self._settings = settings
        self._send = send
        self._vapid: Vapid | None = None
        self._seen_offset = 0
        self._epoch: object = None
        # What rings, oldest first, with the moment before which it need not be looked at again.
        self._waiting: OrderedDict[_Key, float] = OrderedDict()
        self._queue: asyncio.Queue[tuple[str, bool]] = asyncio.Queue(QUEUE_MAX)

    async def _own_key(self, settings: PushSettings) -> Vapid:
        if self._vapid is None:
            kept = await store.push_key(self._database, new_private_key())
            self._vapid = Vapid(kept, settings.contact)
        return self._vapid

    # What people do.

    async def facts(self, session: str) -> dict[str, Any]:
        """Whether this browser can be rung, with which key, and whether it is."""
        if self._settings is None:
            return {"offered": False, "key": None, "on": False}
        vapid = await self._own_key(self._settings)
        on = await store.is_subscribed(self._database, session)
        return {"offered": True, "key": vapid.public_key, "on": on}

    async def turn_on(self, identity: Identity, session: str, endpoint: str) -> None:
        """Ring this browser for as long as its session lasts. Raises `notices_not_offered`, and
        `invalid_request` for an address that is no push service's."""
        if self._settings is None:
            raise Refusal("notices_not_offered")
        if self._settings.services.origin_of(endpoint) is None:
            fields = [{"field": "endpoint", "message": "not an address of a push service"}]
            raise Refusal("invalid_request", fields=fields)
        await store.subscribe(self._database, identity.account_id, session, endpoint)

    async def turn_off(self, session: str) -> None:
        await store.unsubscribe(self._database, session)

    # What the clock does.

    async def run(self) -> None:
        """Watch and ring until cancelled. To be run only where notices are offered."""
        settings = self._settings
        if settings is None:
            raise RuntimeError("notices are not offered")
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch(settings), name="push-watch")
            for number in range(SENDERS):
                group.create_task(self._send_forever(settings), name=f"push-send-{number}")

    async def _watch(self, settings: PushSettings) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                self._look()
                await self._ring_due(settings)
            except Refusal as refusal:
                log.warning("notices interrupted", extra={"code": refusal.code})
                await asyncio.sleep(_RETRY_SECONDS)

    def _look(self) -> None:
        """Take note of what has changed on the board since the last look."""
        board = self._board
        if board.tokens is not self._epoch:
            # Offsets of another epoch can't be compared with these.
            self._epoch, self._seen_offset = board.tokens, 0
            self._waiting.clear()
        offset = board.offset
        # Newest first as the board gives them; the oldest are to be rung first.
        for entry in reversed(list(board.holds_since(self._seen_offset))):
            key = (entry.kind, entry.hold_id)
            if is_ringing(entry):
                self._waiting[key] = 0.0
                if len(self._waiting) > WAITING_MAX:
                    self._waiting.popitem(last=False)
            else:
                self._waiting.pop(key, None)
        self._seen_offset = offset

    async def _ring_due(self, settings: PushSettings) -> None:
        now = time.monotonic()
        gap_seconds = 60 / settings.per_minute
        for key in [key for key, at in self._waiting.items() if at <= now]:
            kind, told_id = key
            endpoints, later = await store.claim(self._database, kind, told_id, gap_seconds)
            # How often a confidential program is rung is its own affair.
            counts = not self._board.is_hidden(kind, told_id)
            for endpoint in endpoints:
                self._put((endpoint, counts))
            if later:
                self._waiting[key] = now + gap_seconds
            else:
                self._waiting.pop(key, None)

    def _put(self, ring: tuple[str, bool]) -> None:
        if self._queue.full():
            _, counts = self._queue.get_nowait()
            if counts:
                PUSH_NOTICES.labels("dropped").inc()
        self._queue.put_nowait(ring)

    async def _send_forever(self, settings: PushSettings) -> None:
        while True:
            endpoint, counts = await self._queue.get()
            # The list may have changed since this address was handed in.
            origin = settings.services.origin_of(endpoint)
            try:
                if origin is None:
                    outcome: Outcome = "gone"
                else:
                    vapid = await self._own_key(settings)
                    outcome = await self._send(endpoint, _headers(settings, vapid, origin))
                if outcome == "gone":
                    await store.forget(self._database, endpoint)
            except Refusal as refusal:
                log.warning("notices interrupted", extra={"code": refusal.code})
                continue
            if counts:
                PUSH_NOTICES.labels(outcome).inc()


def _headers(settings: PushSettings, vapid: Vapid, origin: str) -> dict[str, str]:
    return {
        "TTL": str(settings.seconds_kept),
        # Those not yet delivered are replaced: one word is enough.
        "Topic": "update",
        "Urgency": "high",
        "Authorization": vapid.authorization(origin),
    }


def is_ringing(entry: HoldEntry) -> bool:
    """Whether nobody at its shelter has seen this yet, by the last reading: the same that makes
    the shelter's page ring."""
    if entry.kind not in ("hold", "ask") or entry.ended_at is not None:
        return False
    view = orjson.loads(entry.views["shelter"])
    if entry.kind == "hold":
        return view["state"] == "requested" and not view["seen_at"]
    return view["state"] == "open" and not view["seen_at"]


def push_settings(settings: Settings) -> PushSettings | None:
    """None where nothing is to be pushed."""
    if not settings.push_enabled:
        return None
    return PushSettings(
        PushServices(settings.push_services),
        settings.push_reached_at or "",
        settings.push_per_minute,
        settings.push_keep_seconds,
    )
