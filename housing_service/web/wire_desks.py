"""What callers read about notices."""

from __future__ import annotations

from housing_service.web.wire_base import Wire


class Notices(Wire):
    """Whether browsers can be rung at all, with which public key, and whether this one is."""

    offered: bool
    key: str | None
    on: bool
