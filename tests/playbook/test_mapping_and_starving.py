"""He holds and lets go, to learn where there is room; or he holds everything there is."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from uuid import uuid4

from tests.support.world import World

MADE_FOR_THIS_HOLD = {"id", "arrival_code", "placed_at", "expires_at", "minutes", "version",
                      "ended_at", "undo_until"}  # fmt: skip


async def test_holding_and_letting_go_does_not_tell_whether_a_house_has_room(
    world: World, night: SimpleNamespace
) -> None:
    """Each round the house has another number free; every answer he gets is the same."""
    told = []
    for free in (3, 0, 1, 0):
        assert (await night.house_staff.report(night.hidden, units_free=free)).status == 201
        him = night.api(await world.caller("responder", await world.organization(str(uuid4()))))
        placed = await him.place(night.hidden, party={"adults": 1})
        released = await him.act(placed["id"], "release")
        seen = await him.get(f"/v1/pools/{night.hidden}")
        more = await him.place(night.hidden, party={"adults": 1}, units=2)
        told.append([
            placed.status,
            {k: v for k, v in placed.body.items() if k not in MADE_FOR_THIS_HOLD},
            {k: v for k, v in released.body.items() if k not in MADE_FOR_THIS_HOLD},
            seen.body, more.code,
        ])  # fmt: skip
    assert told[0][0] == 201
    assert all(one == told[0] for one in told)


async def test_one_account_and_one_organization_hold_no_more_than_their_caps(
    world: World, night: SimpleNamespace
) -> None:
    """Twelve accounts of one organization ask at once, four times each."""
    team = await world.organization("Many hands")
    callers = [night.api(await world.caller("responder", team)) for _ in range(12)]
    answers = await asyncio.gather(
        *(caller.place(night.open) for _ in range(4) for caller in callers)
    )
    assert sum(answer.status == 201 for answer in answers) == 10
    assert {a.code for a in answers if a.status != 201} == {"hold_limit_reached"}
    for caller in callers:
        assert len((await caller.get("/v1/holds"))["items"]) <= 2
    # Whoever comes next still finds a bed.
    assert (await night.api(night.advocate).place(night.open)).status == 201


def test_a_spoken_code_opens_nothing_so_there_is_nothing_to_guess() -> None:
    from housing_service.web.live_socket import LiveSockets
    from housing_service.web.route_table import route_table

    routes = route_table(LiveSockets())
    for route in routes:
        assert not any("code" in name for name in route.query), route.path
        fields = route.body.model_fields if route.body is not None else {}
        assert "arrival_code" not in fields, route.path
        assert "arrival_code" not in route.path


async def test_a_spoken_code_is_told_to_its_holder_and_its_shelter_alone(
    world: World, night: SimpleNamespace
) -> None:
    her = night.api(night.advocate)
    hold = await her.place(night.hidden, party={"adults": 1})
    code = hold["arrival_code"]
    others = [
        night.staff,
        night.api(await world.caller("responder", night.team)),
        night.api(await world.caller("operator")),
    ]
    for other in others:
        for path in ("/v1/holds", f"/v1/holds/{hold['id']}", "/v1/pools"):
            assert code not in str((await other.get(path)).body)
        async with other.live() as console:
            await console.until(lambda c: len(c.ticks) > 1)
            assert code not in str(console.frames)
    assert code in str((await night.house_staff.get("/v1/holds")).body)
