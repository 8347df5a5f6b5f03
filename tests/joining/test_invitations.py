"""Links with which people join: good once, for one role, and silent about all the rest."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from housing_service.domain.errors import PROBLEMS
from tests.desks.person import words_of
from tests.joining.conftest import PASSWORD, Prover, path_of

JOIN = {"sign_in_name": "newcomer", "password": PASSWORD, "password_again": PASSWORD}


async def new_organization(operator: Prover, name: str = "Night Vans", **body: object) -> str:
    made = str(uuid4())
    status, told = await operator.call("PUT", f"/v1/organizations/{made}", {"name": name, **body})
    assert status == 201, told
    return str(told["id"])


async def test_an_invited_organization_joins_and_waits(operator: Prover, town, running) -> None:
    organization = await new_organization(operator)
    path = await path_of(operator, organization_id=organization, role="responder", coordinator=True)
    async with Prover(running.url) as first:
        # Opening it, as previews of messages do, uses nothing up.
        for _ in range(2):
            status, page = await first.get(path)
            assert status == 200 and "Night Vans" in words_of(page)
        status, said = await first.post(path, **{**JOIN, "password_again": "another one here"})
        assert status == 422 and "not the same" in words_of(said)
        short = {"password": "short", "password_again": "short"}
        assert (await first.post(path, **{**JOIN, **short}))[0] == 422
        status, page = await first.post(path, **{**JOIN, "sign_in_name": "rosa"})
        assert status == 409 and PROBLEMS["sign_in_name_taken"].detail in words_of(page)
        assert (await first.post(path, **{**JOIN, "sign_in_name": "No name!"}))[0] == 422
        assert await first.post(path, **JOIN) == (303, "/welcome")
        assert (await first.get("/welcome"))[0] == 200
        # Nothing else is theirs yet.
        assert (await first.get("/console")) == (303, "/welcome")
        assert (await first.get("/")) == (303, "/welcome")
        for read in ("/v1/pools", "/v1/holds", "/v1/organizations", "/v1/people", "/v1/live"):
            status, refused = await first.call("GET", read)
            assert (status, refused["code"]) == (403, "organization_not_open_yet"), read
        assert (await first.me())[1]["invited"] is True
        # Let in, to begin with little.
        limited = {"stage": "limited"}
        await operator.do("POST", f"/v1/organizations/{organization}/stage", limited)
        async with asyncio.timeout(5):
            while await first.get("/") != (303, "/console"):
                await asyncio.sleep(0.05)


async def test_limited_sees_no_confidential_program_and_holds_little(
    operator: Prover, town, world, running, api
) -> None:
    """The trafficker's fake organization: what it learns before anybody has met it."""
    fake = await world.organization("Helping Hands", stage="limited")
    them = [api(await world.caller("responder", fake), running) for _ in range(4)]
    async with them[0].live() as console:
        await console.until(lambda c: str(town.pool) in c.pools)
        assert str(town.hidden) not in console.pools
        for read in ("/v1/pools", "/v1/programs", "/v1/organizations"):
            answer = await them[0].get(read)
            text = str(answer.body)
            assert str(town.hidden) not in text and "onfidential" not in text.replace(
                "'confidential': False", ""
            )
        assert (await them[0].get(f"/v1/pools/{town.hidden}")).status == 404
        found = await them[0].post("/v1/pools/search", {"party": {"adults": 1}})
        assert str(town.hidden) not in str(found.body)
        assert (await them[0].place(town.hidden)).code == "pool_not_found"
    wide = await world.pool(await world.program(town.shelter, "Wide"), free=20)
    first = [await one.place(wide) for one in them]
    assert [answer.status for answer in first] == [201, 201, 201, 409]
    assert first[3].code == "hold_limit_reached"
    assert (await them[0].place(wide)).code == "hold_limit_reached"


