"""Compares one answer, and then everything that can be read, with the model."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.auditor.answers import Expected
from tests.auditor.history import Call, History, body_part
from tests.auditor.manual_clock import HOUR
from tests.auditor.model_callers import Caller
from tests.auditor.model_holds import Hold
from tests.auditor.rig import PROCESSES, Rig
from tests.auditor.views import hold_view, pool_view
from tests.support.api import Answer

Json = dict[str, Any]
# Holds are listed for a day after they ended.
LISTED_FOR = 24 * HOUR


def compare_answer(history: History, call: Call, expected: Expected, answer: Answer) -> None:
    got = (answer.status, answer.code)
    if got != (expected.status, expected.code):
        history.disagree("answer", (expected.status, expected.code), f"{got} {answer}")
    for name, part in (expected.body or {}).items():
        body = body_part(answer, name)
        if part is None:
            if body is not None:
                history.disagree(f"{name} betrayed by a refusal", None, body)
            continue
        compare_fields(history, f"answer's {name or 'body'}", part, body)


def compare_fields(history: History, what: str, expected: Json, got: Any) -> None:
    if not isinstance(got, dict):
        history.disagree(what, expected, got)
    wrong = {name for name, value in expected.items() if got.get(name, "absent") != value}
    if wrong:
        history.disagree(
            what,
            {name: expected[name] for name in sorted(wrong)},
            {name: got.get(name, "absent") for name in sorted(wrong)} | {"id": got.get("id")},
        )


async def compare_everything(rig: Rig, history: History, touched: str | None, turn: int) -> None:
    """Read all pools and holds, by turns as each viewer and by either process, and compare."""
    model = history.model
    one, other = turn % PROCESSES, (turn + 1) % PROCESSES
    everybody = list(model.callers.values())
    hold = history.hold(touched) if touched else None
    shelter = "bridge_staff" if hold is not None and hold.pool.name == "bridge" else "open_staff"
    if hold is None and turn % 4 == 3:
        shelter = "bridge_staff"
    readers = [] if hold is None else [hold.holder, everybody[turn % len(everybody)]]

    async def read(via: int, reader: Caller, path: str) -> Answer:
        return await rig.ask(via, history.tokens[reader.name], "GET", path)

    pools, holds, *single = await asyncio.gather(
        read(one, everybody[turn % len(everybody)], "/v1/pools?limit=100"),
        read(other, model.callers[shelter], "/v1/holds?limit=500"),
        *(read(one, reader, f"/v1/holds/{touched}") for reader in readers),
    )
    _compare_pools(history, pools)
    viewer = model.callers[shelter]
    _compare_list(history, viewer, [h for h in model.holds.values() if viewer.relation(h)], holds)
    for reader, answer in zip(readers, single, strict=True):
        assert hold is not None
        _compare_one(history, reader, hold, answer)


def _compare_one(history: History, reader: Caller, hold: Hold, answer: Answer) -> None:
    if reader.relation(hold) is not None:
        view = hold_view(hold, reader, history.model.clock)
        compare_fields(history, f"hold as {reader.name} reads it", view, answer.body)
    elif (answer.status, answer.code) != (404, "hold_not_found"):
        # Design 3.10: what you may not see does not exist.
        history.disagree("a foreign hold", 404, answer)


def _compare_pools(history: History, answer: Answer) -> None:
    model = history.model
    read = {pool["id"]: pool for pool in answer["items"]}
    if set(read) != {pool.id for pool in model.pools.values()}:
        history.disagree("pools", sorted(p.id for p in model.pools.values()), sorted(read))
    for pool in model.pools.values():
        got = read[pool.id]
        compare_fields(history, f"pool {pool.name}", pool_view(pool, model.clock), got)
        _compare_versions(history, pool, got)
        pool.counts_version = got["counts_version"]
        history.pools_seen[pool.id] = got
        history.changes_seen[pool.id] = (pool.changes, pool.count_changes)


def _compare_versions(history: History, pool: Any, got: Json) -> None:
    """Design 6: the version rises with every stored change, and only then. Design 7:
    counts_version is the version at which the count last changed."""
    before = history.pools_seen.get(pool.id)
    if before is None:
        return
    changes, count_changes = history.changes_seen[pool.id]
    rose = got["version"] > before["version"]
    if got["version"] < before["version"] or rose != (pool.changes > changes):
        expected = f"from {before['version']}, stored changes: {pool.changes - changes}"
        history.disagree(f"version of pool {pool.name}", expected, got["version"])
    was, now = before["counts_version"], got["counts_version"]
    if pool.count_changes > count_changes:
        if not before["version"] < now <= got["version"]:
            history.disagree(f"counts_version of {pool.name}", f"above {before['version']}", now)
    elif was != now:
        history.disagree(f"counts_version of pool {pool.name}", was, now)
    # A client replaces a pool when (version, as_of) is greater; only a clock that was set back
    # may show an earlier as_of.
    older = (got["version"], got["as_of"]) < (before["version"], before["as_of"])
    if older and not history.clock_went_back:
        history.disagree(f"as_of of pool {pool.name}", before["as_of"], got["as_of"])


def _compare_list(history: History, viewer: Caller, expected: list[Hold], answer: Answer) -> None:
    model = history.model
    read = {hold["id"]: hold for hold in answer["items"]}
    must, may = set(), set()
    for hold in expected:
        now = hold.pool.now(model.clock)
        ended_at = hold.shown_ended_at(now)
        if ended_at is None or ended_at > now - LISTED_FOR:
            must.add(hold.id)
        elif hold.is_overdue(now):
            # Ended by the clock more than a day ago and not yet written down.
            may.add(hold.id)
    if not must <= set(read) <= must | may:
        history.disagree(f"holds of {viewer.name}", sorted(must), sorted(read))
    for hold in expected:
        if hold.id in read:
            view = hold_view(hold, viewer, model.clock)
            compare_fields(history, f"hold in the list of {viewer.name}", view, read[hold.id])
            _compare_hold_versions(history, hold, read[hold.id])


def _compare_hold_versions(history: History, hold: Hold, got: Json) -> None:
    before = history.holds_seen.get(hold.id)
    code = history.arrival_codes.setdefault(hold.id, got["arrival_code"])
    if code != got["arrival_code"]:
        history.disagree("arrival_code", code, got["arrival_code"])
    if before is not None:
        versions = ("version", "pool_version")
        if any(got[name] < before[name] for name in versions):
            history.disagree("versions of a hold", [before[n] for n in versions], got)
        if hold.changes > before["changes"] and got["version"] == before["version"]:
            history.disagree("version of a changed hold", f"above {before['version']}", got)
    history.holds_seen[hold.id] = {**got, "changes": hold.changes}
