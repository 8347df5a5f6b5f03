"""What the model says that a request is answered with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Design 7 and RFC 9457: which codes are a caller's mistake; all other refusals are 409.
STATUS = {
    "not_allowed": 403,
    "consent_required": 403,
    "pool_not_found": 404,
    "hold_not_found": 404,
    "invalid_request": 422,
    "minutes_out_of_range": 422,
    "kept_until_out_of_range": 422,
    "units_exceed_hold": 422,
    "observed_in_future": 422,
    "arrived_hold_not_found": 422,
    "pause_ends_in_past": 422,
}


@dataclass(frozen=True)
class Expected:
    """`code` is null when the request succeeds. `body` holds the parts that must be in the
    answer: the hold, the pool, the report, each complete; a null part must be absent."""

    status: int
    code: str | None = None
    body: dict[str, Any] | None = None


def refused(code: str, **body: Any) -> Expected:
    return Expected(STATUS.get(code, 409), code, body)
