"""Announcements: short, about the service, to whom they are for, live, and gone in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from housing_service.domain.personal_text import found_in
from tests.support.api import Api
from tests.support.world import World


def body(**more: Any) -> dict[str, Any]:
    ends = datetime.now(UTC) + timedelta(hours=3)
    return {"text": "The bridge is closed until six.", "ends_at": ends.isoformat(), **more}


async def announce(api: Api, **more: Any) -> Any:
    return await api.put(f"/v1/announcements/{uuid4()}", body(**more))


async def test_each_reads_what_is_for_them_live_and_until_it_ends(
    shelter: SimpleNamespace, world: World, api: Callable[..., Api]
) -> None:
    async with (
        shelter.staff.live() as staff,
        shelter.responder.live() as responder,
        shelter.operator.live() as operator,
    ):
        for console in (staff, responder, operator):
            await console.until(lambda c: c.frames)
            assert console.announcements == []
        made = await announce(shelter.operator, audience="staff", text="Count before the storm.")
        assert made.status == 201
        await announce(shelter.operator, text="The line is down.", region="harbor")
        await responder.until(
            lambda c: [one["text"] for one in c.announcements] == ["The line is down."]
        )
        for console in (staff, operator):
            await console.until(lambda c: len(c.announcements) == 2)
        assert responder.announcements[0]["region_label"] == "Harbor"
        # Nobody was ever sent what is not for them.
        assert "storm" not in str(responder.frames)
        assert (await shelter.responder.get("/v1/announcements"))["items"] == (
            responder.announcements
        )
        # Who comes later has it at once, and a resumed console as well.
        async with api(await world.caller("responder")).live() as late:
            await late.until(lambda c: c.frames)
            assert late.announcements == responder.announcements
        async with api(await world.caller("operator")).live(resume=operator.resume) as other:
            await other.until(lambda c: c.announcements)
        ended = await shelter.operator.post(f"/v1/announcements/{made['id']}/end")
        assert ended.body == {"done": True}
        await staff.until(lambda c: len(c.announcements) == 1)
    async with shelter.staff.live(resume=staff.resume) as again:
        await again.until(lambda c: c.announcements)
        assert [one["text"] for one in again.announcements] == ["The line is down."]
        await world.move_clock(4 * 3600)
        await again.until(lambda c: c.announcements == [])


async def test_what_is_refused(shelter: SimpleNamespace) -> None:
    made = str(uuid4())
    first = await shelter.operator.put(f"/v1/announcements/{made}", sent := body())
    assert first.status == 201
    assert (await shelter.operator.put(f"/v1/announcements/{made}", sent)).status == 200
    other = await shelter.operator.put(f"/v1/announcements/{made}", {**sent, "audience": "staff"})
    assert other.code == "announcement_id_reused"
    assert (await announce(shelter.staff)).code == "not_allowed"
    assert (await announce(shelter.operator, text="x" * 281)).code == "invalid_request"
    assert (await announce(shelter.operator, text="two\nlines")).code == "invalid_request"
    assert (await announce(shelter.operator, region="nowhere")).code == "region_not_found"
    for days in (-1, 32):
        ends = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        refused = await announce(shelter.operator, ends_at=ends)
        assert refused.code == "announcement_period_invalid"
    named = await announce(shelter.operator, text="Call Mr Miller, 555-0100 22.")
    assert named.code == "announcement_may_name_somebody"
    assert named["found"] == ["phone", "name"]
    line = await announce(shelter.operator, text="Line: 555-0100 22.", about_service=True)
    assert line.status == 201
    for _ in range(3):
        assert (await announce(shelter.operator)).status == 201
    assert (await announce(shelter.operator)).code == "announcement_limit_reached"
    missing = await shelter.operator.post(f"/v1/announcements/{uuid4()}/end")
    assert missing.code == "announcement_not_found"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Warming bus until 6:00, stops 12 and 14.", ()),
        ("Harbor and Old Town are short of beds tonight.", ()),
        ("Open until 23:30 on 1.12.", ()),
        ("Call 416-555-0100", ("phone",)),
        ("write to desk@shelter.example", ("email",)),
        ("Please look out for Maria Lopez.", ("name",)),
        ("Her name is Ana", ("name",)),
        ("La señora Ruiz llamó", ("name",)),
        ("Mme Durand attend", ("name",)),
    ],
)
def test_what_looks_like_a_person_is_asked_about(text: str, found: tuple[str, ...]) -> None:
    assert found_in(text, ["Old Town"]) == found
