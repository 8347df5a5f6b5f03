"""What the service does by itself, done by a test at moments of its own."""

from __future__ import annotations

from typing import Any

from housing_service.store import requests as store
from tests.requests.conftest import asks_of
from tests.support.api import Answer


def database(service: Any) -> Any:
    return service.services.requesting._database


async def climb(service: Any) -> int:
    climbed, _ = await store.climb(database(service), 50)
    return climbed


async def offer(service: Any, shelter: Any) -> str:
    """One look at what is free there: "offered", or why nothing was."""
    return await store.offer_units(database(service), shelter.pool, "lamp-river-12")


async def keep(shelter: Any, **fields: Any) -> Answer:
    """ "We can", to the only one who asks."""
    [ask] = [one for one in await asks_of(shelter.staff) if one["state"] == "open"]
    answer: Answer = await shelter.staff.post(f"/v1/asks/{ask['id']}/we-can", fields)
    assert answer.status == 200, answer
    return answer
