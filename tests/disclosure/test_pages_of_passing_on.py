"""The pages without scripts: asking where to go, saying where, handing over and taking over."""

from __future__ import annotations

from tests.desks.person import Person, words_of
from tests.disclosure.house import CANARY, PLACE, House
from tests.support.world import PASSWORD, World


async def proven(person: Person, back: str) -> None:
    """Says the password again on the page that was led to."""
    status, to = await person.post("/step-up", password=PASSWORD, back=back)
    assert (status, to) == (303, back)
    await person._learn_csrf()


async def test_the_holder_asks_proves_who_they_are_and_reads(house: House) -> None:
    await house.tells()
    rosa = await house.sign_in("rosa")
    hold = await house.held_by(rosa)
    path = f"/console/where/{hold}"
    console = (await rosa.get("/console"))[1]
    assert f'action="{path}"' in console and f'href="/console/pass-on/hold/{hold}"' in console
    assert await rosa.post(path) == (303, f"/step-up?back={path}")
    await proven(rosa, path)
    asked = (await rosa.get(path))[1]
    assert CANARY not in asked and "Show where to go" in words_of(asked)
    async with rosa.session.post(rosa.url + path, data={"csrf": rosa.csrf}) as answer:
        told = await answer.text()
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Refresh"] == f"60;url={path}"
    for text in (PLACE["line"], PLACE["locality"], PLACE["way_in"], PLACE["call_line"]):
        assert str(text) in words_of(told)
    await rosa.call("POST", f"/v1/holds/{hold}/release", {})
    status, refused = await rosa.post(path)
    assert status == 409 and CANARY not in refused and "already let go" in words_of(refused)
    status, nothing = await rosa.post("/console/where/00000000-0000-4000-8000-000000000000")
    assert (status, CANARY in nothing) == (404, False)


async def test_a_house_that_calls_says_so(house: House) -> None:
    rosa = await house.sign_in("rosa")
    hold = await house.held_by(rosa)
    status, page = await rosa.post(f"/console/where/{hold}")
    assert status == 409 and "This shelter calls you" in words_of(page)


async def test_staff_say_where_and_read_to_whom_it_was_told(house: House) -> None:
    path = f"/shelter/programs/{house.program}/where-to-go"
    mila = await house.sign_in("mila")
    assert f'href="{path}"' in (await mila.get(f"/shelter/pools/{house.pool}/settings"))[1]
    form = {name: text or "" for name, text in PLACE.items()}
    assert await mila.post(path, **form) == (303, f"/step-up?back={path}")
    await proven(mila, path)
    status, page = await mila.post(path, **{**form, "way_in": "ask for Mrs Jones"})
    assert status == 422 and "names_nobody" in page and "Mrs Jones" in page
    assert await mila.post(path, **form) == (303, f"{path}?done=place_saved")
    rosa = await house.sign_in("rosa", stepped_up=True)
    await house.told(rosa, await house.held_by(rosa))
    page = (await mila.get(path))[1]
    assert CANARY not in page and "Night line" in words_of(page)
    assert CANARY in (await mila.post(path + "/reading"))[1]
    assert await mila.post(path, **{**form, "told": "shelter_calls_you"}) == (
        303, f"{path}?done=place_saved",
    )  # fmt: skip
    assert CANARY not in (await mila.post(path + "/reading"))[1]
    stranger = await house.sign_in("rosa")
    assert (await stranger.get(path))[0] == 403


async def test_a_hold_is_handed_over_and_what_is_left_is_taken_over(
    house: House, world: World
) -> None:
    await world.owner.execute("UPDATE housing.access_token SET revoked_at = now()")
    house.staff = house.api(await world.caller("shelter_staff", house.organization))
    rosa, tomas = [await house.sign_in(who) for who in ("rosa", "tomas")]
    hold = await house.held_by(rosa)
    path = f"/console/pass-on/hold/{hold}"
    assert "tomas" in words_of((await rosa.get(path))[1])
    status, page = await rosa.post(path, to="nobody")
    assert status == 422
    to = str(house.accounts["tomas"].account_id)
    assert await rosa.post(path, to=to) == (303, "/console?done=handed_over")
    assert (await rosa.get(path))[0] == 404
    assert hold in (await tomas.get("/console"))[1]
    await tomas.post("/sign-out")
    page = (await rosa.get("/console/left"))[1]
    assert f'action="/console/left/hold/{hold}"' in page
    assert "Kept until " in words_of(page)
    assert "Confidential program" in words_of(page) and "Quiet House" not in page
    assert await rosa.post(f"/console/left/hold/{hold}") == (303, "/console?done=taken_over")
    assert "looked after" in words_of((await rosa.get("/console/left"))[1])
    assert (await rosa.post(f"/console/left/hold/{house.pool}"))[0] == 404
    assert (await rosa.get("/console/pass-on/thing/" + hold))[0] == 404
