"""What callers read about their own signing in."""

from __future__ import annotations

from housing_service.web.wire_base import Wire


class SteppedUp(Wire):
    """For how long this session counts as proven a moment ago."""

    seconds: int
