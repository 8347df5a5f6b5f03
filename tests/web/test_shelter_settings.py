"""How one pool is offered, what others see of it, the wall, and a page that is locked."""

from __future__ import annotations

import re
from typing import Any

import pytest

from housing_service.app import Running
from housing_service.domain.errors import Refusal
from housing_service.store import directory
from housing_service.web.language.current import word
from housing_service.web.pages.schedule_form import schedule_body, schedule_fields
from tests.support.homes import make_home
from tests.support.world import World
from tests.web.test_capacity_pages import signed_in


@pytest.fixture
async def house(world: World, api: Any) -> dict[str, Any]:
    """A confidential house, an open shelter of the same agency, and who is outside."""
    home = await make_home(world, api, confidential=True)
    shelter = await world.program(home.organization, "Open hall")
    beds = await world.pool(shelter, 3, name="Hall beds")
    other = await world.organization("Other")
    callers = {
        "staff": await world.caller("shelter_staff", home.organization, "staff"),
        "other": await world.caller("shelter_staff", other, "other"),
        "operator": await world.caller("operator", None),
        "responder": await world.caller(
            "responder", await world.organization("Day Line"), "responder"
        ),
    }
    return {"home": home, "beds": beds, **callers}


async def test_what_staff_choose_counts_and_others_can_not(
    service: Running, house: dict[str, Any], world: World
) -> None:
    path = f"/shelter/pools/{house['beds']}/settings"
    async with signed_in(service, "staff") as staff:
        csrf = await staff.field(path, "csrf")
        saved = (303, f"{path}?done=settings-saved")
        assert await staff.post(f"{path}/policy", csrf=csrf, hold_policy="call_only") == saved
        season = {
            "capacity_kind": "seasonal", "season_from-day": "1", "season_from-month": "11",
            "season_until-day": "31", "season_until-month": "3",
        }  # fmt: skip
        assert await staff.post(f"{path}/capacity", csrf=csrf, **season) == saved
        _, text = await staff.get(f"{path}?done=settings-saved")
        assert "Saved. It counts from now on." in text
        checked = re.findall(r'value="(\w+)" checked', text)
        assert checked == ["call_only", "seasonal"]
        assert re.search(r'name="season_until-day"[^>]* value="31"', text)
        for what, form, said in (
            ("policy", {"hold_policy": "any"}, "Correct the fields named."),
            ("capacity", season | {"season_from-day": "x"}, "Correct the fields named."),
            ("schedule", {}, "Correct the fields named."),
        ):
            status, text = await staff.post(f"{path}/{what}", csrf=csrf, **form)
            assert status == 422 and said in text
        assert (await staff.post(f"{path}/policy", csrf="x", hold_policy="instant"))[0] == 403
        assert (await staff.post(f"{path}/elsewhere", csrf=csrf))[0] == 404
    async with signed_in(service, "other") as other:
        csrf = await other.field("/shelter", "csrf")
        for at in (path, f"/shelter/pools/{house['home'].pool}/settings"):
            assert (await other.get(at))[0] == 404
            assert (await other.post(f"{at}/policy", csrf=csrf, hold_policy="instant"))[0] == 404
    policy = await world.owner.fetchval(
        "SELECT hold_policy FROM housing.pool WHERE id = $1", house["beds"]
    )
    assert policy == "call_only"


async def test_the_clock_of_locks_is_set_by_a_form(service: Running, house: dict[str, Any]) -> None:
    home = house["home"]
    path = f"/shelter/pools/{home.pool}/settings"
    async with signed_in(service, "staff") as staff:
        form = {
            "csrf": await staff.field(path, "csrf"), "lock_milestones": "true",
            "opens-1": "08:30", "closes-1": "23:59", "opens-4": "10:00", "closes-4": "12:00",
            "hours-acknowledged": "4", "hours-interview": "8", "hours-decision": "9",
            "hours-move_in": "10", "holiday-1": "2026-12-25", "holiday-2": "",
        }  # fmt: skip
        assert (await staff.post(f"{path}/schedule", **form))[0] == 303
        schedule = (await home.staff.get(f"/v1/pools/{home.pool}/lock-schedule")).body
        assert schedule["opens_minute"] == [510, None, None, 600, None, None, None]
        assert schedule["closes_minute"] == [1440, None, None, 720, None, None, None]
        assert schedule["holidays"] == ["2026-12-25"]
        # What the page shows of it, sent back as it stands, says the same.
        shown = schedule_fields(schedule)
        again = {f"hours-{step}": str(hours) for step, hours in shown["steps"]}
        again |= {f"holiday-{n}": day for n, day in enumerate(shown["holidays"])}
        for one in shown["week"]:
            again |= {f"opens-{one['day']}": one["opens"], f"closes-{one['day']}": one["closes"]}
        body = schedule_body(again | {"lock_milestones": "true"})
        assert {key: schedule[key] for key in body} == body


async def test_staff_read_the_very_object_that_outsiders_are_sent(
    service: Running, house: dict[str, Any], world: World, api: Any
) -> None:
    home = house["home"]
    sent = (await api(house["responder"]).get(f"/v1/pools/{home.pool}")).body
    assert sent["confidential"] and "name" not in sent
    database = service.services.directory._database
    previews = {
        name: directory.outsider_preview(database, house[name].account_id, home.pool)
        for name in ("staff", "other", "responder", "operator")
    }
    assert await previews.pop("staff") == sent
    for preview in previews.values():
        with pytest.raises(Refusal, match="pool_not_found"):
            await preview
    staff = house["staff"].account_id
    with pytest.raises(Refusal, match="pool_not_found"):
        await directory.outsider_preview(database, staff, house["beds"])
    async with signed_in(service, "staff") as staff:
        _, text = await staff.get(f"/shelter/pools/{home.pool}/settings")
        preview = text[text.index('class="seen-as"') : text.index('class="never"')]
        assert (
            sent["program_name"] in preview
            and word("availability", sent["availability"]) in preview
        )
        assert "A Year" not in preview and "Apartments" not in preview


async def test_a_wall_shows_counts_alone_and_nothing_confidential(
    service: Running, house: dict[str, Any], api: Any
) -> None:
    await api(house["responder"]).place(house["beds"], party={"adults": 2, "children": 0})
    async with signed_in(service, "staff") as staff:
        _, text = await staff.get("/shelter/wall")
        wall = text[text.index('id="wall"') : text.index("<template")]
        assert "Hall beds" in wall and 'data-t="units_free">3<' in wall
        for never in ("A Year", "Apartments", str(house["home"].pool), "2 adults", "<form"):
            assert never not in wall
        _, page = await staff.get("/shelter")
        assert "2 adults" in page and "Apartments" in page
    async with signed_in(service, "responder") as responder:
        assert (await responder.get("/shelter/wall"))[0] == 403


async def test_a_locked_page_has_counts_and_nobody_on_it(
    service: Running, house: dict[str, Any], api: Any
) -> None:
    await api(house["responder"]).place(house["beds"], party={"adults": 2, "children": 0})
    async with signed_in(service, "staff") as staff:
        assert "2 adults" in (await staff.get("/shelter"))[1]
        csrf = await staff.field("/shelter", "csrf")
        await staff.post("/lock", csrf=csrf)
        _, text = await staff.get("/shelter")
        assert "Hall beds" in text and "2 adults" not in text
        assert re.search(r'id="arriving-section"[^>]* hidden', text)
        _, text = await staff.get("/shelter/wall")
        assert 'data-t="units_free">3<' in text
        _, text = await staff.get(f"/shelter/pools/{house['beds']}/settings")
        assert "Hall beds" not in text
