"""Only a program's own staff say and read what is told; the text is about a place."""

from __future__ import annotations

from tests.disclosure.house import PLACE, House
from tests.support.world import World


async def test_staff_of_the_house_and_nobody_else(house: House, world: World) -> None:
    path = f"/v1/programs/{house.program}/arrival-place"
    await world.caller("shelter_staff", await world.organization("Other"), "stranger")
    stranger = await house.sign_in("stranger", stepped_up=True)
    mila = await house.sign_in("mila")
    for method, where, body in (
        ("GET", path, None), ("PUT", path, PLACE), ("POST", path + "/reading", {}),
    ):  # fmt: skip
        assert (await stranger.call(method, where, body))[0] == 404
        operator = house.api(await world.caller("operator"))
        assert (await operator.call(method, where, body)).code == "not_allowed"
    assert (await mila.call("PUT", path, PLACE))[1]["code"] == "step_up_required"
    assert (await mila.call("POST", path + "/reading", {}))[1]["code"] == "step_up_required"
    await house.step_up(mila)
    status, said = await mila.call("PUT", path, PLACE)
    assert (status, said["told"], said["place"]) == (200, "come_to_address", None)
    assert (await mila.call("POST", path + "/reading", {}))[1]["place"] == PLACE
    operators_call = "SELECT code FROM housing_api.arrival_place_v1($1, $2, $3, true)"
    account = (await world.caller("operator")).account_id
    code = await world.owner.fetchval(operators_call, account, b"", house.program)
    assert code == "program_not_found"


async def test_what_is_said_last_is_told_and_a_call_leaves_no_place(house: House) -> None:
    await house.tells()
    rosa = await house.sign_in("rosa", stepped_up=True)
    hold = await house.held_by(rosa)
    await house.tells(told="meeting_point", line="Bus stop at the mill", way_in=None)
    assert (await house.told(rosa, hold))[1]["line"] == "Bus stop at the mill"
    await house.tells(told="shelter_calls_you", line=None, locality=None, way_in=None)
    assert await house.told(rosa, hold) == (
        200,
        {**dict.fromkeys(PLACE), "told": "shelter_calls_you", "call_line": PLACE["call_line"]},
    )
    await house.tells(
        told="shelter_calls_you", line=None, locality=None, way_in=None, call_line=None
    )
    assert (await house.told(rosa, hold))[1]["code"] == "disclosure_by_call"
    left = await house.world.owner.fetchrow("SELECT line, locality FROM housing.arrival_place")
    assert tuple(left) == (None, None)


async def test_what_may_name_somebody_is_asked_about(house: House) -> None:
    mila = await house.sign_in("mila", stepped_up=True)
    path = f"/v1/programs/{house.program}/arrival-place"
    for changes, found in (
        ({"way_in": "ask for Mrs Jones"}, ["name"]),
        ({"line": "call 416 555 0199"}, ["phone"]),
        ({"locality": "me@example.org"}, ["email"]),
    ):
        status, said = await mila.call("PUT", path, {**PLACE, **changes})
        assert (status, said["code"], said["found"]) == (422, "place_may_name_somebody", found)
        assert (await mila.call("PUT", path, {**PLACE, **changes, "names_nobody": True}))[0] == 200
    for wrong in (
        {"line": None}, {"line": "x" * 121}, {"way_in": "two\nlines"}, {"line": "\u202e"},
        {"told": "shelter_calls_you"}, {"call_line": "ask"}, {"told": "somewhere"},
        {"line": "\x00"}, {"note": "x"},
    ):  # fmt: skip
        status, said = await mila.call("PUT", path, {**PLACE, **wrong})
        assert (status, said["code"]) == (422, "invalid_request"), wrong
