"""A simulated shelter worker's round: answer requests, meet who comes, then count something."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from housing_service.demo.asking import answer_asks
from housing_service.demo.counting import count_something
from housing_service.demo.fates import fate_of, is_simulated
from housing_service.demo.scene import JsonObject, Scene
from housing_service.demo.service_desk import tend_services
from housing_service.domain.identity import Identity
from housing_service.domain.vocabulary import BED_UNITS

_TENDED_MAX: Final = 3
# How long a visitor of the demo waits for an answer, and for "they are here".
_VISITOR_WAITS_SECONDS: Final = 12
_ARRIVAL_CONFIRMED_SECONDS: Final = 25
_DECLINE_REASONS: Final = (
    "no_bed",
    "no_fit_household_size",
    "already_filled",
    "after_intake_hours",
)

_Tend = Callable[[Scene, Identity, JsonObject, JsonObject], Awaitable[bool]]


async def staff_round(scene: Scene, identity: Identity) -> None:
    """One look at the desk. Raises Refusal when somebody else was faster."""
    services = scene.services
    pools = {
        pool["id"]: pool
        for pool in await services.directory.pools(identity, own=True)
        if not scene.is_quiet(pool["id"])
    }
    if not pools or await answer_asks(scene, identity, pools):
        return
    tended = 0
    for hold in await services.holds.mine(identity):
        pool = pools.get(hold["pool_id"])
        tend = _TEND.get(hold["state"])
        if pool is None or tend is None or not await tend(scene, identity, hold, pool):
            continue
        tended += 1
        if tended == _TENDED_MAX:
            return
    if not tended and not await tend_services(scene, identity, list(pools.values())):
        places = [pool for pool in pools.values() if pool["unit"] in BED_UNITS]
        await count_something(scene, identity, places)


async def _act(
    scene: Scene, identity: Identity, hold: JsonObject, action: str, **fields: object
) -> bool:
    await scene.services.holds.act(identity, UUID(hold["id"]), action, fields)
    scene.tally[action] += 1
    return True


async def _answer(scene: Scene, identity: Identity, hold: JsonObject, pool: JsonObject) -> bool:
    """Accept or decline a request, or first say that one is calling."""
    hold_id = UUID(hold["id"])
    waited = scene.seconds_since(hold["placed_at"])
    has_room = hold["units_backed"] or (pool["units_available"] or 0) >= hold["units"]
    if not is_simulated(hold_id):
        if waited < _VISITOR_WAITS_SECONDS:
            return False
        if has_room:
            return await _act(scene, identity, hold, "accept")
        return await _act(scene, identity, hold, "decline", reason="no_bed")
    fate = fate_of(hold_id)
    if fate.answer == "silence" or waited < fate.answered_after_seconds:
        return False
    if fate.answer == "decline" or not has_room:
        reason = scene.chance.choice(_DECLINE_REASONS) if has_room else "no_bed"
        return await _act(scene, identity, hold, "decline", reason=reason)
    if hold["seen_at"] is None and scene.happens(0.15):
        return await _act(scene, identity, hold, "seen")
    return await _act(scene, identity, hold, "accept")


async def _meet(scene: Scene, identity: Identity, hold: JsonObject, pool: JsonObject) -> bool:
    """Confirm an arrival, or let go of a hold that the shelter can't keep."""
    hold_id = UUID(hold["id"])
    said = hold["arrival_said_at"]
    is_here = said is not None and scene.seconds_since(said) >= _ARRIVAL_CONFIRMED_SECONDS
    if is_simulated(hold_id):
        fate = fate_of(hold_id)
        is_time = scene.seconds_since(hold["accepted_at"]) >= fate.ends_after_seconds
        is_own = hold["kept_by"] == "shelter"
        if fate.end == "let_go" and is_time:
            return await _act(scene, identity, hold, "release", reason="unstaffed_or_closed")
        if fate.end == "released" and is_own and is_time:
            return await _act(scene, identity, hold, "release", reason="changed_mind")
        is_here = is_here or (fate.end == "comes" and (is_own or not fate.says_so) and is_time)
    if not is_here:
        return False
    free = pool["units_free_reported"]
    if scene.happens(0.1) and free is not None and free >= hold["units"]:
        # Counted after they came in: the number leaves them out and says who they were.
        await scene.services.counts.report(
            identity, UUID(pool["id"]), {"units_free": free - hold["units"],
                                         "based_on_version": pool["counts_version"],
                                         "arrived": [hold["id"]]},
        )  # fmt: skip
        scene.tally["arrive"] += 1
        return True
    if hold["units"] > 1 and scene.happens(0.06):
        return await _act(scene, identity, hold, "arrive", units=hold["units"] - 1)
    return await _act(scene, identity, hold, "arrive")


async def _did_they_come(
    scene: Scene, identity: Identity, hold: JsonObject, pool: JsonObject
) -> bool:
    """Answer the question about a hold that ended without a word; a visitor answers their own."""
    fate = fate_of(UUID(hold["id"]))
    if (
        not hold["did_they_come"]
        or not is_simulated(UUID(hold["id"]))
        or fate.afterwards == "no_answer"
        or scene.seconds_since(hold["ended_at"]) < fate.asked_after_seconds
    ):
        return False
    free = pool["units_free_reported"] or 0
    if fate.afterwards == "late" and free - pool["units_held"] >= hold["units"]:
        return await _act(scene, identity, hold, "arrive", late=True)
    return await _act(scene, identity, hold, "no-show")


_TEND: Final[dict[str, _Tend]] = {
    "requested": _answer,
    "active": _meet,
    "expired": _did_they_come,
}
