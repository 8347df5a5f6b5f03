"""A request goes on with a colleague, and what was offered to it goes with it."""

from __future__ import annotations

from uuid import uuid4

from tests.disclosure.house import House
from tests.disclosure.test_handing_over import console
from tests.support.world import World


async def asked(house: House, world: World, who) -> tuple[str, str]:
    """A request that Open Door has answered; returns its id and the offer's."""
    door = await world.organization("Open Door")
    await world.pool(await world.program(door, "Open Door"), free=3, policy="confirm")
    account = await world.caller("shelter_staff", door, "dora")
    house.accounts["dora"] = account
    dora = await house.sign_in("dora")
    request = str(uuid4())
    async with console(house, who) as page:
        await page.until(lambda c: len(c.pools) == 2)
    status, said = await who.call(
        "PUT", f"/v1/requests/{request}",
        {"urgency": "now", "household": {"adults": 1}},
    )  # fmt: skip
    assert status == 201, said
    [ask] = (await dora.call("GET", "/v1/asks"))[1]["items"]
    status, said = await dora.call("POST", f"/v1/asks/{ask['id']}/we-can", {})
    assert status == 200, said
    return request, said["hold"]["id"]


async def test_a_request_and_its_offers_go_together(house: House, world: World) -> None:
    rosa, tomas = [await house.sign_in(who) for who in ("rosa", "tomas")]
    request, offer = await asked(house, world, rosa)
    to = {"to": str(house.accounts["tomas"].account_id)}
    assert (await rosa.call("POST", f"/v1/holds/{offer}/hand-over", to))[1]["code"] == (
        "offer_not_taken"
    )
    page = f"/console/pass-on/request/{request}"
    assert f'href="{page}"' in (await rosa.get("/console/requests"))[1]
    assert "tomas" in (await rosa.get(page))[1]
    path = f"/v1/requests/{request}/hand-over"
    assert (await tomas.call("POST", path, to))[1]["code"] == "request_not_found"
    async with console(house, rosa) as hers, console(house, tomas) as his:
        await hers.until(lambda c: request in c.requests and offer in c.holds)
        await his.until(lambda c: c.frames)
        for _ in range(2):
            assert (await rosa.call("POST", path, to))[0] == 200
        await hers.until(lambda c: c.requests[request] == {"id": request, "state": "handed_over"})
        await hers.until(lambda c: c.holds[offer]["state"] == "handed_over")
        await his.until(lambda c: request in c.requests and offer in c.holds)
    for where in (f"/v1/requests/{request}", f"/v1/holds/{offer}"):
        assert (await rosa.call("GET", where))[0] == 404
    assert (await rosa.call("POST", f"/v1/requests/{request}/close", {}))[0] == 404
    assert (await tomas.call("POST", f"/v1/holds/{offer}/take", {}))[0] == 200


async def test_a_request_that_was_left_is_carried_on_within_the_caps(
    house: House, world: World
) -> None:
    await world.owner.execute(
        "UPDATE housing.access_token SET revoked_at = now() WHERE account_id = $1",
        house.accounts["rosa"].account_id,
    )
    rosa, tomas = [await house.sign_in(who) for who in ("rosa", "tomas")]
    request, _ = await asked(house, world, rosa)
    path = f"/v1/requests/{request}/take-over"
    assert (await tomas.call("POST", path, {}))[1]["code"] == "request_not_found"
    await rosa.post("/sign-out")
    [left] = (await tomas.call("GET", "/v1/me/left"))[1]["items"]
    assert (left["kind"], left["id"], left["urgency"]) == ("request", request, "now")
    await world.owner.execute("UPDATE housing.organization SET responder_request_limit = 0")
    assert (await tomas.call("POST", path, {}))[1]["code"] == "request_limit_reached"
    await world.owner.execute("UPDATE housing.organization SET responder_request_limit = 3")
    for _ in range(2):
        status, said = await tomas.call("POST", path, {})
        assert (status, said["id"]) == (200, request)
    await tomas.call("POST", f"/v1/requests/{request}/close", {})
    third = await house.sign_in("rosa")
    to = {"to": str(house.accounts["rosa"].account_id)}
    del third
    answer = await tomas.call("POST", f"/v1/requests/{request}/hand-over", to)
    assert answer[1]["code"] == "request_already_ended"
