"""Which view of a hold each console is given, decided once more where it is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest

from housing_service.domain.identity import Identity
from housing_service.live.board import HoldEntry
from housing_service.live.connection import Connection
from housing_service.live.hold_frames import HoldFrames

HOLDER, SHELTER, OTHER = (UUID(int=number) for number in (1, 2, 3))
HOLD = HoldEntry(
    UUID(int=9), UUID(int=8), HOLDER, SHELTER, "responder", 1, 1, None,
    {"holder": b'"holder"', "shelter": b'"shelter"', "operator": b'"operator"'}, 1,
)  # fmt: skip


class Line:
    """A transport that keeps what was written to it."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data

    def writelines(self, list_of_data: Iterable[bytes]) -> None:
        self.write(b"".join(list_of_data))

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default


def console(account: UUID, role: str, organization: UUID | None) -> Connection:
    return Connection(Line(), Identity(account, role, organization, None, True), None)


@pytest.mark.parametrize(
    ("account", "role", "organization", "view"),
    [
        (HOLDER, "responder", None, "holder"),
        (HOLDER, "responder", OTHER, "holder"),
        (OTHER, "shelter_staff", SHELTER, "shelter"),
        (OTHER, "operator", None, "operator"),
        (OTHER, "responder", None, None),
        (OTHER, "responder", SHELTER, None),
        (OTHER, "shelter_staff", OTHER, None),
    ],
)
def test_a_hold_is_seen_by_its_own_people_only(account, role, organization, view) -> None:
    watching = console(account, role, organization)
    assert watching.hold_view(HOLD) == (HOLD.views[view] if view else None)
    sent = HoldFrames([HOLD]).write_to([watching])
    assert sent == (1 if view else 0)
    assert (f'"{view}"'.encode() in watching.transport.written) is bool(view)
