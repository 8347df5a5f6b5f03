"""Where to go is told to the holder of an accepted place that lives, after a step-up, and noted."""

from __future__ import annotations

import pytest

from tests.disclosure.house import PLACE, House
from tests.support.world import World


async def test_without_a_word_of_the_house_it_calls(house: House) -> None:
    rosa = await house.sign_in("rosa")
    hold = await house.held_by(rosa)
    status, said = await house.told(rosa, hold)
    assert (status, said["code"]) == (409, "disclosure_by_call")
    assert await house.views() == 0


async def test_it_is_told_after_a_step_up_as_often_as_needed_and_noted(house: House) -> None:
    await house.tells()
    rosa = await house.sign_in("rosa")
    hold = await house.held_by(rosa)
    status, said = await house.told(rosa, hold)
    assert (status, said["code"]) == (403, "step_up_required")
    await house.step_up(rosa, seconds_ago=301)
    assert (await house.told(rosa, hold))[1]["code"] == "step_up_required"
    await house.step_up(rosa)
    for _ in range(2):
        assert await house.told(rosa, hold) == (200, PLACE)
    assert await house.views() == 2
    place = (await house.staff.get(f"/v1/programs/{house.program}/arrival-place")).body
    assert place["place"] is None and place["told"] == "come_to_address"
    assert [
        (one["organization_name"], one["people"], one["views"]) for one in place["told_to"]
    ] == [("Night line", 1, 2)]
    assert hold not in str(place)


async def test_a_token_is_never_told(house: House) -> None:
    await house.tells()
    rosa = house.api(house.accounts["rosa"])
    hold = await house.held_by(rosa)
    answer = await rosa.act(hold, "disclosure")
    assert (answer.status, answer.code) == (403, "step_up_required")


async def test_nobody_but_the_holder_and_only_once_it_is_accepted(house: House) -> None:
    await house.tells()
    rosa, tomas = [await house.sign_in(who, stepped_up=True) for who in ("rosa", "tomas")]
    hold = await house.held_by(rosa)
    foreign = await house.told(tomas, hold)
    absent = await house.told(tomas, "00000000-0000-4000-8000-000000000000")
    for status, said in (foreign, absent):
        said.pop("request_id")
        assert (status, said["code"]) == (404, "hold_not_found")
    assert foreign == absent
    asked = "00000000-0000-4000-8000-000000000001"
    body = {"pool_id": str(house.pool), "party": {"adults": 1}}
    assert (await rosa.call("PUT", f"/v1/holds/{asked}", body))[0] == 201
    assert (await house.told(rosa, asked))[1]["code"] == "hold_not_accepted"
    assert await house.views() == 0


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("release", "hold_already_released"),
        ("arrive", "hold_already_arrived"),
        ("revoke", "hold_revoked"),
        ("clock", "hold_expired"),
    ],
)
async def test_it_is_withdrawn_when_the_hold_ends(house: House, ending: str, code: str) -> None:
    await house.tells()
    rosa = await house.sign_in("rosa", stepped_up=True)
    hold = await house.held_by(rosa)
    assert (await house.told(rosa, hold))[0] == 200
    if ending == "clock":
        await house.world.owner.execute(
            "UPDATE housing.hold SET expires_at = housing.service_clock() WHERE id = $1", hold
        )
    elif ending == "revoke":
        operator = house.api(await house.world.caller("operator"))
        assert (await operator.act(hold, "revoke", reason="safety")).status == 200
    elif ending == "release":
        assert (await rosa.call("POST", f"/v1/holds/{hold}/release", {}))[0] == 200
    else:
        assert (await house.staff.act(hold, ending)).status == 200
    status, said = await house.told(rosa, hold)
    assert (status, said["code"]) == (409, code)
    assert await house.views() == 1


