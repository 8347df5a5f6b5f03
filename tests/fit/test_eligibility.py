"""What programs answer about whom they take: written, read, matched, and hidden."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.api import Answer, Api
from tests.support.world import World


async def answer(staff: Api, pool: UUID, based_on: int = 0, **answers: Any) -> Answer:
    return await staff.put(
        f"/v1/pools/{pool}/eligibility", {"answers": answers, "based_on_version": based_on}
    )


async def test_answers_are_kept_and_read_by_everybody_signed_in(shelter) -> None:
    said = {
        "wheelchair": "yes",
        "methadone": "ask",
        "languages": ["es", "en"],
        "age": {"min": 18},
        "boys_age_max": 12,
        "intake_hours": [{"days": ["mon", "tue"], "from": "20:00", "until": "06:00"}],
        "households": ["adult_with_children"],
        "people_max": 5,
        "pets": None,
    }
    written = await answer(shelter.staff, shelter.instant, **said)
    assert written.status == 200
    assert written["eligibility"]["households"] == ["adult_with_children"]
    assert written["eligibility"]["party_people_max"] == 5
    read = await shelter.responder.get(f"/v1/pools/{shelter.instant}/eligibility")
    assert read["answers"] == {
        "wheelchair": "yes",
        "methadone": "ask",
        "languages": ["en", "es"],
        "age": {"min": 18, "max": 110},
        "boys_age_max": 12,
        "intake_hours": [
            {"days": ["mon", "tue"], "from": "20:00", "until": "24:00"},
            {"days": ["tue", "wed"], "from": "00:00", "until": "06:00"},
        ],
        "households": ["adult_with_children"],
        "people_max": 5,
    }
    assert read["version"] == written["version"] == written["eligibility"]["version"]
    # What was read can be sent back as it is.
    again = await answer(shelter.staff, shelter.instant, read["version"], **read["answers"])
    assert (again.status, again["version"]) == (200, written["version"])


async def test_two_people_who_answer_at_once_do_not_undo_each_other(shelter) -> None:
    first = await answer(shelter.staff, shelter.instant, wheelchair="yes")
    second = await answer(shelter.staff, shelter.instant, wheelchair="no")
    assert (second.status, second["code"]) == (409, "eligibility_out_of_date")
    assert second["pool"]["eligibility"]["version"] == first["version"]
    read = await shelter.staff.get(f"/v1/pools/{shelter.instant}/eligibility")
    assert read["answers"] == {"wheelchair": "yes"}
    # The same answers again are no contradiction.
    assert (await answer(shelter.staff, shelter.instant, wheelchair="yes")).status == 200


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("shoe_size", "yes"),
        ("wheelchair", "perhaps"),
        ("wheelchair", True),
        ("wheelchair", ["yes"]),
        ("boys_age_max", 99),
        ("boys_age_max", True),
        ("age", {"min": 50, "max": 20}),
        ("age", {}),
        ("languages", "en"),
        ("languages", []),
        ("languages", ["xx"]),
        ("languages", [["en"]]),
        ("detox", "sometimes"),
        ("intake_hours", [{"days": ["mon"], "from": "8:00", "until": "17:00"}]),
        ("intake_hours", [{"days": ["someday"], "from": "08:00", "until": "17:00"}]),
        ("intake_hours", [{"days": [{}], "from": "08:00", "until": "17:00"}]),
        ("intake_hours", [{"days": ["mon"], "from": "24:30", "until": "17:00"}]),
    ],
)
async def test_what_the_vocabulary_does_not_know_is_refused(shelter, code: str, value: Any) -> None:
    refused = await answer(shelter.staff, shelter.instant, **{"wheelchair": "yes", code: value})
    assert (refused.status, refused["code"]) == (422, "invalid_request")
    assert refused["fields"][0]["field"] == f"answers.{code}"
    read = await shelter.staff.get(f"/v1/pools/{shelter.instant}/eligibility")
    assert read["answers"] == {} and read["version"] == 0


async def test_only_its_own_staff_and_the_operator_answer(world: World, shelter, api) -> None:
    strangers = api(await world.caller("shelter_staff", await world.organization("Other")))
    for caller, status in (
        (shelter.responder, 403),
        (strangers, 403),
        (shelter.operator, 200),
    ):
        assert (await answer(caller, shelter.instant, wheelchair="yes")).status == status
    missing = await answer(shelter.staff, uuid4(), wheelchair="yes")
    assert (missing.status, missing["code"]) == (404, "pool_not_found")


async def test_a_confidential_programs_answers_are_its_own(world: World, shelter, api) -> None:
    organization = await world.organization("Hidden")
    hidden = await world.program(organization, "Hidden", "safe_house", confidential=True)
    pool = await world.pool(hidden, free=2, policy="confirm")
    staff = api(await world.caller("shelter_staff", organization))
    before = await shelter.responder.pool(pool)
    assert (await answer(staff, pool, wheelchair="yes", households=["couple"])).status == 200
    assert (await answer(shelter.operator, pool, wheelchair="no")).status == 403
    for caller in (shelter.responder, shelter.operator):
        told = await caller.get(f"/v1/pools/{pool}/eligibility")
        assert (told.status, told["code"]) == (404, "pool_not_found")
    assert await shelter.responder.pool(pool) == before
    assert (await staff.get(f"/v1/pools/{pool}/eligibility"))["answers"]["wheelchair"] == "yes"


async def test_a_console_is_shown_what_fits_and_told_when_that_changes(shelter) -> None:
    """The socket's filter means what a search means."""
    await answer(shelter.staff, shelter.confirm, methadone="no")
    fitting = {"needs": ["methadone"], "household": {"adults": 1}}
    # The answer counts from the pool's next reading on.
    async with asyncio.timeout(10):
        while len((await shelter.responder.post("/v1/pools/search", fitting))["items"]) != 1:
            await asyncio.sleep(0.01)
    async with shelter.responder.live(pool_filter=fitting) as console:
        await console.until(lambda c: c.pools)
        assert set(console.pools) == {str(shelter.instant)}
        (said,) = console.frames[-1]["fits"].values()
        assert said["fit"] == "ask" and said["questions"] == 2 == len(said["words"])
        version = (await shelter.responder.pool(shelter.confirm))["eligibility"]["version"]
        await answer(shelter.staff, shelter.confirm, version, methadone="yes")
        await console.until(lambda c: str(shelter.confirm) in c.pools)
        assert console.frames[-1]["fits"][str(shelter.confirm)]["questions"] == 1
        await answer(shelter.staff, shelter.instant, methadone="no")
        await console.until(lambda c: str(shelter.instant) not in c.pools)
    found = await shelter.responder.post("/v1/pools/search", fitting)
    assert [pool["id"] for pool in found["items"]] == [str(shelter.confirm)]


async def test_the_vocabulary_is_told_in_three_languages(shelter) -> None:
    told = {
        language: await shelter.responder.get(f"/v1/vocabulary?language={language}")
        for language in ("en", "es", "fr")
    }
    codes = {tuple(item["code"] for item in words["attributes"]) for words in told.values()}
    assert len(codes) == 1
    labels = [
        next(item["label"] for item in words["attributes"] if item["code"] == "wheelchair")
        for words in told.values()
    ]
    assert len(set(labels)) == 3
    refused = await shelter.responder.get("/v1/vocabulary?language=xx")
    assert (refused.status, refused["code"]) == (422, "invalid_request")
