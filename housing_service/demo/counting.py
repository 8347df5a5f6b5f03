"""How simulated staff count: towards what the pool usually has, never away from it for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from housing_service.demo.drawing import drawn_from
from housing_service.demo.fates import new_hold_id
from housing_service.demo.rhythm import busyness
from housing_service.demo.scene import JsonObject, Scene
from housing_service.domain.identity import Identity

_MINUTE: Final = 60
_OVER_HELD_FOR_SECONDS: Final = 5 * _MINUTE
_PAUSE_REASONS: Final = ("cleaning", "staffing", "maintenance")
_PAUSE_SECONDS_MIN: Final = 30


async def count_something(scene: Scene, identity: Identity, pools: list[JsonObject]) -> None:
    """Look after one of these pools: set right what is wrong, else report one of them."""
    for pool in pools:
        if await _set_right(scene, identity, pool):
            return
    due = [pool for pool in pools if is_due(scene, pool)]
    if not due:
        return
    pool = scene.chance.choices(due, [0.1 + count_age(scene, pool) for pool in due])[0]
    any_paused = any(one["state"] == "paused" for one in pools)
    if scene.happens(0.012) and not any_paused:
        await _pause(scene, identity, pool)
    elif scene.happens(0.015) and pool["units_available"] and pool["state"] == "open":
        await _keep_for_a_caller(scene, identity, pool)
    elif scene.happens(0.008) and pool["units_held"] > 0:
        # A room went out of use while somebody is on the way: more is kept than is free.
        await _number(scene, identity, pool, pool["units_held"] - 1)
    else:
        await report(scene, identity, pool)


async def report(scene: Scene, identity: Identity, pool: JsonObject) -> None:
    """Say how many are free: a number, one more or less, or "still correct"."""
    free = pool["units_free_reported"]
    said = next_count(scene, pool)
    if said == free:
        await _send(scene, identity, pool, {"unchanged": True})
    elif scene.happens(0.6):
        await _send(scene, identity, pool, {"delta": said - free})
    else:
        await _number(scene, identity, pool, said)


def count_age(scene: Scene, pool: JsonObject) -> float:
    """The count's age in units of `stale_after_seconds`. Real time, as freshness is judged by."""
    age_seconds = scene.seconds_since(pool["reported_at"]) / scene.speed
    return float(age_seconds / pool["stale_after_seconds"])


def is_due(scene: Scene, pool: JsonObject) -> bool:
    """Whether these staff would report this pool now. Slow ones let it age first; one that was
    never reported stays so, as some shelters never take part."""
    if pool["units_free_reported"] is None or pool["state"] == "closed":
        return False
    plan = scene.plans.get(UUID(pool["id"]))
    if plan is None or not plan.slow:
        return True
    return count_age(scene, pool) >= _patience(pool)


def _patience(pool: JsonObject) -> float:
    return drawn_from(UUID(pool["id"])).uniform(1.6, 2.2)


def next_count(scene: Scene, pool: JsonObject) -> int:
    """The next number somebody would report: half-way back to what is usual at this hour, give or
    take one, and not below what is kept for people on their way."""
    free: int = pool["units_free_reported"]
    held: int = pool["units_held"]
    total: int = pool["units_total"]
    usual_share = drawn_from(UUID(pool["id"])).uniform(0.14, 0.42)
    usual = round(total * usual_share * (1.3 - 0.5 * busyness(scene.now())))
    gap = usual - (free - held)
    step = round(gap / 2) if abs(gap) > 1 else gap if scene.happens(0.5) else 0
    if scene.happens(0.25):
        step += scene.chance.choice((-1, 1))
    return max(held, min(total, free + step))


async def _set_right(scene: Scene, identity: Identity, pool: JsonObject) -> bool:
    """End what a shelter would not leave as it is. Returns whether there was anything."""
    if pool["state"] == "over_held":
        if scene.seconds_since(pool["reported_at"]) < _OVER_HELD_FOR_SECONDS:
            return False
        await _number(scene, identity, pool, pool["units_held"])
        return True
    if pool["state"] == "paused" and pool["paused_until"] is not None and scene.happens(0.02):
        await scene.services.counts.resume(identity, UUID(pool["id"]), {})
        scene.tally["resume"] += 1
        return True
    return False


async def _pause(scene: Scene, identity: Identity, pool: JsonObject) -> None:
    """Close intake for a while; the clock opens it again."""
    seconds = scene.chance.uniform(10 * _MINUTE, 40 * _MINUTE) / scene.speed
    until = datetime.fromtimestamp(scene.now(), UTC) + timedelta(
        seconds=max(_PAUSE_SECONDS_MIN, seconds)
    )
    body = {"reason": scene.chance.choice(_PAUSE_REASONS), "until": until}
    await scene.services.counts.pause(identity, UUID(pool["id"]), body)
    scene.tally["pause"] += 1


async def _keep_for_a_caller(scene: Scene, identity: Identity, pool: JsonObject) -> None:
    """Staff keep a place of their own for somebody on their own telephone."""
    body = {"pool_id": pool["id"], "units": 1, "minutes": scene.chance.choice((30, 45, 60))}
    await scene.services.holds.place(identity, new_hold_id(), body)
    scene.tally["kept"] += 1


async def _number(scene: Scene, identity: Identity, pool: JsonObject, units_free: int) -> None:
    await _send(scene, identity, pool, {"units_free": units_free})


async def _send(scene: Scene, identity: Identity, pool: JsonObject, said: JsonObject) -> None:
    body = {**said, "report_id": str(uuid4()), "based_on_version": pool["counts_version"]}
    await scene.services.counts.report(identity, UUID(pool["id"]), body)
    scene.tally["report"] += 1
