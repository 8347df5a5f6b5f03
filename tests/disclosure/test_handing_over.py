"""A hold goes to a colleague who is at work, with its caps, its code and its place to go."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from tests.desks.person import Person
from tests.disclosure.house import PLACE, House
from tests.support.api import Console
from tests.support.world import World


def console(house: House, person: Person) -> Console:
    return Console(house.url, None, additional_headers=person.live_headers())


async def hand_over(house: House, giver: Person, hold: str, to: str) -> tuple[int, dict]:
    body = {"to": str(house.accounts[to].account_id)}
    return await giver.call("POST", f"/v1/holds/{hold}/hand-over", body)


async def test_the_holder_changes_and_nothing_else_and_both_pages_are_told(house: House) -> None:
    await house.tells()
    rosa, tomas = [await house.sign_in(who, stepped_up=True) for who in ("rosa", "tomas")]
    hold = await house.held_by(rosa)
    _, before = await rosa.call("GET", f"/v1/holds/{hold}")
    assert (await rosa.call("GET", "/v1/me/colleagues"))[1]["items"] == [
        {"id": str(house.accounts["tomas"].account_id), "name": "tomas"}
    ]
    async with console(house, rosa) as hers, console(house, tomas) as his:
        await hers.until(lambda c: hold in c.holds)
        await his.until(lambda c: c.frames)
        assert hold not in his.holds
        for _ in range(2):
            assert await hand_over(house, rosa, hold, "tomas") == (
                200, {"id": hold, "state": "handed_over"},
            )  # fmt: skip
        gone = await hers.until(lambda c: c.holds[hold]["state"] == "handed_over" and c.holds[hold])
        assert gone == {"id": hold, "state": "handed_over"}
        got = await his.until(lambda c: c.holds.get(hold))
        changes = {name for name in got if got[name] != before[name]}
        assert changes <= {"version", "pool_version"}
        # What becomes of it later is nobody's business any more who had it.
        frames = len(hers.frames)
        assert (await house.staff.act(hold, "arrive")).status == 200
        await his.until(lambda c: c.holds[hold]["state"] == "arrived")
        ticks = len(hers.ticks)
        await hers.until(lambda c: len(c.ticks) > ticks + 2)
        assert [one for one in hers.frames[frames:] if one["type"] == "hold"] == []
    assert (await rosa.call("GET", f"/v1/holds/{hold}"))[0] == 404
    events = await house.world.owner.fetch(
        "SELECT transition, actor_role FROM housing.hold_event WHERE hold_id = $1", hold
    )
    assert ("handed_over", "responder") in [tuple(row) for row in events]


async def test_where_to_go_goes_with_it(house: House) -> None:
    await house.tells()
    rosa, tomas = [await house.sign_in(who, stepped_up=True) for who in ("rosa", "tomas")]
    hold = await house.held_by(rosa)
    assert (await house.told(rosa, hold))[0] == 200
    await hand_over(house, rosa, hold, "tomas")
    assert (await house.told(rosa, hold))[1]["code"] == "hold_not_found"
    assert await house.told(tomas, hold) == (200, PLACE)
    status, said = await rosa.call("POST", f"/v1/holds/{hold}/release", {})
    assert (status, said["code"]) == (404, "hold_not_found")


async def test_only_to_somebody_of_ours_who_is_at_work(house: House, world: World) -> None:
    house.accounts["far"] = await world.caller(
        "responder", await world.organization("Elsewhere"), "far"
    )
    house.accounts["left"] = await world.caller("responder", house.agency, "left")
    house.accounts["nobody"] = await world.caller("responder", house.agency)
    rosa = await house.sign_in("rosa")
    for login in ("far", "left"):
        await house.sign_in(login)
    await world.owner.execute("UPDATE housing.account SET disabled_at = now() WHERE login = 'left'")
    hold = await house.held_by(rosa)
    for to, code in (
        ("far", "colleague_not_found"), ("left", "colleague_not_found"),
        ("rosa", "colleague_not_found"), ("mila", "colleague_not_found"),
        ("tomas", "colleague_not_on_shift"), ("nobody", "colleague_not_on_shift"),
    ):  # fmt: skip
        assert (await hand_over(house, rosa, hold, to))[1]["code"] == code, to
    assert (await rosa.call("GET", "/v1/me/colleagues"))[1]["items"] == []
    status, said = await rosa.call("POST", f"/v1/holds/{hold}/hand-over", {"to": str(uuid4())})
    assert (status, said["code"]) == (404, "colleague_not_found")
    tomas = await house.sign_in("tomas")
    foreign = await hand_over(house, tomas, hold, "rosa")
    absent = await hand_over(house, tomas, str(uuid4()), "rosa")
    for _, problem in (foreign, absent):
        problem.pop("request_id")
    assert foreign == absent and foreign[1]["code"] == "hold_not_found"
    await rosa.call("POST", f"/v1/holds/{hold}/release", {})
    assert (await hand_over(house, rosa, hold, "tomas"))[1]["code"] == "hold_already_released"


async def test_the_receivers_cap_is_exact_under_many_at_once(house: House, world: World) -> None:
    """Thirty-two colleagues hand their holds, each of another pool, to the same one, who may keep
    two."""
    program = await world.program(await world.organization("Open Door"))
    pools = [await world.pool(program, free=1, name=f"Room {number}") for number in range(32)]
    await house.sign_in("tomas")
    givers = [house.api(await world.caller("responder", house.agency)) for _ in range(32)]
    holds = [await house.held_by(giver, pool) for giver, pool in zip(givers, pools, strict=True)]
    to = {"to": str(house.accounts["tomas"].account_id)}
    answers = await asyncio.gather(
        *(
            giver.post(f"/v1/holds/{hold}/hand-over", to)
            for giver, hold in zip(givers, holds, strict=True)
        )
    )
    codes = sorted(answer.code or "ok" for answer in answers)
    assert codes == ["hold_limit_reached"] * 30 + ["ok"] * 2
    has = await world.owner.fetchval(
        "SELECT count(*) FROM housing.hold WHERE account_id = $1",
        house.accounts["tomas"].account_id,
    )
    assert has == 2
    assert await world.owner.fetchval("SELECT count(*) FROM housing.hold") == 32


async def test_a_release_that_waited_for_a_hand_over_finds_it_another_ones(
    house: House, world: World, database_url: str
) -> None:
    import asyncpg

    rosa, _ = [await house.sign_in(who) for who in ("rosa", "tomas")]
    hold = await house.held_by(rosa)
    second = await asyncpg.connect(database_url)
    try:
        async with second.transaction():
            done = await second.fetchrow(
                "SELECT code FROM housing_api.hand_over_hold_v1($1, $2, $3)",
                house.accounts["rosa"].account_id, hold, house.accounts["tomas"].account_id,
            )  # fmt: skip
            assert done["code"] == "ok"
            late = [
                asyncio.create_task(rosa.call("POST", f"/v1/holds/{hold}/{action}", body))
                for action, body in (("release", {}), ("extend", {"number": 1}), ("arrive", {}))
            ]
            async with asyncio.timeout(20):
                while await world.owner.fetchval(
                    "SELECT count(*) FROM pg_locks WHERE NOT granted"
                    " AND locktype IN ('transactionid', 'tuple')"
                ) < len(late):
                    await asyncio.sleep(0.01)
    finally:
        await second.close()
    assert [(await one)[1].get("code") for one in late] == ["hold_not_found"] * 3
    row = await world.owner.fetchrow(
        "SELECT state, extensions, arrival_said_at FROM housing.hold WHERE id = $1", hold
    )
    assert tuple(row) == ("active", 0, None)


async def test_a_set_stays_together(house: House, world: World) -> None:
    program = await world.program(await world.organization("Open Door"))
    pools = [await world.pool(program, free=3, name=name) for name in ("A", "B")]
    rosa, tomas = [await house.sign_in(who) for who in ("rosa", "tomas")]
    whole, parts = str(uuid4()), [str(uuid4()) for _ in pools]
    body = {
        "parts": [
            {"hold_id": hold, "pool_id": str(pool), "party": {"adults": 1}}
            for hold, pool in zip(parts, pools, strict=True)
        ]
    }
    assert (await rosa.call("PUT", f"/v1/hold-sets/{whole}", body))[0] == 201
    assert (await hand_over(house, rosa, parts[0], "tomas"))[0] == 200
    assert {one["id"] for one in (await tomas.call("GET", "/v1/holds"))[1]["items"]} == set(parts)
    assert (await tomas.call("GET", f"/v1/hold-sets/{whole}"))[0] == 200
    assert (await rosa.call("GET", f"/v1/hold-sets/{whole}"))[0] == 404
    assert (await rosa.call("GET", "/v1/holds"))[1]["items"] == []


@pytest.mark.parametrize("gone", ["signed out", "disabled", "moved"])
async def test_what_somebody_left_is_taken_over_by_a_colleague(
    house: House, world: World, gone: str
) -> None:
    rosa = await house.sign_in("rosa")
    await world.owner.execute(
        "UPDATE housing.access_token SET revoked_at = now() WHERE account_id = $1",
        house.accounts["rosa"].account_id,
    )
    hold = await house.held_by(rosa)
    tomas = await house.sign_in("tomas")
    path = f"/v1/holds/{hold}/take-over"
    assert (await tomas.call("POST", path, {}))[1]["code"] == "hold_not_found"
    assert (await tomas.call("GET", "/v1/me/left"))[1]["items"] == []
    if gone == "signed out":
        await rosa.post("/sign-out")
    elif gone == "disabled":
        await world.owner.execute(
            "UPDATE housing.account SET disabled_at = now() WHERE login = 'rosa'"
        )
    else:
        await world.owner.execute(
            "UPDATE housing.account SET organization_id = $1 WHERE login = 'rosa'",
            await world.organization("Elsewhere"),
        )
    [left] = (await tomas.call("GET", "/v1/me/left"))[1]["items"]
    assert (left["kind"], left["id"]) == ("hold", hold)
    assert "Quiet House" not in str(left) and "arrival_code" not in left
    far = house.api(await world.caller("responder", await world.organization("Far")))
    assert (await far.act(hold, "take-over")).code == "hold_not_found"
    assert (await far.get("/v1/me/left"))["items"] == []
    for _ in range(2):
        status, said = await tomas.call("POST", path, {})
        assert (status, said["id"], said["mine"]) == (200, hold, True)
    assert (await tomas.call("GET", "/v1/me/left"))[1]["items"] == []


async def test_a_coordinator_takes_over_from_somebody_who_is_there(
    house: House, world: World
) -> None:
    rosa, tomas = [await house.sign_in(who) for who in ("rosa", "tomas")]
    hold = await house.held_by(rosa)
    assert (await tomas.call("GET", "/v1/me/left"))[1]["items"] == []
    await world.owner.execute("UPDATE housing.account SET coordinator = true WHERE login = 'tomas'")
    [one] = (await tomas.call("GET", "/v1/me/left"))[1]["items"]
    assert (one["id"], one["left"]) == (hold, False)
    assert "You coordinate" in (await tomas.get("/console/left"))[1]
    assert (await tomas.call("POST", f"/v1/holds/{hold}/take-over", {}))[0] == 200
    noted = await world.owner.fetch("SELECT action, target_id FROM housing.audit")
    assert [tuple(row) for row in noted] == [("taken_over", house.accounts["rosa"].account_id)]
    assert (await rosa.call("GET", f"/v1/holds/{hold}"))[0] == 404
