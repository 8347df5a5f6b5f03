"""Simulated requests: opened when nothing suits, answered by whoever is at work, taken.

What becomes of one is drawn from its ids, as with holds. One is left to the visitor's own shelter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID, uuid4

from housing_service.demo.drawing import drawn_from
from housing_service.demo.scene import JsonObject, Scene
from housing_service.domain.identity import Identity

_MINUTE: Final = 60.0
_SHIFT_MINUTES: Final = 24 * 60
# So that an evening has two or three.
_BETWEEN_REQUESTS_SECONDS: Final = 100 * _MINUTE
_GIVEN_UP_AFTER_SECONDS: Final = 90 * _MINUTE
_ANSWERED_AFTER_SECONDS: Final = (_MINUTE, 6 * _MINUTE)
_TAKEN_AFTER_SECONDS: Final = (15, 40)
_ON_THE_ROAD_SECONDS: Final = (5 * _MINUTE, 25 * _MINUTE)
_ANSWERS: Final = (("we_can", "not_tonight", "silence"), (60, 28, 12))
# Who waits for the visitor's shelter: a household for its family rooms.
_VISITORS_HOUSEHOLD: Final = {"adults": 1, "children": 2, "infants": 1}
_SEARCHED_MAX: Final = 100
# Households for whom there is seldom a place to be held at once.
_HARD_NEEDS: Final[tuple[JsonObject, ...]] = (
    {"household": {"adults": 1, "children": 4, "infants": 1}, "needs": ["wheelchair", "methadone"]},
    {"household": {"adults": 1, "children": 1, "infants": 0}, "needs": ["oxygen", "late_arrival"]},
    {
        "household": {"adults": 2, "children": 3, "infants": 1},
        "needs": ["buprenorphine"],
        "situation": {"pets": ["large_dog"]},
    },
)


async def go_on_duty(scene: Scene, people: Iterable[Identity]) -> None:
    """Say that these are at work from now on, so that they are asked."""
    for person in people:
        await scene.services.duty.set(person, {"minutes": _SHIFT_MINUTES})


async def ask_for_somebody(scene: Scene, identity: Identity) -> bool:
    """Somebody calls for whom it is hard to find a place. Returns whether shelters are asked: not
    when one can be held, nor soon after the last time."""
    if not _is_time(scene):
        return False
    asked = {**scene.chance.choice(_HARD_NEEDS), "limit": 1}
    if not (await scene.services.finding.search(identity, asked))["next_steps"]:
        return False
    return await ask_shelters(scene, identity, asked)


def _is_time(scene: Scene) -> bool:
    return (scene.now() - scene.asked_at) * scene.speed >= _BETWEEN_REQUESTS_SECONDS


async def ask_shelters(scene: Scene, identity: Identity, asked: JsonObject) -> bool:
    """Open a request for what nothing suited, unless somebody has done so lately. Places left to
    visitors are not among those asked. Returns whether it was opened."""
    if not _is_time(scene):
        return False
    scene.asked_at = scene.now()
    body = {name: value for name, value in asked.items() if name != "limit"}
    body |= {
        "urgency": scene.chance.choice(("now", "tonight", "tonight")),
        "not_pool_ids": [str(pool) for pool in scene.quiet],
        **await _call_back(scene, identity),
    }
    if asked["household"]["infants"]:
        body["make_ready"] = ["crib"]
    await scene.services.requesting.open(identity, uuid4(), body)
    scene.tally["asked shelters"] += 1
    return True


async def ask_the_visitor(scene: Scene, identity: Identity) -> bool:
    """Leave one open request to the first of the visitor's shelters that can be asked, so that its
    page shows one. Returns whether it was opened."""
    if await _open_requests(scene, identity):
        return False
    mine = {"pool_ids": [str(pool) for pool in scene.quiet], "household": _VISITORS_HOUSEHOLD}
    searched = {**mine, "limit": _SEARCHED_MAX}
    found = (await scene.services.finding.search(identity, searched))["items"]
    rooms = [pool for pool in found if "availability" not in pool and pool["unit"] == "room"]
    if not rooms:
        return False
    body = {
        "household": _VISITORS_HOUSEHOLD,
        "pool_ids": [rooms[0]["id"]],
        "make_ready": ["crib", "language"],
        **await _call_back(scene, identity),
    }
    await scene.services.requesting.open(identity, uuid4(), body)
    scene.tally["asked the visitor"] += 1
    return True


async def tend_requests(scene: Scene, identity: Identity, holds: list[JsonObject]) -> bool:
    """Take an offer, go there, or give a request up. Returns whether anything was done."""
    for hold in holds:
        if hold["request_id"] is None or hold["state"] != "active":
            continue
        if hold["offered"]:
            if scene.seconds_since(hold["placed_at"]) >= _drawn(hold["id"], _TAKEN_AFTER_SECONDS):
                await scene.services.requesting.take(identity, UUID(hold["id"]))
                scene.tally["offer taken"] += 1
                return True
        elif hold["arrival_said_at"] is None:
            on_the_road = _drawn(hold["id"], _ON_THE_ROAD_SECONDS)
            if scene.seconds_since(hold["accepted_at"] or hold["placed_at"]) >= on_the_road:
                await scene.services.holds.act(identity, UUID(hold["id"]), "arrive", {})
                scene.tally["holder arrive"] += 1
                return True
    for request in await _open_requests(scene, identity):
        waited = scene.seconds_since(request["opened_at"])
        offered = any(one["answer"] == "we_can" for one in request["asked"])
        # What is asked of one place only is left to the visitor who works there.
        is_over = waited >= _GIVEN_UP_AFTER_SECONDS and request["places"] > 1
        if is_over and not offered:
            await scene.services.requesting.close(identity, UUID(request["id"]))
            scene.tally["request closed"] += 1
            return True
    return False


async def answer_asks(scene: Scene, identity: Identity, pools: dict[str, JsonObject]) -> bool:
    """Answer one of the asks to these pools, where it is time. Returns whether that was done."""
    for ask in await scene.services.requesting.asks(identity):
        pool = pools.get(ask["pool_id"])
        if pool is None or ask["answer"] is not None:
            continue
        if scene.seconds_since(ask["asked_at"]) < _drawn(ask["id"], _ANSWERED_AFTER_SECONDS):
            continue
        answer = drawn_from(UUID(ask["id"])).choices(*_ANSWERS)[0]
        if answer == "silence":
            continue
        ask_id, requesting = UUID(ask["id"]), scene.services.requesting
        if answer == "we_can" and (pool["units_available"] or 0) >= ask["units"]:
            await requesting.accept(identity, ask_id, {"minutes": 20})
        else:
            answer = "not_tonight"
            await requesting.refuse(identity, ask_id)
        scene.tally[answer] += 1
        return True
    return False


async def _open_requests(scene: Scene, identity: Identity) -> list[JsonObject]:
    page = await scene.services.requesting.page(identity, None, 20)
    return [one for _, one in page if one["state"] in ("asking", "waiting")]


async def _call_back(scene: Scene, identity: Identity) -> JsonObject:
    lines = await scene.services.duty.lines(identity)
    return {"line_id": str(lines[0][0])} if lines else {}


def _drawn(text: str, between: tuple[float, float]) -> float:
    """The same number for the same id, always."""
    return drawn_from(UUID(text)).uniform(*between)
