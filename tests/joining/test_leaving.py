"""Movers and leavers: what opens nothing any more, and what stays."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.desks.person import PIN, words_of
from tests.joining.conftest import PASSWORD, Prover


@pytest.fixture
async def coordinator(running, world, town):
    caller = await world.caller("responder", town.agency, "cora")
    await world.owner.execute(
        "UPDATE housing.account SET coordinator = true WHERE id = $1", caller.account_id
    )
    async with Prover(running.url) as browser:
        await browser.sign_in("cora")
        await browser.prove()
        yield browser


async def test_who_has_left_opens_nothing_and_keeps_what_was_kept(
    coordinator: Prover, town, world, running
) -> None:
    path = f"/v1/people/{town.responder.account_id}/end"
    async with Prover(running.url) as rosa:
        await rosa.sign_in("rosa")
        for _ in range(2):
            assert await coordinator.do("POST", path) == (200, None)
        assert (await rosa.me())[0] == 401
        assert (await rosa.sign_in("rosa"))[0] == 401
    assert (await town.rosa.get("/v1/me")).status == 401
    assert await world.held(town.pool) == 2
    assert (await town.sam.get(f"/v1/holds/{town.hold}"))["call_before_admitting"]
    kept = await world.owner.fetchrow(
        "SELECT login, password_hash, last_seen_on FROM housing.account WHERE id = $1",
        town.responder.account_id,
    )
    assert dict(kept) == {"login": None, "password_hash": None, "last_seen_on": None}
    names = [
        one["sign_in_name"] for one in (await coordinator.call("GET", "/v1/people"))[1]["items"]
    ]
    assert "cora" in names and "rosa" not in names


async def test_another_work_begins_with_a_new_sign_in(
    operator: Prover, town, world, running
) -> None:
    async with Prover(running.url) as sam:
        await sam.sign_in("sam")
        assert (await sam.post("/desks", label="desk"))[0] == 303
        done = await sam.post("/desks/pin", password=PASSWORD, pin=PIN, pin_again=PIN)
        assert done[0] == 303
        change = {"role": "responder", "coordinator": True}
        path = f"/v1/people/{town.staff.account_id}/role"
        assert await operator.do("POST", path, change) == (200, None)
        assert (await sam.me())[0] == 401
        assert (await sam.sign_in_with_pin(town.staff.account_id))[0] == 403
        assert (await sam.sign_in("sam"))[0] == 303
        me = (await sam.me())[1]
        assert (me["role"], me["coordinator"]) == ("responder", True)
    assert (await town.sam.get("/v1/me")).status == 401


async def test_what_a_mover_keeps_goes_to_the_operator(operator: Prover, town, world) -> None:
    """Who is no responder any more has no page to look after what they hold."""
    path = f"/v1/people/{town.responder.account_id}/role"

    async def told() -> tuple[bool, bool]:
        _, looked_after = await operator.call("GET", "/v1/operator/holds")
        listed = town.hold in {hold["id"] for hold in looked_after["items"]}
        return listed, town.staff_console.holds[town.hold]["call_before_admitting"]

    town.staff_console = town.sam.live()
    async with town.staff_console as console:
        await console.until(lambda c: town.hold in c.holds)
        assert await told() == (False, False)
        for role, gone in (("shelter_staff", True), ("responder", False)):
            change = {"role": role, "coordinator": False}
            assert await operator.do("POST", path, change) == (200, None)
            await console.until(
                lambda c, gone=gone: c.holds[town.hold]["call_before_admitting"] is gone
            )
            assert await told() == (gone, gone)
    assert await world.held(town.pool) == 2


async def test_people_are_looked_after_by_their_own(
    coordinator: Prover, operator: Prover, town, running
) -> None:
    for target in (town.staff.account_id, town.guard.account_id, uuid4()):
        found = await coordinator.do("POST", f"/v1/people/{target}/end")
        assert found == (404, "account_not_found")
    me = (await coordinator.me())[1]["account_id"]
    assert await coordinator.do("POST", f"/v1/people/{me}/end") == (409, "not_yourself")
    # Without that right nobody reads who their colleagues are.
    assert (await town.rosa.get("/v1/people"))["items"] == []
    refused = await town.rosa.post(f"/v1/people/{me}/end")
    assert (refused.status, refused.code) == (403, "not_allowed")
    guard = await operator.do("POST", f"/v1/people/{town.guard.account_id}/end")
    assert guard == (404, "account_not_found")
    nobody = await operator.do("POST", f"/v1/invitations/{uuid4()}/revoke")
    assert nobody == (404, "invitation_not_found")
    house = next(
        one
        for one in (await operator.call("GET", "/v1/operator/organizations"))[1]["items"]
        if not one["listed"]
    )
    _, people = await operator.call("GET", f"/v1/people?organization_id={house['id']}")
    assert people["items"] == []


async def test_the_pages_work_without_script(
    coordinator: Prover, operator: Prover, town, running
) -> None:
    status, page = await coordinator.get("/people")
    assert status == 200 and "rosa" in words_of(page)
    status, page = await coordinator.post("/people/invitations", role="responder")
    assert status == 200 and "/join/" in page
    done = await coordinator.post(f"/people/{town.responder.account_id}/end")
    assert done == (303, "/people?done=ended")
    status, page = await operator.get(f"/operator/people?organization={town.shelter}")
    assert status == 200 and "sam" in words_of(page)
    status, page = await operator.get("/operator/stop")
    assert status == 200 and "2 beds" in words_of(page)
    region = await operator.post("/operator/stop/region", target="harbor", reason="attack")
    assert region == (303, "/operator/stop?done=stopped")
    assert "harbor" in (await operator.get("/operator/stop"))[1].lower()
    kept = await operator.post(f"/operator/holds/{town.hold}/extend", number=1)
    assert kept == (303, "/operator/stop?done=extended")
    ended = await operator.post(f"/operator/holds/{town.hold}/revoke", reason="safety")
    assert ended == (303, "/operator/stop?done=ended")
    async with Prover(running.url) as other:
        await other.sign_in("olga")
        asked = await other.post("/operator/stop/region/lift", target="harbor")
        assert asked == (303, "/step-up?back=/operator/stop")
        await other.prove()
        lifted = await other.post("/operator/stop/region/lift", target="harbor")
        assert lifted == (303, "/operator/stop?done=lifted")
