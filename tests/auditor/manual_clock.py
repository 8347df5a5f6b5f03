"""Time of the model: whole microseconds since 1970, moved by hand, and its words on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where every history starts. Far from now, so that nothing that reads a real clock goes unseen.
START = int((datetime(2030, 6, 1, 12, tzinfo=UTC) - _EPOCH) / timedelta(microseconds=1))


def as_datetime(at: int) -> datetime:
    return _EPOCH + timedelta(microseconds=at)


def rfc3339(at: int | None) -> str | None:
    """Design 7: times are RFC 3339 in UTC."""
    return None if at is None else as_datetime(at).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
