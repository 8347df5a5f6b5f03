"""The last look: after quiet, the database's own rows against what the history allows."""

from __future__ import annotations

import time
from pathlib import Path

import asyncpg

from ops.soak.check_history import Checker, Settled
from ops.soak.check_track import BY_THE_CLOCK, LIVE
from ops.soak.check_violation import Rule, Violation

_SQL = Path(__file__).with_name("sql")
_SAME_MOMENT_SECONDS = 0.000_002
# What staff may have made of an end after its last answer was read: nothing else moves.
_MOVES_ON = {"expired": {"arrived", "no_show"}, "ended": set[str]()}


async def audit(owner: asyncpg.Connection, checker: Checker) -> int:
    """Compare every hold and pool, with the owner's rights; findings go to the checker. Call
    once, after `History.finish`, when nobody changes anything. Returns how many rows were read."""
    pools = list(checker.pool_ids())
    rows = await owner.fetch((_SQL / "audit_holds.sql").read_text(), pools)
    counts = await owner.fetch((_SQL / "audit_pools.sql").read_text(), pools)
    forgotten = {row["id"] for row in await owner.fetch((_SQL / "audit_forgotten.sql").read_text())}
    checker.pass_time(time.monotonic())
    by_id: dict[str, asyncpg.Record] = {}
    for row in rows:
        if row["id"] in by_id:
            _found(checker, "two_holds_one_id", row, "two rows have this id")
        by_id[row["id"]] = row
    _acknowledged(checker, by_id, forgotten)
    _written(checker, by_id)
    _counts(checker, counts)
    for operation in checker.unresolved_operations():
        checker.found(
            Violation("unresolved", operation.pool_id, operation.hold_id,
                      "its caller never learned what came of it", operation)
        )  # fmt: skip
    return len(rows) + len(counts)


def _found(checker: Checker, rule: Rule, row: asyncpg.Record | Settled, sentence: str) -> None:
    hold_id = row["id"] if isinstance(row, asyncpg.Record) else None
    pool_id = row["pool_id"] if isinstance(row, asyncpg.Record) else row.pool_id
    checker.found(Violation(rule, pool_id, hold_id, sentence))


def _acknowledged(checker: Checker, by_id: dict[str, asyncpg.Record], forgotten: set[str]) -> None:
    """Every hold somebody was told of is there, and is what they were told."""
    for hold_id, told in checker.acknowledged():
        row = by_id.get(hold_id)
        if row is None:
            if hold_id not in forgotten or told.state in LIVE:
                checker.found(
                    Violation("acknowledged_then_lost", told.pool_id, hold_id,
                              "it was acknowledged, and no row has its id")
                )  # fmt: skip
            continue
        same = abs(row["placed_at"] - told.placed_at) < _SAME_MOMENT_SECONDS
        if (row["pool_id"], row["units"]) != (told.pool_id, told.units) or not same:
            _found(checker, "two_holds_one_id", row, "its row is another hold")
        _state(checker, row, told.state)


def _state(checker: Checker, row: asyncpg.Record, told: str) -> None:
    """`told` is "live", "ended", a terminal state, or "unsure"."""
    if told == "live" and not row["live"]:
        _found(checker, "ended_early", row, f"it surely keeps its units; its row is {row['state']}")
    if told not in ("live", "unsure") and row["live"]:
        _found(checker, "resurrected", row, f"it had ended ({told}); its row is live")
    if told in ("live", "unsure", "ended") or row["live"]:
        return
    written = row["state"]
    unwritten_end = told in BY_THE_CLOCK and written in LIVE
    if written != told and not unwritten_end and written not in _MOVES_ON.get(told, ()):
        _found(checker, "two_ends", row, f"it ended as {told}; its row is {written}")


def _written(checker: Checker, by_id: dict[str, asyncpg.Record]) -> None:
    """No row is there that nobody can have asked for, and each ended as it may."""
    known = checker.possibly_placed()
    for hold_id, row in by_id.items():
        if hold_id not in known:
            _found(checker, "written_though_told_not", row, "its callers were told it was not")
        if (
            row["state"] == "arrived"
            and not row["late"]
            and row["ended_at"] > row["expires_at"] + _SAME_MOMENT_SECONDS
        ):
            _found(checker, "arrived_after_deadline", row, "its row says so")


def _counts(checker: Checker, rows: list[asyncpg.Record]) -> None:
    for row in rows:
        low, high = checker.free_bounds(row["id"])
        if not low <= row["units_free"] <= high:
            sentence = f"{row['units_free']} are free in its row; told were {low} to {high}"
            checker.found(Violation("report_not_kept", row["id"], None, sentence))
        if row["rows_held"] != row["told_held"]:
            sentence = f"its rows keep {row['rows_held']}, the service says {row['told_held']}"
            checker.found(Violation("held_drifted", row["id"], None, sentence))
