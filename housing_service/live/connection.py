"""One console: a transport, an audience, and a single number.

The number is the board's offset up to which this console was sent. There is no queue: what a
slow reader has not yet been sent is read from the board when its buffer has drained.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from housing_service.domain.identity import OPERATOR, SHELTER_STAFF, Identity
from housing_service.live.audience import Audience
from housing_service.live.board import HoldEntry
from housing_service.live.passed_on import gone_view


class Transport(Protocol):
    """What is needed of asyncio's transport."""

    def write(self, data: bytes) -> None: ...
    def writelines(self, list_of_data: Iterable[bytes]) -> None: ...
    def get_write_buffer_size(self) -> int: ...
    def is_closing(self) -> bool: ...
    def get_extra_info(self, name: str, default: Any = None) -> Any: ...


class Connection:
    """A subscribed console. `offset` -1 means: it needs a full snapshot first.

    `descriptor` is -1 where bytes may not go past the transport (TLS, no socket)."""

    __slots__ = (
        "account_id",
        "account_number",
        "audience",
        "closing",
        "credential",
        "descriptor",
        "identity",
        "notices_told",
        "notices_version",
        "offset",
        "organization_id",
        "request_close",
        "role",
        "slow_since",
        "tail",
        "takes_packed",
        "transport",
        "viewer_token",
    )

    def __init__(self, transport: Transport, identity: Identity, credential: bytes | None) -> None:
        self.transport = transport
        self.descriptor = _descriptor(transport)
        self.identity = identity
        self.account_id: UUID = identity.account_id
        # Hashing a UUID runs Python code; its number is looked up many times a pass.
        self.account_number = identity.account_id.int
        self.role = identity.role
        self.organization_id = identity.organization_id
        self.credential = credential
        self.audience: Audience | None = None
        self.viewer_token = ""
        self.tail = b""
        self.offset = -1
        # Which announcements and nudges it was told last.
        self.notices_version = -1
        self.notices_told = b""
        self.slow_since: float | None = None
        self.takes_packed = False
        self.closing: int | None = None
        self.request_close: object = None

    def bind(self, audience: Audience, viewer_token: str, offset: int) -> None:
        """Watch as this audience from `offset` on."""
        self.audience = audience
        self.viewer_token = viewer_token
        self.tail = viewer_token.encode() + b'"}'
        self.offset = offset

    def told_notices(self, version: int, members: bytes) -> None:
        """It has been told what stands as of this version."""
        self.notices_version = version
        self.notices_told = members

    def ready(self, buffer_bytes_max: int) -> bool:
        """Whether a frame may be written now. While unsent bytes are above the bound the console
        is passed over and its clock as a slow reader runs."""
        if self.closing is not None or self.transport.is_closing():
            return False
        if self.transport.get_write_buffer_size() > buffer_bytes_max:
            if self.slow_since is None:
                self.slow_since = time.monotonic()
            return False
        self.slow_since = None
        return True

    def hold_view(self, entry: HoldEntry) -> bytes | None:
        """The hold, request or ask as this console may see it, or null when it does not exist for
        it. Only who is at work, in an organization of the full stage, is asked; a locked desk is
        told of nobody."""
        if self.identity.locked:
            return None
        if self.role == SHELTER_STAFF and self.organization_id == entry.organization_id:
            identity = self.identity
            if entry.kind == "ask" and not (identity.on_duty and identity.sees_confidential):
                return None
            return entry.views["shelter"]
        if self.account_id == entry.account_id:
            return entry.views["holder"]
        if self.role == OPERATOR:
            return entry.views.get("operator")
        return None

    def gone_view(self, entry: HoldEntry, since: int) -> bytes | None:
        """That it was passed to a colleague after the offset `since`, for who had it until then."""
        ceased = entry.former.get(self.account_id)
        if ceased is None or ceased <= since or self.identity.locked:
            return None
        return gone_view(entry.hold_id)


def _descriptor(transport: Transport) -> int:
    if transport.get_extra_info("ssl_object") is not None:
        return -1
    socket = transport.get_extra_info("socket")
    return -1 if socket is None else int(socket.fileno())
