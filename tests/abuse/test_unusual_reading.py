"""Readings unlike somebody's own: counted by day, told to the operator, forgotten after a month."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from housing_service.app import Running
from housing_service.service.watching import Watching
from housing_service.store import watching as store
from housing_service.store.sql import query
from tests.support.api import Api
from tests.support.world import World

NOTE = query("note_readings")
DAY = 86_400


async def note(world: World, account: UUID, kind: str, count: int) -> int:
    return int(await world.owner.fetchval(NOTE, [account], [kind], [count]))


async def test_far_more_than_usual_is_told_once_a_day(world: World) -> None:
    account = (await world.caller("responder")).account_id
    for day in range(10):
        await world.move_clock(day * DAY)
        assert await note(world, account, "single", 30 + day) == 0
    await world.move_clock(10 * DAY)
    # Five times the middle of the days before, and more than the floor.
    assert await note(world, account, "single", 170) == 0
    assert await note(world, account, "single", 10) == 1
    assert await note(world, account, "single", 50) == 0
    row = await world.owner.fetchrow("SELECT kind, count, usual FROM housing.alert")
    assert tuple(row) == ("single", 230, 34)
    await world.move_clock(11 * DAY)
    assert await note(world, account, "single", 230) == 1
    # Another night worker's usual is not unusual.
    night = (await world.caller("responder")).account_id
    for day in range(4):
        await world.move_clock(day * DAY)
        await note(world, night, "night_search", 39)
    await world.move_clock(4 * DAY)
    assert await note(world, night, "night_search", 190) == 0
    # Without any days before, the floor alone decides.
    new = (await world.caller("responder")).account_id
    assert await note(world, new, "absent", 20) == 0
    assert await note(world, new, "absent", 1) == 1
    await world.move_clock(50 * DAY)
    await world.purge()
    left = (
        "SELECT (SELECT count(*) FROM housing.alert) + (SELECT count(*) FROM housing.reading_day)"
    )
    assert await world.owner.fetchval(left) == 0


async def test_guessing_ids_is_noticed(
    service: Running, shelter: SimpleNamespace, world: World
) -> None:
    """The playbook's enumeration, and arrival codes or holds that are guessed: everything that is
    not there counts, whatever it was."""
    for _ in range(11):
        await shelter.responder.get(f"/v1/pools/{uuid4()}")
        await shelter.responder.act(str(uuid4()), "arrive")
    await service.services.watching.write()
    (one,) = (await shelter.operator.get("/v1/operator/alerts")).body["items"]
    assert (one["kind"], one["count"], one["usual"]) == ("absent", 22, 0)
    assert one["account"]["role"] == "responder"


async def test_each_place_counts_once_a_day_and_only_counts_are_kept(
    service: Running, shelter: SimpleNamespace, world: World
) -> None:
    for _ in range(3):
        await shelter.responder.get(f"/v1/pools/{shelter.instant}")
        await shelter.responder.get(f"/v1/pools/{shelter.confirm}")
        await shelter.responder.get(f"/v1/programs/{shelter.program}")
    await service.services.watching.write()
    rows = await world.owner.fetch("SELECT kind, count FROM housing.reading_day")
    assert [tuple(row) for row in rows] == [("single", 3)]


@pytest.mark.parametrize(("hour", "counts"), [(22, False), (23, True), (5, True), (6, False)])
def test_a_search_at_night_is_one_by_the_clock_of_the_region(hour: int, counts: bool) -> None:
    # Noon in UTC is 7 o'clock in Toronto in winter.
    watching: Any = Watching(None, lambda: 1_768_435_200 + (hour - 19) * 3_600, "America/Toronto")  # type: ignore[arg-type]
    watching.note_reading(uuid4(), "night_search")
    assert bool(watching._counts) == counts


def test_what_waits_to_be_written_is_bounded() -> None:
    watching: Any = Watching(None, lambda: 0.0, "UTC")  # type: ignore[arg-type]
    account = uuid4()
    for number in range(12_000):
        watching.note_named(account, (str(number),))
        watching.note_reading(uuid4() if number > 2_000 else account, "single", str(number))
    assert len(watching._named) == 10_000
    assert len(watching._different[account]) == 1_000
    assert len(watching._different) <= 20_000


async def test_a_provider_for_survivors_has_no_names_in_the_operators_room(
    service: Running, shelter: SimpleNamespace, world: World, api: Callable[..., Api]
) -> None:
    hidden = await world.organization("Quiet", victim_service_provider=True)
    person = await world.caller("responder", hidden, login="anna.b")
    assert await note(world, person.account_id, "disclosure", 11) == 1
    (one,) = (await shelter.operator.get("/v1/operator/alerts")).body["items"]
    assert one["account"] == {
        "account_id": str(person.account_id), "role": "responder",
        "login": None, "organization_name": None,
    }  # fmt: skip


async def test_the_page_shows_both_and_works_without_scripts(
    service: Running, shelter: SimpleNamespace, world: World, http
) -> None:
    from tests.abuse.scoring import Hands
    from tests.desks.person import Person

    agency = await world.organization("Outreach")
    reader = await world.caller("responder", agency, login="night.desk")
    await world.caller("operator", None, login="operator.one")
    await note(world, reader.account_id, "single", 101)
    hands = Hands(world, reader.account_id)
    for _ in range(6):
        await hands.hold_and_release(shelter.instant)
    async with Person(service.url) as operator:
        assert (await operator.sign_in("operator.one"))[0] == 303
        status, page = await operator.get("/operator/unusual")
        assert status == 200
        for said in ("101 places and programs opened singly in a day", "usual: 0", "night.desk",
                     "Outreach", "Asked first"):  # fmt: skip
            assert said in page, said
        alert = await world.owner.fetchval("SELECT id FROM housing.alert")
        assert (await operator.post(f"/operator/unusual/alerts/{alert}"))[0] == 303
        lift = f"/operator/unusual/cool-downs/{reader.account_id}"
        assert (await operator.post(lift))[0] == 303
        status, page = await operator.get("/operator/unusual?done=lifted")
        assert "Nothing is unusual." in page
        assert "1 was looked at" in page
        assert "Lifted." in page
        assert (await operator.post(lift))[0] == 404
        assert (await operator.post(f"/operator/unusual/alerts/{uuid4()}"))[0] == 404


async def test_who_asks_for_all_to_be_written_waits_for_what_is_under_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def slow(*_: Any) -> int:
        begun.set()
        await goes_on.wait()
        return 0

    monkeypatch.setattr(store, "touched", slow)
    watching: Any = Watching(None, lambda: 0.0, "UTC")  # type: ignore[arg-type]
    watching.note_named(None, ["x"])
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(watching.write())
        await begun.wait()
        later = group.create_task(watching.write())
        for _ in range(5):
            await asyncio.sleep(0)
        assert not later.done()
        goes_on.set()
