"""A simulated responder's turn: look after the holds on the way, then place another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from housing_service.demo.asking import ask_for_somebody, ask_shelters, tend_requests
from housing_service.demo.fates import fate_of, is_simulated, new_hold_id
from housing_service.demo.scene import JsonObject, Scene
from housing_service.domain.identity import Identity
from housing_service.domain.vocabulary import LIVE_STATES

_PLACES_A_TURN: Final = 0.2
_EXTEND_BEFORE_END_SECONDS: Final = 15 * 60
_SEARCHED_MAX: Final = 200
_SHORT_HOLD_MINUTES_MAX: Final = 180
_RELEASE_REASONS: Final = (
    "found_other_place", "changed_mind", "cannot_be_reached", "declined_location_too_far",
    "declined_rules", "declined_shared_room",
)  # fmt: skip
_NEEDS: Final = ("step_free", "language", "medicine_storage", "animal")
# (adults, children, infants) and how often such a household calls.
_HOUSEHOLDS: Final = (
    ((1, 0, 0), 52), ((2, 0, 0), 9), ((1, 1, 0), 9), ((1, 2, 1), 8), ((1, 3, 0), 5),
    ((2, 2, 1), 6), ((1, 1, 1), 4), ((3, 0, 0), 3), ((0, 1, 0), 4),
)  # fmt: skip
# What such a household needs of a program, and how often it says so.
_ASKED: Final[tuple[tuple[JsonObject, int], ...]] = (
    ({}, 45),
    ({"needs": ["methadone"]}, 6),
    ({"needs": ["under_influence_at_entry"], "situation": {"sober_days": 0}}, 7),
    ({"needs": ["wheelchair"]}, 4),
    ({"needs": ["trans_welcome"], "situation": {"genders": ["women"]}}, 4),
    ({"needs": ["immigration_not_asked"], "situation": {"languages": ["es"]}}, 9),
    ({"situation": {"pets": ["small_dog"]}}, 5),
    ({"situation": {"papers": "none", "avoid": ["police_contact", "fees"]}}, 8),
    ({"situation": {"record": "any", "genders": ["men"]}}, 5),
    ({"situation": {"detox": True, "sober_days": 0}}, 3),
    ({"situation": {"populations": ["exit_sex_trade"], "record": "selling_sex_only"}}, 4),
)
_ASKS_FOR_NOW_SHARE: Final = 0.5
_ON_THE_ROAD: Final = timedelta(minutes=40)
# Where a call must come first, a responder rather looks on.
_APPEAL_WHERE_A_CALL_IS_NEEDED: Final = 0.5


async def responder_turn(scene: Scene, identity: Identity, holds_max: int) -> None:
    """One look at the list of holds. Raises Refusal when the place is gone or the caps are met."""
    mine = await scene.services.holds.mine(identity)
    live = [
        hold for hold in mine if hold["state"] in LIVE_STATES and is_simulated(UUID(hold["id"]))
    ]
    if await tend_requests(scene, identity, mine) or await ask_for_somebody(scene, identity):
        return
    for hold in live:
        if await _tend(scene, identity, hold):
            return
    if len(live) < holds_max and scene.happens(_PLACES_A_TURN):
        await place_somewhere(scene, identity)


async def _tend(scene: Scene, identity: Identity, hold: JsonObject) -> bool:
    fate = fate_of(UUID(hold["id"]))
    age_seconds = scene.seconds_since(hold["accepted_at"] or hold["placed_at"])
    is_time = age_seconds >= fate.ends_after_seconds
    is_active = hold["state"] == "active"
    # Nobody lets a place lapse that is locked for days; unanswered, such holds would pile up.
    is_long = hold["milestones"] is not None or hold["minutes"] > _SHORT_HOLD_MINUTES_MAX
    gives_up = fate.end == "released" or (
        is_long and (fate.end == "lapses" or fate.answer == "silence")
    )
    if gives_up and is_time:
        reason = scene.chance.choice(_RELEASE_REASONS)
        return await _act(scene, identity, hold, "release", {"reason": reason})
    if fate.end == "comes" and fate.says_so and is_time and is_active:
        if hold["arrival_said_at"] is not None:
            return False
        return await _act(scene, identity, hold, "arrive", {})
    ends_soon = scene.seconds_since(hold["expires_at"]) > -_EXTEND_BEFORE_END_SECONDS
    if fate.extends and is_active and ends_soon and hold["extensions_left"] > 0:
        more: JsonObject = {"number": hold["extensions"] + 1}
        if hold["milestones"] is not None:
            more["reason"] = "waiting_for_documents"
        return await _act(scene, identity, hold, "extend", more)
    return False


async def _act(
    scene: Scene, identity: Identity, hold: JsonObject, action: str, body: JsonObject
) -> bool:
    await scene.services.holds.act(identity, UUID(hold["id"]), action, body)
    scene.tally[f"holder {action}"] += 1
    return True


async def place_somewhere(scene: Scene, identity: Identity) -> None:
    """Find a place for a household that calls, and hold it, where anything suits."""
    households, weights = zip(*_HOUSEHOLDS, strict=True)
    adults, children, infants = scene.chance.choices(households, weights)[0]
    party = {"adults": adults, "children": children, "infants": infants}
    asked = {"household": party, "limit": _SEARCHED_MAX, **_needed(scene, children)}
    found = (await scene.services.finding.search(identity, asked))["items"]
    suiting = [
        (pool, weight)
        for pool in found
        if not scene.is_quiet(pool["id"]) and (weight := _appeal(pool, infants)) > 0
    ]
    if not suiting:
        scene.tally["nothing suits"] += 1
        await ask_shelters(scene, identity, asked)
        return
    pools, appeals = zip(*suiting, strict=True)
    body: JsonObject = {"pool_id": scene.chance.choices(pools, appeals)[0]["id"], "party": party}
    if scene.happens(0.15):
        body["needs"] = [scene.chance.choice(_NEEDS)]
    if infants and scene.happens(0.5):
        body["needs"] = ["crib"]
    await scene.services.holds.place(identity, new_hold_id(), body)
    scene.tally["placed"] += 1


def _needed(scene: Scene, children: int) -> JsonObject:
    """What is asked beside the household: often when they would come, seldom much more."""
    chosen, weights = zip(*_ASKED, strict=True)
    asked = scene.chance.choices(chosen, weights)[0]
    situation = dict(asked.get("situation", {}))
    if scene.happens(_ASKS_FOR_NOW_SHARE):
        situation["arrival_at"] = datetime.fromtimestamp(scene.now(), UTC) + _ON_THE_ROAD
    if children and scene.happens(0.3):
        situation["oldest_boy_age"] = scene.chance.choice((4, 9, 14))
    return {**asked, "situation": situation}


def _appeal(pool: JsonObject, infants: int) -> float:
    """How readily a responder chooses this pool; 0 never. Where more is free, more go."""
    if not pool["has_room"] or pool["hold_policy_effective"] not in ("instant", "confirm"):
        return 0
    if pool["unit"] == "crib" and not infants:
        return 0
    shyness = _APPEAL_WHERE_A_CALL_IS_NEEDED if pool["fit"] == "ask" else 1.0
    if "availability" in pool:
        return shyness
    return shyness * max(0.3, float(pool["units_available"] - pool["units_needed"]))
