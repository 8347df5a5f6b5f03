"""The operator's pages without scripts: every form does what it says, in every language."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from housing_service.app import Running
from housing_service.web.pages.region_map import lines_of, region_map
from tests.support.world import World
from tests.web.test_capacity_pages import signed_in

PAGES = ("", "/vetting", "/announcements", "/record", "/service", "/reports")


@pytest.fixture
async def region(world: World, service: Running) -> dict[str, Any]:
    await world.region("hills", "Hill Towns")
    door = await world.organization("Open Door")
    new = await world.organization("Night Line", stage="limited")
    program = await world.program(door, "Harbor hall")
    quiet = await world.program(door, "Quiet House", "safe_house", confidential=True)
    pools = {
        "old": await world.pool(program, None, name="Attic"),
        "call": await world.pool(program, 2, "call_only", name="Annex"),
        "hidden": await world.pool(quiet, 2, "confirm", name="Upstairs"),
    }
    await world.caller("operator", None, "operator")
    await world.caller("shelter_staff", door, "staff")
    return {**pools, "new": new, "program": program}


async def test_every_form_of_the_room_does_what_it_says(
    service: Running, world: World, region: dict[str, Any]
) -> None:
    async with signed_in(service, "operator") as person:
        status, text = await person.get("/operator")
        assert status == 200
        assert "No count was ever said" in text
        csrf = {"csrf": await person.field("/operator", "csrf")}
        path = f"/operator/pools/{region['old']}"
        nudge = {**csrf, "nudge_id": str(uuid4())}
        for _ in range(2):
            done = await person.post(f"{path}/nudge", **nudge)
            assert done == (303, "/operator?done=nudged")
        assert "It stands on the shelter’s page" in (await person.get("/operator?done=nudged"))[1]
        async with signed_in(service, "staff") as staff:
            assert "The operator asks for your count." in (await staff.get("/shelter"))[1]
        status, text = await person.post(f"{path}/count", **csrf, report_id=str(uuid4()))
        assert status == 422
        count = {**csrf, "report_id": str(uuid4()), "units_free": "4"}
        assert await person.post(f"{path}/count", **count) == (303, "/operator?done=counted")
        assert (await person.post(f"{path}/pause", **csrf, reason="staffing"))[0] == 303
        assert f'data-key="{region["old"]}"' not in (await person.get("/operator?region=harbor"))[1]
        # Announcements: what looks like a person is asked about, and what was typed stays.
        _, text = await person.get("/operator/announcements")
        ends = re.search(r'name="ends_at"><option value="([^"]+)"', text)
        assert ends
        form = {**csrf, "announcement_id": str(uuid4()), "audience": "staff", "region": "",
                "ends_at": ends[1], "text": "Ring 416 555 0100 first."}  # fmt: skip
        status, text = await person.post("/operator/announcements", **form)
        assert status == 422 and "Ring 416 555 0100 first." in text and "about_service" in text
        form["about_service"] = "yes"
        for _ in range(2):
            told = await person.post("/operator/announcements", **form)
            assert told == (303, "/operator/announcements?done=announced")
        async with signed_in(service, "staff") as staff:
            assert "Ring 416 555 0100 first." in (await staff.get("/shelter"))[1]
        where = f"/operator/announcements/{form['announcement_id']}/end"
        assert (await person.post(where, **csrf))[0] == 303
        # Decisions.
        vetting = "/operator/vetting"
        _, text = await person.get(vetting)
        assert "Night Line" in text and "Annex" in text and "Quiet" not in text
        # As after the password; that it is asked for is tried with the stages themselves.
        await world.owner.execute(
            "UPDATE housing.session SET stepped_up_at = housing.service_clock()"
        )
        done = await person.post(f"{vetting}/organizations/{region['new']}", **csrf, stage="full")
        assert done == (303, f"{vetting}?done=stage")
        wish = {**csrf, "hold_policy": "confirm", "consent_by": "", "consent_how": "by_phone"}
        assert (await person.post(f"{vetting}/pools/{region['call']}", **wish))[0] == 403
        wish["consent_by"] = "director"
        assert (await person.post(f"{vetting}/pools/{region['call']}", **wish))[0] == 303
        assert (await person.post(f"{vetting}/programs/{region['program']}", **csrf,
                                  decision="public"))[0] == 303  # fmt: skip
        _, text = await person.get(vetting)
        assert "Night Line" not in text and "Annex" not in text
        _, text = await person.get("/operator/record?source=operator")
        for said in ("Asked for a count", "Wrote down a count", "Paused", "Announced",
                     "Let an organization see all programs"):  # fmt: skip
            assert said in text, said
        for name in ("calls", "regions", "vetting", "record"):
            async with person.session.get(f"{service.url}/operator/{name}.csv") as answer:
                assert answer.status == 200 and answer.content_type == "text/csv"
                assert "Quiet" not in await answer.text()
        for language in ("es", "fr"):
            person.session.cookie_jar.update_cookies({"language": language})
            for page in PAGES:
                status, text = await person.get(f"/operator{page}")
                assert status == 200 and f'lang="{language}"' in text, page
                assert "Quiet House" not in text


async def test_a_map_has_a_place_for_every_region() -> None:
    made = region_map(
        [("a", "Old Town", (4, 2)), ("b", "Hill Towns", (5, 3)), ("c", "Far", None),
         ("d", "On the same tile", (4, 2))]
    )  # fmt: skip
    assert [(one.code, one.column, one.row) for one in made.tiles] == [
        ("a", 0, 0), ("b", 1, 1), ("c", 0, 2), ("d", 1, 2),
    ]  # fmt: skip
    assert len({(one.x, one.y) for one in made.tiles}) == 4
    assert max(one.x + made.tile_width for one in made.tiles) == made.width
    assert region_map([]).tiles == ()
    assert lines_of("Upper Saint Lawrence Valley") == ("Upper Saint", "Lawrence Val…")
