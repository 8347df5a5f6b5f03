"""An organization reads its own record, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from housing_service.app import Running
from tests.support.api import Api
from tests.support.world import World
from tests.web.test_capacity_pages import signed_in


async def test_what_staff_and_operators_do_stands_in_the_record_of_its_organization(
    service: Running, world: World, api: Callable[..., Api]
) -> None:
    house, other = await world.organization("Open Door"), await world.organization("Other")
    program = await world.program(house, "Quiet House", "safe_house", confidential=True)
    pool = await world.pool(program, 2, "call_only", name="Upstairs")
    staff = await world.caller("shelter_staff", house, "staff")
    theirs = await world.caller("shelter_staff", other)
    operator = await world.caller("operator")
    line = await world.caller("responder", house)
    url = f"/v1/pools/{pool}"
    assert (await api(staff).post(f"{url}/policy", {"hold_policy": "confirm"})).status == 200
    assert (await api(staff).post(f"{url}/pause", {"reason": "staffing"})).status == 200
    assert (await api(staff).post(f"{url}/pause", {"reason": "staffing"})).status == 200
    stage = f"/v1/organizations/{house}/stage"
    assert (await api(operator).post(stage, {"stage": "full"})).code == "step_up_required"
    told = await api(staff).get("/v1/audit")
    assert told.status == 200, told.body
    rows = [(row["action"], row["actor_role"], row["actor"], row["target"])
            for row in told.body["items"]]  # fmt: skip
    assert ("pool_pause", "shelter_staff", "staff", "Quiet House · Upstairs") in rows
    assert [row[0] for row in rows].count("pool_pause") == 1
    assert ("policy_confirm", "shelter_staff", "staff", "Quiet House · Upstairs") in rows
    assert (await api(theirs).get("/v1/audit")).body["items"] == []
    assert (await api(line).get("/v1/audit")).body["code"] == "not_allowed"
    assert (await api(operator).get("/v1/audit")).status == 403
    # Once somebody looks after the organization by name, it is theirs to read.
    await world.owner.execute(
        "UPDATE housing.account SET coordinator = true WHERE id = $1", line.account_id
    )
    assert len((await api(line).get("/v1/audit")).body["items"]) == len(rows)
    assert (await api(staff).get("/v1/audit")).body["code"] == "not_allowed"


async def test_a_foreign_house_is_named_as_outsiders_name_it(world: World) -> None:
    hotline, house = await world.organization("Hotline"), await world.organization("House")
    secret = await world.program(house, "Secret Garden", "safe_house", confidential=True)
    mine = await world.caller("responder", hotline, "advocate")
    await world.owner.execute(
        "UPDATE housing.account SET coordinator = true WHERE id = $1", mine.account_id
    )
    stranger = await world.caller("shelter_staff", house, "somebody")
    for caller, action in ((mine, "address_told"), (stranger, "taken_over")):
        await world.owner.execute(
            "SELECT housing.note($1, $2, $3, 'program', $4)",
            hotline, caller.account_id, action, secret,
        )  # fmt: skip
    text = await world.owner.fetchval(
        "SELECT items::text FROM housing_api.organization_record_v1($1, '2020-01-01',"
        " '2199-01-01', 10)",
        mine.account_id,
    )
    assert '"advocate"' in text
    for hidden in ("Secret", "somebody", str(house), str(secret), str(stranger.account_id)):
        assert hidden not in text


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=2026-01-01",
        "since=2020-01-01T00:00:00Z",
        "since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z",
        "until=0001-01-01T00:00:00Z",
    ],
)
async def test_odd_times_are_refused(
    service: Running, world: World, api: Callable[..., Api], query: str
) -> None:
    staff = await world.caller("shelter_staff", await world.organization())
    answer = await api(staff).get(f"/v1/audit?{query}")
    assert (answer.status, answer.body["code"]) == (422, "invalid_request")


async def test_the_page_tells_it_in_words(service: Running, world: World) -> None:
    house = await world.organization("Open Door")
    staff = await world.caller("shelter_staff", house, "staff")
    await world.owner.execute(
        "SELECT housing.note($1, $2, 'pin_set', 'account', $2),"
        " housing.note($1, NULL, 'some_new_thing', 'device', $3)",
        house, staff.account_id, uuid4(),
    )  # fmt: skip
    async with signed_in(service, "staff") as person:
        status, text = await person.get("/record")
        assert status == 200
        assert "Set a PIN" in text and "some new thing" in text and "A shared computer" in text
        for odd in ("2019-12", "2200-01", "x", "2026-13", "9999-12"):
            assert (await person.get(f"/record?month={odd}"))[0] == 200
        status, text = await person.get("/record?month=2026-01")
        assert status == 200 and "Jan 2026" in text and "Set a PIN" not in text
        assert 'href="/record"' in (await person.get("/desks"))[1]
