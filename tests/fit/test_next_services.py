"""What comes next, beside the beds: services of the kinds asked for, judged by the same rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import CaughtUp
from tests.fit.region import Region, make_region
from tests.support.api import Api, Json
from tests.support.world import World

WEEK = 7 * 24 * 3600


class Road:
    """The region of beds, and services made by name."""

    def __init__(self, world: World, api: Callable[..., Api], region: Region) -> None:
        self.world, self.api, self.region = world, api, region
        self.responder = region.responder
        self.staff: dict[str, Api] = {}
        self.programs: dict[str, UUID] = {}
        self.pools: dict[str, UUID] = {}

    async def add(
        self, name: str, kind: str, intake: str | None, *, answers: Json | None = None,
        where: str = "center", confidential: bool = False,
    ) -> UUID:  # fmt: skip
        organization = await self.world.organization(f"{name} Agency")
        program = await self.world.program(organization, name, kind, confidential, where)
        pool = await self.world.pool(
            program, None, "call_only", "service", name, stale_after_seconds=WEEK
        )
        staff = self.api(await self.world.caller("shelter_staff", organization))
        if answers:
            body = {"answers": answers, "based_on_version": 0}
            assert (await staff.put(f"/v1/pools/{pool}/eligibility", body)).status == 200
        if intake:
            assert (await staff.report(pool, intake=intake)).status == 201
        self.staff[name], self.programs[name], self.pools[name] = staff, program, pool
        return pool

    async def slot(self, name: str, hours: float, policy: str = "instant") -> str:
        starts_at = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
        made = await self.staff[name].post(
            f"/v1/programs/{self.programs[name]}/slots",
            {"slot_id": str(uuid4()), "starts_at": starts_at, "hold_policy": policy},
        )
        assert made.status == 201, made
        return str(made["id"])

    async def found(self, *kinds: str, **asked: Any) -> Json:
        answer = await self.responder.post("/v1/pools/search", {"services": list(kinds), **asked})
        assert answer.status == 200, answer
        return dict(answer.body)

    async def names(self, *kinds: str, **asked: Any) -> list[str]:
        return [one["program_name"] for one in (await self.found(*kinds, **asked))["services"]]

    async def until_known(self, *pools: object) -> None:
        """Until the searched process has heard all that has been said of these."""
        rows = await self.world.owner.fetch(
            "SELECT p.id, CASE WHEN g.confidential THEN p.outsider_version ELSE p.version END"
            " AS version FROM housing.pool p JOIN housing.program g ON g.id = p.program_id"
            " WHERE p.id = ANY ($1)",
            pools,
        )
        kinds = ["legal_aid", "counselling", "detox", "childcare"]
        async with asyncio.timeout(10):
            while True:
                found = (await self.found(*kinds, show_all=True))["services"]
                known = {one["id"]: one["version"] for one in found}
                if all(known.get(str(row["id"]), -1) >= row["version"] for row in rows):
                    return
                await asyncio.sleep(0.02)


@pytest.fixture
async def road(world: World, api: Callable[..., Api]) -> Road:
    return Road(world, api, await make_region(world, api))


async def test_services_are_a_list_of_their_own(road: Road) -> None:
    desk = await road.add("Legal desk", "legal_aid", "taking")
    withdrawal = await road.add("Detox talk", "detox", "ask")
    await road.until_known(desk, withdrawal)
    beds = await road.found()
    assert beds["services"] == []
    assert {one["unit"] for one in beds["items"]} <= {"bed", "room"}
    both = await road.found("legal_aid", "detox", household={"adults": 1})
    assert {one["id"] for one in both["items"]} <= {str(p) for p in road.region.pools.values()}
    assert [one["intake"] for one in both["services"]] == ["taking", "ask"]
    assert {one["unit"] for one in both["services"]} == {"service"}
    # By kind they can be asked for alone; a kind with beds means its beds.
    alone = await road.found(kinds=["legal_aid"])
    assert [one["id"] for one in alone["items"]] == [str(desk)]
    detox = await road.found(kinds=["detox"])
    assert [one["program_name"] for one in detox["items"]] == ["Center Detox"]
    assert (await road.found(units=["service"]))["counts"]["fits"] == 2


async def test_taking_first_and_closed_last(road: Road, world: World) -> None:
    pools = [
        await road.add(name, "counselling", intake)
        for name, intake in (
            ("Closed", "closed"), ("List", "waitlist"), ("Silent", None), ("Taking", "taking"),
            ("Asks", "ask"),
        )
    ]  # fmt: skip
    await road.until_known(*pools)
    names = await road.names("counselling")
    assert names[0] == "Taking" and names[-1] == "Closed"
    assert names[3] == "Silent", "who has said nothing comes after who said something"
    await road.staff["Taking"].post(f"/v1/pools/{road.pools['Taking']}/pause", {})
    async with asyncio.timeout(10):
        while (await road.names("counselling"))[0] == "Taking":
            await asyncio.sleep(0.02)
    assert set((await road.names("counselling"))[-2:]) == {"Taking", "Closed"}


async def test_fit_is_judged_by_the_same_rules(road: Road) -> None:
    pools = [
        await road.add("For women", "counselling", "taking", answers={"genders": ["women"]}),
        await road.add("For men", "counselling", "taking", answers={"genders": ["men"]}),
        await road.add(
            "Far", "counselling", "taking", where="hills", answers={"genders": ["women"]}
        ),
    ]
    await road.until_known(*pools)
    woman = {"household": {"adults": 1}, "situation": {"genders": ["women"]}}
    assert set(await road.names("counselling", **woman)) == {"For women", "Far"}
    near = {"genders": ["women"], "from_region": "center", "distance": "near"}
    assert (await road.names("counselling", situation=near))[0] == "For women"
    every = (await road.found("counselling", show_all=True, **woman))["services"]
    misfit = next(one for one in every if one["program_name"] == "For men")
    assert misfit["fit"] == "does_not_fit"
    assert "genders" in {reason["attribute"] for reason in misfit["reasons"]}
    assert await road.names("counselling", regions=["harbor"]) == []


async def test_a_programs_next_few_appointments(road: Road, caught_up: CaughtUp) -> None:
    await road.add("Talking room", "counselling", "waitlist")
    slots = [await road.slot("Talking room", hours) for hours in (9, 3, 50, 7, 30, 5, 60)]
    await caught_up()
    found = (await road.found("counselling"))["services"]
    assert [one["id"] for one in found[:5]] == [slots[n] for n in (1, 5, 3, 0, 4)]
    assert found[5]["unit"] == "service"
    beds = await road.found(household={"adults": 1})
    assert "slot" not in {one["unit"] for one in beds["items"]}


async def test_a_confidential_service_is_told_by_its_outside_only(road: Road) -> None:
    hidden = await road.add(
        "Canary Counsel", "counselling", "taking", confidential=True, answers={"genders": ["men"]}
    )
    await road.until_known(hidden)
    found = (await road.found("counselling", situation={"genders": ["women"]}))["services"]
    assert [one["id"] for one in found] == [str(hidden)]
    assert found[0]["fit"] == "ask" and "Canary" not in str(found)
    assert not {"intake", "intake_from", "intake_line", "starts_at"} & set(found[0])


async def test_no_more_than_a_page_of_them(road: Road, world: World) -> None:
    organization = await world.organization("Many")
    program = await world.program(organization, "Many", "childcare")
    await world.owner.execute(
        "INSERT INTO housing.pool (program_id, organization_id, name, unit, stale_after_seconds,"
        " intake, reported_at, freshness_step) SELECT $1, $2, 'Group ' || n, 'service', 604800,"
        " CASE WHEN n = 70 THEN 'taking' ELSE 'ask' END, now(), 0 FROM generate_series(1, 70) n",
        program, organization,
    )  # fmt: skip
    async with asyncio.timeout(10):
        while len((await road.found("childcare"))["services"]) < 60:
            await asyncio.sleep(0.05)
        # All of them, in the end: the one that takes new people is among those shown.
        while (await road.found("childcare"))["services"][0]["intake"] != "taking":
            await asyncio.sleep(0.05)
    assert len((await road.found("childcare"))["services"]) == 60
    refused = await road.responder.post("/v1/pools/search", {"services": ["palmistry"]})
    assert refused.code == "invalid_request"
