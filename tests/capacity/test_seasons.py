"""Seasonal pools: open from the first to the last day of the season, by the program's own clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.capacity.clock import SECOND, count_again, set_capacity, stop_clock, toronto
from tests.support.world import World

WINTER = {"capacity_kind": "seasonal", "season_from": "11-01", "season_until": "03-31"}


async def seasonal(world: World, organization=None, **season: int):
    organization = organization or await world.organization()
    program = await world.program(organization)
    return await world.pool(
        program, free=4, stale_after_seconds=31_536_000, capacity_kind="seasonal", **season
    )


async def test_a_season_over_the_new_year_ends_to_the_second(world: World, api) -> None:
    """With no sweeper's help: what is asked in that second is judged in that second."""
    await stop_clock(world, toronto(2027, 10, 31, 23, 59, 59))
    pool = await seasonal(world, season_from=1101, season_until=331)
    responder = api(await world.caller("responder"))
    before = await responder.pool(pool)
    assert (before["state"], before["hold_policy_effective"]) == ("closed", "closed")
    assert before["opening"] == {
        "is_open": False, "opens_at": "2027-11-01T04:00:00.000000Z",
        "closes_at": "2028-04-01T04:00:00.000000Z", "season_from": "11-01",
        "season_until": "03-31", "surge_label": None,
    }  # fmt: skip
    refused = await responder.place(pool)
    assert (refused.status, refused["code"]) == (409, "pool_not_in_season")
    assert refused["next_step"] and refused["alternatives"] == []

    await stop_clock(world, toronto(2027, 11, 1))
    opened = await responder.pool(pool)
    assert (opened["state"], opened["opening"]["is_open"]) == ("open", True)
    assert (await responder.place(pool)).status == 201

    await stop_clock(world, toronto(2028, 1, 15))
    assert (await responder.pool(pool))["opening"]["opens_at"] == "2027-11-01T04:00:00.000000Z"
    await stop_clock(world, toronto(2028, 3, 31, 23, 59, 59))
    await count_again(world, pool)
    assert (await responder.pool(pool))["state"] == "open"
    kept = await responder.place(pool)
    assert kept.status == 201

    # The hold of the last second lives on; nobody new is taken.
    await stop_clock(world, toronto(2028, 4, 1))
    assert (await responder.pool(pool))["state"] == "closed"
    assert (await responder.place(pool))["code"] == "pool_not_in_season"
    assert (await responder.get(f"/v1/holds/{kept['id']}"))["state"] == "active"
    assert (await responder.act(kept["id"], "extend", number=1)).status == 200
    assert (await responder.pool(pool))["opening"]["opens_at"] == "2028-11-01T04:00:00.000000Z"


@pytest.mark.parametrize(
    ("zone", "season", "opens", "closes"),
    [
        # Clocks go forward on the first day and back during the season.
        ("America/Toronto", (314, 1107), "2027-03-14T05:00:00Z", "2027-11-08T05:00:00Z"),
        # The last day is the one on which they go back: it has 25 hours.
        ("America/Toronto", (601, 1107), "2027-06-01T04:00:00Z", "2027-11-08T05:00:00Z"),
        # There is no midnight on the first day: clocks go from 00:00 to 01:00.
        ("Asia/Beirut", (328, 601), "2027-03-27T22:00:00Z", "2027-06-01T21:00:00Z"),
        ("Asia/Kathmandu", (101, 101), "2026-12-31T18:15:00Z", "2027-01-01T18:15:00Z"),
    ],
)
async def test_seasons_and_the_changing_of_clocks(
    world: World, zone: str, season: tuple[int, int], opens: str, closes: str
) -> None:
    await stop_clock(world, datetime(2026, 12, 1, tzinfo=UTC))
    pool = await seasonal(world, season_from=season[0], season_until=season[1])
    await world.owner.execute("UPDATE housing.program SET time_zone = $1", zone)
    edges = [datetime.fromisoformat(opens), datetime.fromisoformat(closes)]
    for at, is_open in (
        (edges[0] - SECOND, False), (edges[0], True), (edges[1] - SECOND, True), (edges[1], False),
    ):  # fmt: skip
        row = await world.owner.fetchrow(
            "SELECT housing.is_out_of_season(p, $2) AS shut,"
            " housing.next_opening_change(p, $2) AS next FROM housing.pool p WHERE p.id = $1",
            pool, at,
        )  # fmt: skip
        assert row["shut"] is not is_open, at
        assert row["next"] > at
        if at < edges[1]:
            assert row["next"] == (edges[0] if at < edges[0] else edges[1])


async def test_a_season_of_the_whole_year_never_closes(world: World) -> None:
    await stop_clock(world, toronto(2026, 12, 1))
    pool = await seasonal(world, season_from=701, season_until=630)
    for at in (toronto(2027, 7, 1) - SECOND, toronto(2027, 7, 1), toronto(2028, 2, 29)):
        assert not await world.owner.fetchval(
            "SELECT housing.is_out_of_season(p, $2) FROM housing.pool p WHERE id = $1", pool, at
        )


async def test_the_sweeper_announces_the_moment(world: World, api) -> None:
    await stop_clock(world, toronto(2027, 10, 31, 23, 59, 59))
    pool = await seasonal(world, season_from=1101, season_until=331)
    responder = api(await world.caller("responder"))
    async with responder.live(pool_filter={"pool_ids": [str(pool)]}) as console:
        await console.until(lambda c: c.pools.get(str(pool), {}).get("state") == "closed")
        await stop_clock(world, toronto(2027, 11, 1))
        await world.owner.execute("SELECT housing_api.sweep_due_v1(10)")
        await console.until(lambda c: c.pools[str(pool)]["state"] == "open")


async def test_staff_say_the_season(shelter, world: World) -> None:
    pool = shelter.instant
    said = await set_capacity(shelter.staff, pool, **WINTER)
    assert said.status == 200 and said["capacity_kind"] == "seasonal"
    assert (said["opening"]["season_from"], said["opening"]["season_until"]) == ("11-01", "03-31")
    version = said["version"]
    assert (await set_capacity(shelter.staff, pool, **WINTER))["version"] == version
    later = await set_capacity(shelter.staff, pool, season_until="04-15")
    assert later["opening"]["season_from"] == "11-01"
    assert later["opening"]["season_until"] == "04-15"
    regular = await set_capacity(shelter.operator, pool, capacity_kind="regular")
    assert regular["opening"] is None


async def test_what_is_not_a_season(shelter) -> None:
    pool = shelter.instant
    for fields, code in (
        ({"capacity_kind": "seasonal"}, "season_required"),
        ({"season_from": "11-01", "season_until": "03-31"}, "season_not_for_kind"),
        ({**WINTER, "season_from": "02-29"}, "invalid_request"),
        ({**WINTER, "season_until": "04-31"}, "invalid_request"),
        ({**WINTER, "season_until": "4-30"}, "invalid_request"),
        ({"capacity_kind": "extra"}, "invalid_request"),
        ({"reserve_units": -1}, "invalid_request"),
        ({}, "invalid_request"),
    ):
        refused = await set_capacity(shelter.staff, pool, **fields)
        assert (refused.status, refused["code"]) == (422, code), fields
    assert (await set_capacity(shelter.responder, pool, **WINTER))["code"] == "not_allowed"