async def test_links_that_open_nothing_are_all_alike(operator: Prover, town, world, running):
    organization = str(town.agency)
    used = await path_of(operator, organization_id=organization, role="responder")
    taken_back = await path_of(operator, organization_id=organization, role="responder")
    late = await path_of(operator, organization_id=organization, role="responder")
    async with Prover(running.url) as somebody:
        assert (await somebody.post(used, **JOIN))[0] == 303
        _, page = await operator.call("GET", f"/v1/invitations?organization_id={organization}")
        ids = [one["id"] for one in page["items"]]
        assert len(ids) == 2
        assert await operator.do("POST", f"/v1/invitations/{ids[0]}/revoke") == (200, None)
        await world.owner.execute(
            "UPDATE housing.invitation SET made_at = made_at - interval '5 d'"
        )
        await world.owner.execute(
            "UPDATE housing.invitation SET expires_at = expires_at - interval '3 d'"
        )
        links = (used, taken_back, late, "/join/hs_" + "x" * 43, "/join/" + "%F0%9F%8C%99" * 9)
        pages = [await somebody.get(link) for link in links]
        assert {status for status, _ in pages} == {404}
        assert len({words_of(page) for _, page in pages}) == 1
        pages = [await somebody.post(link, **JOIN) for link in links]
        assert {status for status, _ in pages} == {404}
        assert len({words_of(page) for _, page in pages}) == 1
    await world.owner.execute("SELECT housing.purge_invitations(now() + interval '31 days')")
    assert await world.owner.fetchval("SELECT count(*) FROM housing.invitation") == 0


async def test_of_two_that_join_at_once_one_does(operator: Prover, town, world, running) -> None:
    path = await path_of(operator, organization_id=str(town.agency), role="responder")
    browsers = [Prover(running.url) for _ in range(5)]
    try:
        statuses = sorted(
            done[0]
            for done in await asyncio.gather(
                *(
                    browser.post(path, **{**JOIN, "sign_in_name": f"new-{n}"})
                    for n, browser in enumerate(browsers)
                )
            )
        )
    finally:
        for browser in browsers:
            await browser.session.close()
    assert statuses == [303, 404, 404, 404, 404]
    made = await world.owner.fetchval(
        "SELECT count(*) FROM housing.account WHERE login LIKE 'new-%'"
    )
    assert made == 1


async def test_a_link_ends_with_the_right_of_who_made_it(
    operator: Prover, town, world, running
) -> None:
    await world.owner.execute(
        "UPDATE housing.account SET coordinator = true WHERE id = $1", town.responder.account_id
    )
    async with Prover(running.url) as rosa, Prover(running.url) as guest:
        await rosa.sign_in("rosa")
        ask = {"role": "responder"}
        assert await rosa.do("POST", "/v1/invitations", ask) == (403, "step_up_required")
        await rosa.prove()
        path = await path_of(rosa, role="responder")
        # Another kind of work, or another organization, is not theirs to give.
        assert await rosa.do("POST", "/v1/invitations", {"role": "shelter_staff"}) == (
            403, "not_allowed",
        )  # fmt: skip
        foreign = {"role": "responder", "organization_id": str(town.shelter)}
        assert (await rosa.do("POST", "/v1/invitations", foreign))[1] == "organization_not_found"
        assert (await guest.get(path))[0] == 200
        stop = {"reason": "misuse"}
        await operator.do("POST", f"/v1/accounts/{town.responder.account_id}/suspend", stop)
        assert (await guest.get(path))[0] == 404
        assert (await guest.post(path, **JOIN))[0] == 404
        await operator.do("POST", f"/v1/accounts/{town.responder.account_id}/lift")
        assert (await guest.get(path))[0] == 200
        twenty = [await operator.do("POST", "/v1/invitations",
                                    {**ask, "organization_id": str(town.agency)})
                  for _ in range(20)]  # fmt: skip
        assert [code for _, code in twenty].count("invitation_limit_reached") == 1


async def test_entering_an_organization_twice_and_hiding_one(operator: Prover, running) -> None:
    made = str(uuid4())
    body = {"name": "Hill House", "victim_service_provider": True}
    status, told = await operator.call("PUT", f"/v1/organizations/{made}", body)
    assert status == 201 and "Hill" not in told["name"] and told["id"] != made
    assert (await operator.call("PUT", f"/v1/organizations/{made}", body))[0] == 200
    other = await operator.do("PUT", f"/v1/organizations/{made}", {"name": "Other"})
    assert other == (409, "organization_id_reused")
    # A link names no organization of which nobody may know: previews read it too.
    path = await path_of(operator, organization_id=told["id"], role="shelter_staff")
    async with Prover(running.url) as guest:
        assert "Hill" not in (await guest.get(path))[1]
