"""What the API says when nothing that fits can be held, and that following it works."""

from __future__ import annotations

import asyncio
import copy
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from tests.conftest import Serve
from tests.fit.region import Region, make_region
from tests.support.api import Api
from tests.support.world import World

LINE = "555 0100"


@pytest.fixture
async def region(world: World, serve: Serve, http: aiohttp.ClientSession) -> Region:
    running = await serve(help_line=LINE)
    made = await make_region(world, lambda caller: Api(http, running.url, caller.token))
    async with asyncio.timeout(10):
        while len(await made.fits(household={"adults": 1})) < len(made.pools):
            await asyncio.sleep(0.02)
    return made


async def ways_on(region: Region, asked: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = await region.responder.post("/v1/pools/search", asked)
    assert found.status == 200, found
    return {step["code"]: step for step in found["next_steps"]}


def without(asked: dict[str, Any], paths: list[str]) -> dict[str, Any]:
    """The request without those members, as a program would leave them out."""
    left = copy.deepcopy(asked)
    for path in paths:
        *outer, last = path.split(".")
        held: Any = left
        for name in outer:
            held = held[name]
        if isinstance(held, list):
            held.remove(last)
        else:
            del held[last]
    return left


async def test_where_something_that_fits_can_be_held_there_is_nothing_more_to_say(
    region: Region,
) -> None:
    assert await ways_on(region, {"household": {"adults": 1}, "kind": "detox"}) == {}


@pytest.mark.parametrize(
    ("needs", "situation", "leave_out"),
    [
        (["methadone", "survivor_led"], {}, ["needs.methadone"]),
        (["survivor_led"], {"pets": ["small_dog"]}, []),
        ([], {"avoid": ["test_at_entry"]}, ["situation.avoid.test_at_entry"]),
        ([], {"proof": "none", "populations": ["exit_sex_trade"]}, ["situation.proof"]),
        ([], {"arrival_at": "2026-11-23T23:40:00-05:00"}, ["situation.arrival_at"]),
        ([], {"made_for": ["veteran"]}, ["situation.made_for"]),
        ([], {"nights": 400, "made_for": ["lgbtq"], "only_made_for": True,
              "populations": ["lgbtq"]}, []),
    ],
)  # fmt: skip
async def test_what_is_left_out_opens_what_was_said(
    region: Region, needs: list[str], situation: dict[str, Any], leave_out: list[str]
) -> None:
    asked = {
        "kind": "transitional_housing", "household": {"adults": 1}, "needs": needs,
        "situation": situation,
    }  # fmt: skip
    steps = await ways_on(region, asked)
    assert steps["call_operator_line"] == {"code": "call_operator_line", "line": LINE}
    changes = [step for code, step in steps.items() if code == "change_need"]
    assert [step["leave_out"] for step in changes] == ([leave_out] if leave_out else [])
    for step in changes:
        assert step["label"] and (step["pools"], step["pools_to_hold"]) == (1, 1)
        found = await region.responder.post("/v1/pools/search", without(asked, step["leave_out"]))
        assert [region.name(pool["id"]) for pool in found["items"]] == ["Hills Year"]


async def test_other_regions_are_named_one_by_one_so_that_none_to_avoid_need_be_followed(
    region: Region,
) -> None:
    asked = {"household": {"adults": 1}, "kind": "detox", "regions": ["harbor", "hills"]}
    steps = await ways_on(region, asked)
    opened = {"code": "center", "pools": 1, "pools_to_hold": 1}
    assert steps["widen_regions"]["regions"] == [opened]
    assert {one["code"] for one in steps["widen_kinds"]["kinds"]} == {
        "emergency_shelter", "transitional_housing", "safe_house",
    }  # fmt: skip


async def test_whom_to_ask_comes_first_and_who_is_full_is_watched(
    region: Region, world: World
) -> None:
    asked = {
        "household": {"adults": 1, "children": 1},
        "regions": ["center"],
        "situation": {"pets": ["small_dog"], "arrival_at": "2026-11-23T23:40:00-05:00"},
    }
    families = str(region.pools["Center Families"])
    steps = await ways_on(region, asked)
    assert next(iter(steps)) == "ask_these"
    assert steps["ask_these"]["pool_ids"] == [families]
    await world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 0, version = version + 1 WHERE id = $1",
        families,
    )
    async with asyncio.timeout(10):
        while "ask_these" in (steps := await ways_on(region, asked)):
            await asyncio.sleep(0.02)
    assert steps["watch_these"]["pool_ids"] == [families]


async def test_somebody_young_is_sent_to_their_line_and_nowhere_else(region: Region) -> None:
    asked = {"household": {"adults": 0, "children": 1}, "kind": "detox"}
    only = {"code": "call_young_peoples_line", "line": LINE}
    assert list((await ways_on(region, asked)).values()) == [only]
    refused = await region.responder.put(
        f"/v1/holds/{uuid4()}",
        {"pool_id": str(region.pools["Harbor Beds"]), "party": asked["household"]},
    )
    assert refused["code"] == "pool_not_for_young_alone" and refused["next_steps"] == [only]


async def test_a_refusal_says_what_else_would_work_or_whom_to_call(
    region: Region, world: World
) -> None:
    detox = str(region.pools["Center Detox"])
    await world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1", detox
    )

    async def refused() -> Any:
        return await region.responder.put(
            f"/v1/holds/{uuid4()}", {"pool_id": detox, "party": {"adults": 1}}
        )

    line = {"code": "call_operator_line", "line": LINE}
    told = await refused()
    others = [pool["id"] for pool in told["alternatives"]]
    assert others and told["next_step"] == "Choose one of the alternatives."
    assert told["next_steps"] == [{"code": "hold_another", "pool_ids": others}, line]
    await world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 0, version = version + 1"
    )
    await world.owner.execute(
        "UPDATE housing.pool SET outsider_availability = 'ask', version = version + 1,"
        " outsider_version = outsider_version + 1 WHERE outsider_availability IS NOT NULL"
    )
    async with asyncio.timeout(10):
        while (told := await refused())["alternatives"]:
            await asyncio.sleep(0.02)
    assert told["next_steps"] == [line]
    assert told["next_step"] == f"Call the operator's line, {LINE}: it may know of other places."
    together = await region.responder.put(
        f"/v1/hold-sets/{uuid4()}",
        {"parts": [{"hold_id": str(uuid4()), "pool_id": detox, "party": {"adults": 1}},
                   {"hold_id": str(uuid4()), "pool_id": detox, "party": {"adults": 1}}]},
    )  # fmt: skip
    assert [part["next_steps"] for part in together["parts"]] == [[line], [line]]