async def test_it_is_withdrawn_with_the_account_the_organization_and_the_lock(
    house: House, world: World
) -> None:
    await house.tells()
    rosa, tomas = [await house.sign_in(who, stepped_up=True) for who in ("rosa", "tomas")]
    holds = {who: await house.held_by(who) for who in (rosa, tomas)}
    await world.owner.execute("UPDATE housing.session SET locked_at = housing.service_clock()")
    assert (await house.told(rosa, holds[rosa]))[0] == 423
    # By the database as well, whatever a process still believes.
    asked = "SELECT code, place FROM housing_api.disclose_place_v1($1, $2, $3)"
    account = house.accounts["rosa"].account_id
    row = await world.owner.fetchrow(asked, account, house.credential(rosa), holds[rosa])
    assert tuple(row) == ("step_up_required", None)
    await world.owner.execute("UPDATE housing.session SET locked_at = NULL")
    assert (await house.told(rosa, holds[rosa]))[0] == 200
    await world.owner.execute(
        "UPDATE housing.organization SET suspended_at = now() WHERE id = $1", house.organization
    )
    assert (await house.told(rosa, holds[rosa]))[1]["code"] == "disclosure_by_call"
    await world.owner.execute("UPDATE housing.organization SET suspended_at = NULL")
    await world.owner.execute("UPDATE housing.account SET disabled_at = now() WHERE login = 'rosa'")
    assert (await house.told(rosa, holds[rosa]))[0] == 401
    await world.owner.execute(
        "UPDATE housing.organization SET suspended_at = now() WHERE id = $1", house.agency
    )
    assert (await house.told(tomas, holds[tomas]))[0] == 401
    row = await world.owner.fetchrow(
        asked, house.accounts["tomas"].account_id, house.credential(tomas), holds[tomas]
    )
    assert tuple(row) == ("not_signed_in", None)
    assert await house.views() == 1


async def test_whoever_is_trusted_less_or_works_elsewhere_is_told_no_more(
    house: House, world: World
) -> None:
    await house.tells()
    rosa = await house.sign_in("rosa", stepped_up=True)
    hold = await house.held_by(rosa)
    assert (await house.told(rosa, hold))[0] == 200
    stage = "UPDATE housing.organization SET stage = $1 WHERE id = $2"
    await world.owner.execute(stage, "limited", house.agency)
    assert (await house.told(rosa, hold))[1]["code"] == "disclosure_by_call"
    await world.owner.execute(stage, "full", house.agency)
    # Whoever may ask nothing new for a while is still told where those go who were accepted.
    await world.owner.execute(
        "INSERT INTO housing.hold_score VALUES ($1, true, 9, now(), 5, now() + interval '1 hour')",
        house.accounts["rosa"].account_id,
    )
    assert (await house.told(rosa, hold))[0] == 200
    await world.owner.execute(
        "UPDATE housing.account SET organization_id = $1 WHERE login = 'rosa'",
        await world.organization("Elsewhere"),
    )
    assert (await house.told(rosa, hold))[1]["code"] == "hold_not_found"
    assert await house.views() == 2


async def test_two_callers_on_one_connection_are_each_judged_for_themselves(
    house: House, world: World
) -> None:
    """Nothing of a caller stays with a connection."""
    await house.tells()
    rosa, tomas = [await house.sign_in(who, stepped_up=True) for who in ("rosa", "tomas")]
    hold = await house.held_by(rosa)
    rows = await world.owner.fetch(
        "SELECT x.n, d.code, d.place FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY"
        " AS x (caller, credential, n), housing_api.disclose_place_v1(x.caller, x.credential, $3) d"
        " ORDER BY x.n",
        [house.accounts[who].account_id for who in ("rosa", "tomas", "rosa", "tomas")],
        [house.credential(who) for who in (rosa, tomas, tomas, rosa)],
        hold,
    )
    assert [(row["code"], row["place"] is None) for row in rows] == [
        ("ok", False), ("hold_not_found", True), ("step_up_required", True),
        ("hold_not_found", True),
    ]  # fmt: skip


async def test_a_public_program_tells_what_its_directory_shows(house: House, world: World) -> None:
    program = await world.program(await world.organization("Open Door"))
    pool = await world.pool(program, free=3)
    rosa = await house.sign_in("rosa")
    hold = await house.held_by(rosa, pool)
    assert (await house.told(rosa, hold))[1]["code"] == "disclosure_by_call"
    await world.owner.execute(
        "INSERT INTO housing.site (program_id, line, city) VALUES ($1, '1 Quay St', 'Harbor')",
        program,
    )
    await world.owner.execute(
        "UPDATE housing.program SET disclosure = 'come_to_address' WHERE id = $1", program
    )
    status, said = await house.told(rosa, hold)
    assert (status, said["line"], said["locality"]) == (200, "1 Quay St", "Harbor")
    assert await house.views() == 0


async def test_whom_it_was_told_is_forgotten_after_ninety_days(house: House, world: World) -> None:
    await house.tells()
    rosa = await house.sign_in("rosa", stepped_up=True)
    await house.told(rosa, await house.held_by(rosa))
    for days, left in ((89, 1), (91, 0)):
        await world.move_clock(days * 86_400)
        listed = await house.staff.get(f"/v1/programs/{house.program}/arrival-place")
        assert len(listed["told_to"]) == left
        await world.purge()
        assert await house.views() == left
