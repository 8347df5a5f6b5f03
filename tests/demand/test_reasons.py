"""Reasons: the hold keeps a group, the program a monthly total, and nobody else a private code."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest

from housing_service.app import Running
from housing_service.domain import reasons as listed
from housing_service.domain import vocabulary
from housing_service.logs import JsonFormatter
from housing_service.web.language.current import words_of
from tests.conftest import CaughtUp
from tests.support.api import Api
from tests.support.world import World

PRIVATE = [code for code, one in listed.reasons().items() if one.private]


async def totals(world: World) -> dict[str, int]:
    rows = await world.owner.fetch("SELECT reason, holds FROM housing.decline_total")
    return {row["reason"]: row["holds"] for row in rows}


async def written(service: Running) -> None:
    await service.services.demand.write(settled_only=False)


def test_the_list_is_complete_and_mapped_for_hud() -> None:
    found = listed.reasons()
    for use, codes in (
        ("decline", vocabulary.DeclineReason),
        ("release", vocabulary.ReleaseReason),
        ("no_show", vocabulary.NoShowReason),
    ):
        assert set(listed.labels(use)) == set(get_args(codes))
    assert (
        set(words_of("reason_groups"))
        == set(listed.GROUPS)
        == {one.group for one in found.values()}
    )
    for code, one in found.items():
        assert one.uses, code
        # 2 is the client's word and 3 the provider's; who could not be reached counts as 3.
        provider = one.side == "program" or code == "cannot_be_reached"
        assert one.referral_result == (3 if provider else 2), code
        assert set(one.label) == {"en", "es", "fr"}
    for code in ("conflict_with_resident", "previously_barred", "local_area_not_safe",
                 "record_policy", "registry_policy", "immigration_or_funding_rule",
                 "mat_not_supported", "needs_higher_care", "declined_location_too_near",
                 "mental_health_support_not_available", "substance_now"):  # fmt: skip
        assert found[code].private, code


def test_the_document_lists_every_code() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| (\w+) \| (\w+) \| (\d) \| (\w*) ?\|$", text, re.M)
    assert rows == [
        (code, ", ".join(sorted(one.uses)), one.side, one.group, str(one.referral_result),
         "yes" if one.private else "")
        for code, one in listed.reasons().items()
    ]  # fmt: skip


async def test_sql_and_the_list_say_the_same(world: World) -> None:
    for code, one in listed.reasons().items():
        row = await world.owner.fetchrow(
            "SELECT housing.reason_group($1) AS held, housing.reason_told($1) AS told", code
        )
        assert row["held"] == one.group, code
        told = code if one.side == "program" and not one.private else None
        assert row["told"] == told, code
    for group in listed.GROUPS:
        assert await world.owner.fetchval("SELECT housing.reason_group($1)", group) == group


@pytest.mark.parametrize("code", PRIVATE)
async def test_a_private_code_is_nowhere_but_in_the_monthly_total(
    world: World, shelter: Any, service: Running, code: str
) -> None:
    use = "decline" if "decline" in listed.reasons()[code].uses else "release"
    log, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(log)
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        hold = await shelter.responder.place(shelter.confirm)
        who = shelter.staff if use == "decline" else shelter.responder
        async with shelter.responder.live() as console, shelter.staff.live() as desk:
            await console.until(lambda c: hold["id"] in c.holds)
            await desk.until(lambda c: hold["id"] in c.holds)
            answer = await who.act(hold["id"], use, reason=code)
            ended = {"decline": "declined", "release": "released"}[use]
            await console.until(lambda c: c.holds[hold["id"]]["state"] == ended)
            await desk.until(lambda c: c.holds[hold["id"]]["state"] == ended)
            seen = console.holds[hold["id"]]
            frames = json.dumps([console.frames, desk.frames])
        assert seen["reason_group"] == listed.reasons()[code].group
        path = f"/v1/holds/{hold['id']}"
        readers = (shelter.responder, shelter.staff, shelter.operator)
        reads = [answer, *[await reader.get(path) for reader in readers]]
        assert code not in frames and code not in json.dumps([read.body for read in reads])
        await written(service)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert code not in log.getvalue()
    tables = await world.owner.fetch(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'housing'"
        " AND table_type = 'BASE TABLE'"
    )
    kept = [
        row["name"]
        for row in tables
        if await world.owner.fetchval(
            f"SELECT count(*) FROM housing.{row['name']} t WHERE t::text LIKE '%' || $1 || '%'",
            code,
        )
    ]
    assert kept == ["decline_total"]
    assert await totals(world) == {code: 1}


async def test_a_reason_that_is_undone_does_not_count_and_a_repeated_one_counts_once(
    world: World, shelter: Any, service: Running, serve: Any, http: Any, caught_up: CaughtUp
) -> None:
    other = await serve()
    first = await shelter.responder.place(shelter.confirm)
    assert (await shelter.staff.act(first["id"], "decline", reason="no_bed")).status == 200
    undone = await shelter.staff.act(first["id"], "undo")
    assert undone["state"] == "requested"
    await caught_up()
    assert service.board.holds[UUID(first["id"])].version == undone["version"]
    await written(service)
    assert await totals(world) == {}
    # Again, with another reason, and repeated through another process.
    elsewhere = Api(http, other.url, shelter.staff.token)
    for who in (shelter.staff, shelter.staff, elsewhere):
        declined = await who.act(first["id"], "decline", reason="no_fit_age")
        assert (declined.status, declined["reason_group"]) == (200, "cant_meet_need")
    await asyncio.gather(written(service), written(other))
    assert await totals(world) == {"no_fit_age": 1}


async def test_reasons_are_optional_closed_and_for_no_shows_too(
    world: World, shelter: Any, service: Running
) -> None:
    hold = await shelter.responder.place(shelter.instant)
    for action, reason in (("release", "no_bed"), ("release", "Jane"), ("no-show", "cost")):
        refused = await shelter.staff.act(hold["id"], action, reason=reason)
        assert (refused.status, refused.code) == (422, "invalid_request")
    await world.move_clock(90 * 60)
    gone = await shelter.staff.act(hold["id"], "no-show", reason="found_other_place")
    assert (gone.status, gone["state"]) == (200, "no_show")
    plain = await shelter.responder.place(shelter.confirm)
    assert (await shelter.staff.act(plain["id"], "decline"))["reason_group"] is None
    await written(service)
    assert await totals(world) == {"found_other_place": 1}


async def test_silence_is_no_answer_and_of_hidden_programs_no_group_is_told(
    world: World, shelter: Any, api: Callable[..., Api]
) -> None:
    asked = await shelter.responder.place(shelter.confirm)
    organization = await world.organization("House", victim_service_provider=True)
    house = await world.program(organization, "Quiet", "safe_house", confidential=True)
    pool = await world.pool(house, free=2, policy="confirm")
    staff = api(await world.caller("shelter_staff", organization))
    seen = []
    for reason in ("no_bed", "previously_barred", None):
        hidden = await shelter.responder.place(pool, str(uuid4()))
        body = {"reason": reason} if reason else {}
        own = await staff.act(hidden["id"], "decline", **body)
        assert own["reason"] == listed.group_of(reason)
        told = await shelter.responder.get(f"/v1/holds/{hidden['id']}")
        seen.append({key: told[key] for key in ("state", "reason_group")})
    assert seen == [{"state": "declined", "reason_group": None}] * 3
    await world.move_clock(45 * 60)
    late = await shelter.responder.get(f"/v1/holds/{asked['id']}")
    assert (late["state"], late["reason_group"]) == ("timed_out", "no_answer")


async def test_staff_read_their_own_totals_and_nobody_elses(
    world: World, shelter: Any, service: Running, api: Callable[..., Api]
) -> None:
    hold = await shelter.responder.place(shelter.confirm)
    await shelter.staff.act(hold["id"], "decline", reason="previously_barred")
    await written(service)
    month = await world.owner.fetchval("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')")
    own = await shelter.staff.get(f"/v1/reports/reasons?month={month}")
    assert [(one["reason"], one["holds"]) for one in own["items"]] == [("previously_barred", 1)]
    stranger = api(await world.caller("shelter_staff", await world.organization("Elsewhere")))
    assert (await stranger.get(f"/v1/reports/reasons?month={month}"))["items"] == []
    for who in (shelter.responder, shelter.operator):
        refused = await who.get(f"/v1/reports/reasons?month={month}")
        assert (refused.status, refused.code) == (403, "not_allowed")
    for bad in ("", "?month=2026-13", "?month=Jane"):
        assert (await shelter.staff.get(f"/v1/reports/reasons{bad}")).code == "invalid_request"
