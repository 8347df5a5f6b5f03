"""Staff enroll desks themselves: that must not bring new tries at a colleague's PIN."""

from __future__ import annotations

from types import SimpleNamespace

from housing_service.app import Running
from tests.desks.person import Person
from tests.support.world import World


async def test_new_desks_bring_no_new_tries(
    running: Running, house: SimpleNamespace, world: World
) -> None:
    compared = 0
    async with Person(running.url) as berta:
        await berta.sign_in("berta")
        for _ in range(6):
            device = (await world.owner.fetchval("SELECT id FROM housing.device LIMIT 1"),)
            if device[0] is not None:
                await berta.post(f"/desks/{device[0]}/remove")
                await berta.sign_in("berta")
                await world.owner.execute("UPDATE housing.device SET revoked_at = now()")
            assert (await berta.post("/desks", label="desk"))[0] == 303
            async with Person(running.url, {"housing_desk": berta.cookie("housing_desk")}) as at:
                for guess in range(6):
                    _, page = await at.sign_in_with_pin(house.anna.account_id, f"90817{guess}")
                    compared += "Too many PINs" not in page
        assert compared == 20
        # Anna's own password at a desk gives her PIN back.
        async with Person(running.url, {"housing_desk": berta.cookie("housing_desk")}) as anna:
            assert (await anna.sign_in_with_pin(house.anna.account_id))[0] == 403
            assert (await anna.sign_in("anna"))[0] == 303
            await anna.post("/sign-out")
            assert (await anna.sign_in_with_pin(house.anna.account_id))[0] == 303


async def test_who_signs_in_takes_the_place_of_who_was_there(
    running: Running, house: SimpleNamespace, desk: Person, world: World
) -> None:
    """The session before would go on, out of anybody's reach, and with it its open pages."""
    await desk.sign_in_with_pin(house.anna.account_id)
    await desk.sign_in_with_pin(house.berta.account_id)
    accounts = "SELECT account_id FROM housing.session"
    assert [row[0] for row in await world.owner.fetch(accounts)] == [house.berta.account_id]
    await desk.sign_in("anna")
    assert [row[0] for row in await world.owner.fetch(accounts)] == [house.anna.account_id]


async def test_a_lock_screen_tells_no_announcement(
    running: Running, house: SimpleNamespace, world: World
) -> None:
    await world.caller("responder", None, "rosa")
    await world.owner.execute(
        "INSERT INTO housing.announcement (id, audience, body, starts_at, ends_at) VALUES"
        " (gen_random_uuid(), 'all', 'Snow tonight', now(), now() + interval '1 hour')"
    )
    await running.services.operator_room._notices.read()
    async with Person(running.url) as rosa:
        await rosa.sign_in("rosa")
        assert "Snow tonight" in (await rosa.get("/console"))[1]
        await rosa.call("POST", "/lock")
        for path in ("/console", "/unlock"):
            assert "Snow tonight" not in (await rosa.get(path))[1]
