"""Requests on open consoles: told at once to whom they concern, gone at once, to nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.world import World


async def test_both_sides_see_each_others_part_at_once(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    async with agency.responder.live() as asking, shelter.staff.live() as asked:
        opened = await open_request(agency.responder)
        ask = await asked.until(lambda c: next(iter(c.asks.values()), None))
        assert ask["state"] == "open"
        await shelter.staff.post(f"/v1/asks/{ask['id']}/seen")
        await asking.until(lambda c: c.requests[opened["id"]]["asked"][0]["seen"])
        await shelter.staff.post(f"/v1/asks/{ask['id']}/we-can")
        offer = await asking.until(
            lambda c: next((hold for hold in c.holds.values() if hold["offered"]), None)
        )
        assert offer["request_id"] == opened["id"]
        await asking.until(lambda c: c.requests[opened["id"]]["asked"][0]["answer"] == "we_can")
        await agency.responder.act(offer["id"], "take")
        # It leaves the shelter's screen, and the hold stays.
        await asked.until(lambda c: not c.asks and not c.holds[offer["id"]]["offered"])
        await asking.until(lambda c: c.requests[opened["id"]]["state"] == "placed")


async def test_nobody_else_is_sent_a_byte_of_it(
    service: Any, agency: Any, new_shelter: Any, world: World, api: Any
) -> None:
    shelter = await new_shelter("Near", free=1)
    elsewhere = await new_shelter("Elsewhere", stage="limited")
    at_home = api(await world.caller("shelter_staff", shelter.organization))
    stranger = api(await world.caller("responder"))
    await until_on_board(service, shelter.pool, elsewhere.pool)
    others = (agency.colleague, stranger, elsewhere.staff, at_home)
    async with asyncio.TaskGroup(), agency.responder.live() as asking:
        consoles = [caller.live() for caller in others]
        for console in consoles:
            await console.__aenter__()
            await console.until(lambda c: c.pools)
        try:
            opened = await open_request(agency.responder, make_ready=["crib"])
            [ask] = await asks_of(shelter.staff)
            await shelter.staff.post(f"/v1/asks/{ask['id']}/not-tonight")
            await agency.responder.post(f"/v1/requests/{opened['id']}/close")
            await asking.until(lambda c: c.requests.get(opened["id"], {}).get("state") == "closed")
            # A change that all of them see comes after whatever they could have been sent.
            await shelter.staff.report(shelter.pool, units_free=3)
            for console in consoles:
                await console.until(
                    lambda c: c.pools[str(shelter.pool)]["units_free_reported"] == 3
                )
                told = [frame["type"] for frame in console.frames]
                assert set(told) == {"snapshot", "changes"}, told
                assert console.frames[0]["requests"] == [] and console.frames[0]["asks"] == []
                assert opened["id"] not in str(console.frames)
                assert ask["id"] not in str(console.frames)
        finally:
            for console in consoles:
                await console.__aexit__()


async def test_what_was_missed_is_there_after_coming_back(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    async with shelter.staff.live() as asked, agency.responder.live() as asking:
        await asked.until(lambda c: c.asks)
        await asking.until(lambda c: c.requests)
        shelter_resume, responder_resume = asked.resume, asking.resume
    await agency.responder.post(f"/v1/requests/{opened['id']}/close")
    async with agency.responder.live(resume=responder_resume) as back:
        await back.until(lambda c: c.requests.get(opened["id"], {}).get("state") == "closed")
    back = shelter.staff.live(resume=shelter_resume)
    back.asks = {ask["id"]: ask for ask in asked.asks.values()}
    assert back.asks
    async with back:
        await back.until(lambda c: c.frames and not c.asks)


async def test_going_off_duty_takes_it_off_the_screen(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelter = await new_shelter("Near")
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder)
    async with shelter.staff.live() as asked:
        await asked.until(lambda c: c.asks)
        await shelter.staff.put("/v1/me/duty", {"minutes": 0})
        assert await asked.until_closed() == 4002
    async with asyncio.timeout(10):
        while True:
            async with shelter.staff.live() as back:
                snapshot = await back.until(lambda c: c.frames and c.frames[0])
                if snapshot["asks"] == []:
                    break


async def test_a_notification_that_is_lost_costs_one_poll(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near")
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    async with agency.responder.live() as asking:
        await asking.until(lambda c: c.requests)
        await world.owner.execute(
            "UPDATE housing.request SET version = version + 1, round = 7 WHERE id = $1",
            opened["id"],
        )
        await asking.until(lambda c: c.requests[opened["id"]]["round"] == 7)
