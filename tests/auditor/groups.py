"""Several requests for holds in one call of the database: judged one after another, each for
itself, as if it had come alone (design 6). Which of concurrent HTTP requests meet in a group is
chance, so here the group is made by hand and the order is known."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson

from tests.auditor.answers import Expected
from tests.auditor.comparison import compare_fields
from tests.auditor.history import Call, History
from tests.auditor.hold_operations import Place, PlaceAgain, place_call
from tests.auditor.judgement import look
from tests.auditor.rig import Rig

PLACE_HOLDS = """
SELECT code, created, hold FROM housing_api.place_holds_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ORDER BY member
"""


async def place_group(
    rig: Rig, history: History, members: tuple[Place | PlaceAgain, ...], *, in_order: bool = False
) -> None:
    """Carries the members out in model and service and compares each member's answer.

    Design is silent on whether a member that is refused was judged in its turn or as if it had
    come first, as in the look before the locks; unless `in_order`, both will do."""
    calls, first_looks = _resolve(history, members)
    rows = await rig.owner.fetch(PLACE_HOLDS, *_columns([call for call, _ in calls]))
    if len(rows) != len(calls):
        history.disagree("rows of a group", len(calls), len(rows))
    for number, (row, (_, expected)) in enumerate(zip(rows, calls, strict=True)):
        code = expected.code or {201: "placed", 200: "exists"}[expected.status]
        allowed = {code}
        if not in_order and expected.code and first_looks[number] != "placed":
            allowed.add(first_looks[number])
        if row["code"] not in allowed or row["created"] != (code == "placed"):
            history.disagree(f"member {number} of a group", allowed, dict(row))
        hold = orjson.loads(row["hold"]) if row["hold"] else None
        view = (expected.body or {}).get("")
        if view is not None:
            compare_fields(history, f"hold of member {number}", view, hold)
        elif hold is not None:
            history.disagree(f"member {number} of a group", "no hold", hold)


def _resolve(
    history: History, members: tuple[Place | PlaceAgain, ...]
) -> tuple[list[tuple[Call, Expected]], list[str]]:
    """All are looked at before any is placed. Design is silent: where one seemed to fit, what the
    clock has ended in that pool is written down, whoever then took the room."""
    model, asked = history.model, []
    for member in members:
        caller, hold_id, request = member.prepare(history)
        asked.append((caller, hold_id, request))
        if hold_id not in history.requests:
            history.hold_ids.append(hold_id)
            history.requests[hold_id] = request
    looks = [look(model, *one) for one in asked]
    fitting = {one[2].pool_id for one, code in zip(asked, looks, strict=True) if code == "placed"}
    for pool in model.pools.values():
        now = pool.now(model.clock)
        if pool.id in fitting and pool.settle(now):
            pool.publish(now)
    return [place_call(history, *one, via=0) for one in asked], looks


def _columns(calls: list[Call]) -> list[list[Any]]:
    bodies = [call.body for call in calls]
    return [
        [UUID(call.path.rsplit("/", 1)[-1]) for call in calls],
        [UUID(call.caller.account_id) for call in calls],
        [UUID(body["pool_id"]) for body in bodies],
        [body.get("units") for body in bodies],
        [body.get("minutes") for body in bodies],
        [body.get("party", {}).get("adults") for body in bodies],
        [body.get("party", {}).get("children") for body in bodies],
        [0 if "party" in body else None for body in bodies],
        [",".join(sorted(body["needs"])) for body in bodies],
        [f"group-{number}" for number in range(len(calls))],
    ]
