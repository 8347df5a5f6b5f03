"""How simulated staff look after services: a word now and then, and appointments ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from housing_service.demo.scene import JsonObject, Scene
from housing_service.domain.identity import Identity
from housing_service.domain.vocabulary import INTAKES

_LOOKS_AFTER: Final = 0.25
_CHANGES: Final = 0.2
_SLOTS_AHEAD: Final = 2
_HOUR_SECONDS: Final = 3600


async def tend_services(scene: Scene, identity: Identity, pools: list[JsonObject]) -> bool:
    """Say how one of these services takes people on, or add an appointment. Returns whether
    anything was done."""
    # Who has never said a word stays so, as some never take part.
    services = [pool for pool in pools if pool["unit"] == "service" and pool["intake"]]
    if not services or not scene.happens(_LOOKS_AFTER):
        return False
    service = scene.chance.choice(services)
    if _wants_slot(scene, service, pools):
        await _add_slot(scene, identity, service)
    elif scene.happens(_CHANGES):
        await _say(scene, identity, service, _other_word(scene, service))
    else:
        await _say(scene, identity, service, {"unchanged": True})
    return True


def _wants_slot(scene: Scene, service: JsonObject, pools: list[JsonObject]) -> bool:
    """Whether this program gives appointments and has few ahead of it."""
    mine = [p for p in pools if p["unit"] == "slot" and p["program_id"] == service["program_id"]]
    ahead = [pool for pool in mine if scene.seconds_since(pool["starts_at"]) < 0]
    return bool(mine) and len(ahead) < _SLOTS_AHEAD


async def _add_slot(scene: Scene, identity: Identity, service: JsonObject) -> None:
    at = datetime.fromtimestamp(scene.now(), UTC) + timedelta(days=scene.chance.choice((1, 2, 4)))
    body = {
        "slot_id": str(uuid4()),
        # Office hours of the region.
        "starts_at": at.replace(
            hour=scene.chance.randint(15, 21), minute=0, second=0, microsecond=0
        ),
        "units": scene.chance.choice((1, 1, 2)),
        "hold_policy": scene.chance.choice(("instant", "confirm")),
    }
    await scene.services.slots.make(identity, UUID(service["program_id"]), body)
    scene.tally["slot"] += 1


def _other_word(scene: Scene, service: JsonObject) -> JsonObject:
    word = scene.chance.choice([code for code in INTAKES if code != service["intake"]])
    if word not in ("waitlist", "closed"):
        return {"intake": word}
    ahead = timedelta(days=scene.chance.choice((7, 21)))
    day = datetime.fromtimestamp(scene.now(), UTC) + ahead
    return {"intake": word, "intake_from": day.date().isoformat()}


async def _say(scene: Scene, identity: Identity, pool: JsonObject, said: JsonObject) -> None:
    body = {**said, "report_id": str(uuid4()), "based_on_version": pool["counts_version"]}
    await scene.services.counts.report(identity, UUID(pool["id"]), body)
    scene.tally["intake"] += 1
