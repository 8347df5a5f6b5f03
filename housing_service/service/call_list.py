"""Which shelters an operator should call, and why: worked out from what an operator may see.

Of confidential programs only what outsiders are told counts here: that a count is old or was never
said. Nothing is stored; times are the database's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from housing_service.domain.operator_lists import CALL_REASONS, CallReason
from housing_service.domain.shifts import shift_began_at
from housing_service.domain.vocabulary import BED_UNITS
from housing_service.store.operator import Nudges, Unanswered

JsonObject = Mapping[str, Any]
# A shelter is reminded of a hold after five minutes and again after fifteen (design, section 5).
HOLD_WAITS_LONG: Final = timedelta(minutes=5)
ASK_WAITS_LONG: Final = timedelta(minutes=5)
# Counting is the first thing of a shift, but not its first hour's.
SHIFT_GRACE: Final = timedelta(hours=1)
SHIFT: Final = timedelta(hours=8)
_RANK: Final[Mapping[str, int]] = {code: place for place, code in enumerate(CALL_REASONS)}
_NEVER: Final = datetime.max


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, since when (null where that is not known or not told), and how many."""

    code: CallReason
    since: datetime | None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A pool whose shelter should be called, its reasons with the most urgent first, and how often
    it was nudged in this shift."""

    pool: JsonObject
    reasons: tuple[Reason, ...]
    nudges: int
    nudged_at: datetime | None


def call_list(
    pools: Iterable[JsonObject],
    unanswered: Mapping[UUID, Unanswered],
    nudges: Mapping[UUID, Nudges],
    now: datetime,
) -> list[Call]:
    """Calls to make, the most urgent first; of equal urgency what has lasted longest."""
    found = []
    for pool in pools:
        if pool["unit"] not in BED_UNITS or not _is_open(pool):
            continue
        pool_id = UUID(str(pool["id"]))
        reasons = _reasons(pool, unanswered.get(pool_id), now)
        if reasons:
            sent = nudges.get(pool_id)
            found.append(
                Call(pool, reasons, sent.count if sent else 0, sent.last_at if sent else None)
            )
    return sorted(found, key=_urgency)


def next_look(
    pools: Iterable[JsonObject], unanswered: Mapping[UUID, Unanswered], now: datetime
) -> datetime | None:
    """When the clock alone may next change the list: what waits has then waited long, or a shift
    has gone on for an hour. Counts that grow old are announced by the pools themselves."""
    at = [
        since + long
        for waiting in unanswered.values()
        for since, long in (
            (waiting.hold_since, HOLD_WAITS_LONG),
            (waiting.ask_since, ASK_WAITS_LONG),
        )
        if since is not None
    ]
    for zone in {pool.get("time_zone") for pool in pools if pool.get("time_zone")}:
        began = shift_began_at(zone, now)
        at += [began + SHIFT_GRACE, began + SHIFT + SHIFT_GRACE]
    return min((one for one in at if one > now), default=None)


def _urgency(call: Call) -> tuple[int, datetime, str, str]:
    first = call.reasons[0]
    since = first.since.replace(tzinfo=None) if first.since else _NEVER
    return _RANK[first.code], since, str(call.pool["program_name"]), str(call.pool["id"])


def _is_open(pool: JsonObject) -> bool:
    """Whether anybody is there to be called about it: nobody is asked while intake is closed."""
    if "availability" in pool:
        return bool(pool["availability"] != "closed")
    opening = pool.get("opening")
    return pool["state"] not in ("closed", "paused") and not (opening and not opening["is_open"])


def _reasons(pool: JsonObject, waiting: Unanswered | None, now: datetime) -> tuple[Reason, ...]:
    found: list[Reason] = []
    reported_at = _time(pool.get("reported_at"))
    short = int(pool.get("units_short") or 0)
    if short:
        found.append(Reason("over_held", reported_at, short))
    if waiting is not None:
        if waiting.ask_since and now - waiting.ask_since >= ASK_WAITS_LONG:
            found.append(Reason("asks_waiting", waiting.ask_since, waiting.asks))
        if waiting.hold_since and now - waiting.hold_since >= HOLD_WAITS_LONG:
            found.append(Reason("holds_waiting", waiting.hold_since, waiting.holds))
    if pool["freshness"] == "stale":
        found.append(Reason("stale", reported_at))
    elif pool["freshness"] == "unknown":
        found.append(Reason("unknown", None))
    elif reported_at is not None and _missed_shift(pool, reported_at, now):
        found.append(Reason("not_since_shift", reported_at))
    return tuple(found)


def _missed_shift(pool: JsonObject, reported_at: datetime, now: datetime) -> bool:
    """Whether nobody has counted since this shift began. Only of pools that are counted every few
    hours: a program that counts once a week has no shifts to miss."""
    if int(pool.get("stale_after_seconds") or 0) > SHIFT.total_seconds():
        return False
    began = shift_began_at(pool.get("time_zone"), now)
    return reported_at < began and now - began >= SHIFT_GRACE


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
