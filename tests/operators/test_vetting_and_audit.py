"""What is new waits for the operator; what operators do is recorded and stays."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, get_args
from uuid import uuid4

import asyncpg
import pytest

from housing_service.app import Running
from housing_service.domain import operator_lists as lists
from tests.desks.person import Person
from tests.support.api import Api
from tests.support.world import PASSWORD, World, hold_id


async def waiting(api: Api, kind: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await api.get(f"/v1/operator/vetting?kind={kind}"))["items"]
    return items


async def actions(world: World) -> list[str]:
    rows = await world.owner.fetch("SELECT action FROM housing.operator_event ORDER BY at, id")
    return [row["action"] for row in rows]


@pytest.fixture
async def olga(world: World, service: Running) -> AsyncIterator[Person]:
    """An operator who has proven a moment ago who they are."""
    await world.caller("operator", None, "olga")
    async with Person(service.url) as person:
        await person.sign_in("olga")
        await person.post("/step-up", password=PASSWORD, back="/operator/vetting")
        yield person


async def test_a_new_organization_sees_confidential_programs_once_it_is_full(
    shelter: SimpleNamespace, world: World, api: Callable[..., Api], service: Running
) -> None:
    new = await world.organization("Night Line", stage="limited")
    hidden = await world.pool(
        await world.program(shelter.organization, "Quiet House", "safe_house", confidential=True)
    )
    responder = api(await world.caller("responder", new))
    assert (await responder.get(f"/v1/pools/{hidden}")).status == 404
    assert [one["id"] for one in await waiting(shelter.operator, "organization")] == [str(new)]
    path, form = f"/v1/organizations/{new}/stage", f"/operator/vetting/organizations/{new}"
    # It opens confidential programs: a token never may, and a person proves anew who they are.
    assert (await shelter.operator.post(path, {"stage": "full"})).code == "step_up_required"
    await world.caller("operator", None, "olga")
    async with Person(service.url) as olga:
        await olga.sign_in("olga")
        status, refused = await olga.call("POST", path, {"stage": "full"})
        assert (status, refused["code"]) == (403, "step_up_required")
        assert await olga.post(form, stage="full") == (303, "/step-up?back=/operator/vetting")
        assert (await responder.get(f"/v1/pools/{hidden}")).status == 404
        await olga.post("/step-up", password=PASSWORD, back="/operator/vetting")
        assert await olga.post(form, stage="limited") == (303, "/operator/vetting?done=stage")
        status, told = await olga.call("POST", path, {"stage": "full"})
        assert (status, told["stage"]) == (200, "full")
    assert await waiting(shelter.operator, "organization") == []
    seen = await responder.get(f"/v1/pools/{hidden}")
    assert seen.status == 200
    assert "Quiet" not in str(seen.body)
    assert (await shelter.staff.post(path, {"stage": "limited"})).status == 403
    assert await actions(world) == ["stage_full"]


async def test_a_program_stays_confidential_until_its_name_is_given(
    shelter: SimpleNamespace, world: World, olga: Person
) -> None:
    await world.owner.execute("UPDATE housing.program SET vetted_at = now()")
    program = await world.program(
        shelter.organization, "Quiet House", "safe_house", confidential=True
    )
    pool = await world.pool(program, 3, "confirm")
    await shelter.staff.report(pool, units_free=3)
    (one,) = await waiting(shelter.operator, "program")
    assert one["name"].startswith("Confidential program ")
    assert str(program) not in str(one)
    path = f"/v1/programs/{one['id']}/vetting"
    # A token never may, whatever it names.
    for known in (path, f"/v1/programs/{uuid4()}/vetting"):
        by_token = await shelter.operator.post(known, {"decision": "public", "name": "Quiet House"})
        assert by_token.code == "step_up_required"
    # Its own id is not the one by which an operator knows it.
    _, by_id = await olga.call("POST", f"/v1/programs/{program}/vetting", {"decision": "public"})
    assert by_id["code"] == "program_not_found"
    for wrong in (None, "Quiet Hous"):
        _, refused = await olga.call("POST", path, {"decision": "public", "name": wrong})
        assert refused["code"] == "program_name_not_matched"
        assert "Quiet House" not in str(refused)
    async with shelter.responder.live() as console:
        await console.until(lambda c: str(pool) in c.pools)
        assert "availability" in console.pools[str(pool)]
        _, done = await olga.call("POST", path, {"decision": "public", "name": " quiet house "})
        assert done == {"done": True}
        await console.until(lambda c: c.pools[str(pool)].get("units_available") == 3)
    assert await waiting(shelter.operator, "program") == []
    # What was said while it was confidential is not told afterwards either.
    counts = "/v1/operator/audit?source=count"
    assert "Quiet House" not in str((await shelter.operator.get(counts)).body)
    await shelter.staff.report(pool, units_free=2)
    assert str((await shelter.operator.get(counts)).body).count("Quiet House") == 1
    # And back again: the safe direction needs no name and no proof, and keeps no address.
    await world.owner.execute(
        "INSERT INTO housing.site (program_id, line) VALUES ($1, '14 Orchard Row')", program
    )
    back = await shelter.operator.post(
        f"/v1/programs/{program}/vetting", {"decision": "confidential"}
    )
    assert back.status == 200
    assert await world.owner.fetchval("SELECT count(*) FROM housing.site") == 0
    assert "units_available" not in (await shelter.responder.get(f"/v1/pools/{pool}")).body
    assert await actions(world) == [
        "name_not_matched", "name_not_matched", "vetted_public", "vetted_confidential",
    ]  # fmt: skip


async def test_guesses_at_a_name_are_few(
    shelter: SimpleNamespace, world: World, olga: Person
) -> None:
    await world.program(shelter.organization, "Quiet House", "safe_house", confidential=True)
    (one,) = [
        item for item in await waiting(shelter.operator, "program") if item["confidential"]
    ]  # fmt: skip
    path = f"/v1/programs/{one['id']}/vetting"
    for guess in "abcde":
        await olga.call("POST", path, {"decision": "public", "name": guess})
    _, last = await olga.call("POST", path, {"decision": "public", "name": "Quiet House"})
    assert last["code"] == "rate_limited"
    kept = await world.owner.fetchval(
        "SELECT confidential FROM housing.program WHERE name = 'Quiet House'"
    )
    assert kept is True


async def test_more_than_a_call_needs_the_recorded_consent_of_the_shelter(
    shelter: SimpleNamespace, world: World
) -> None:
    pool = await world.pool(shelter.program, 4, "call_only", name="Annex")
    hidden = await world.pool(
        await world.program(shelter.organization, "Quiet House", "safe_house", confidential=True),
        2, "confirm",
    )  # fmt: skip
    told = await waiting(shelter.operator, "pool")
    assert {one["id"] for one in told} == {str(pool), str(hidden)}
    assert "Quiet" not in str(told)
    path = f"/v1/pools/{pool}/decision"
    wish = {"hold_policy": "instant", "consent_by": "manager", "consent_how": "by_phone"}
    alone = await shelter.operator.post(path, {"hold_policy": "instant"})
    assert alone.code == "consent_required"
    for missing in ("consent_by", "consent_how"):
        less = {key: value for key, value in wish.items() if key != missing}
        assert (await shelter.operator.post(path, less)).code == "consent_required"
    assert (
        await world.owner.fetchval("SELECT hold_policy FROM housing.pool WHERE id = $1", pool)
    ) == "call_only"
    never = await shelter.operator.post(f"/v1/pools/{hidden}/decision", wish)
    assert never.code == "confidential_never_instant"
    assert (await shelter.operator.post(path, wish)).status == 200
    assert (await shelter.responder.place(pool, hold_id())).status == 201
    row = await world.owner.fetchrow("SELECT * FROM housing.policy_consent")
    assert (row["policy_to"], row["consent_by"], row["consent_how"]) == (
        "instant", "manager", "by_phone",
    )  # fmt: skip
    # Left as it stands: what the shelter itself has chosen is not changed by looking.
    assert (await shelter.operator.post(f"/v1/pools/{hidden}/decision", {})).status == 200
    assert (
        await world.owner.fetchval("SELECT hold_policy FROM housing.pool WHERE id = $1", hidden)
    ) == "confirm"
    assert await waiting(shelter.operator, "pool") == []


async def test_the_record_tells_who_did_what_and_nothing_of_confidential_programs(
    shelter: SimpleNamespace, world: World
) -> None:
    hidden_program = await world.program(
        shelter.organization, "Quiet House", "safe_house", confidential=True
    )
    hidden = await world.pool(hidden_program, 2, "confirm")
    held = hold_id()
    await shelter.responder.place(shelter.instant, held)
    await shelter.responder.place(hidden, hold_id())
    await shelter.staff.report(shelter.confirm, units_free=2)
    await shelter.staff.report(hidden, units_free=2)
    assert (await shelter.operator.report(shelter.instant, units_free=5)).status == 201
    pause = {"reason": "staffing"}
    await shelter.operator.post(f"/v1/pools/{shelter.confirm}/pause", pause)
    await shelter.operator.post(f"/v1/pools/{shelter.confirm}/pause", pause)
    await shelter.operator.post(f"/v1/pools/{hidden}/pause", pause)
    await shelter.operator.act(held, "revoke", reason="misuse")
    ends = (datetime.now(UTC) + timedelta(hours=5)).isoformat()
    await shelter.operator.put(
        f"/v1/surges/{uuid4()}", {"region": "harbor", "label": "cold", "ends_at": ends}
    )
    told = await shelter.operator.get("/v1/operator/audit")
    by_source: dict[str, list[str]] = {}
    for one in told["items"]:
        by_source.setdefault(one["source"], []).append(one["action"])
    assert sorted(by_source["operator"]) == [
        "counted", "hold_revoked", "pool_pause", "pool_pause", "surge_opened",
    ]  # fmt: skip
    assert by_source["count"] == ["count_number"] * 2
    assert sorted(by_source["hold"]) == ["placed", "revoked"]
    assert "Quiet" not in str(told.body)
    assert held not in str(told.body)
    only = await shelter.operator.get("/v1/operator/audit?source=count&region=harbor")
    assert len(only["items"]) == 2
    assert (await shelter.operator.get("/v1/operator/audit?source=count&region=x"))["items"] == []
    assert (await shelter.operator.get("/v1/operator/audit?source=x")).code == "invalid_request"
    assert (await shelter.responder.get("/v1/operator/audit")).status == 403
    for statement in (
        "UPDATE housing.operator_event SET action = 'x_x'",
        "DELETE FROM housing.operator_event",
        "TRUNCATE housing.operator_event",
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await world.owner.execute(statement)


async def test_lists_of_the_room_are_the_same_in_sql_and_python(world: World) -> None:
    for table, column, python in (
        ("announcement", "audience", lists.Audience),
        ("policy_consent", "consent_by", lists.ConsentBy),
        ("policy_consent", "consent_how", lists.ConsentHow),
    ):
        text = await world.owner.fetchval(
            "SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint"
            " WHERE conrelid = $1::regclass"
            " AND pg_get_constraintdef(oid) LIKE '%' || $2 || '%ARRAY%'",
            f"housing.{table}", column,
        )  # fmt: skip
        assert set(re.findall(r"'([a-z_]+)'::text", text)) == set(get_args(python)), column


@pytest.mark.parametrize(
    ("table", "room"),
    [
        ("/operator/calls.csv", "/operator"),
        ("/operator/vetting.csv", "/operator/vetting"),
        ("/operator/record.csv", "/operator/record"),
        ("/v1/reports/turned-away.csv?from=2026-09", "/operator/reports"),
    ],
)
async def test_a_table_leaves_as_a_file_with_a_proof_and_is_noted(
    shelter: SimpleNamespace, world: World, service: Running, table: str, room: str
) -> None:
    await world.caller("operator", None, "olga")
    async with Person(service.url) as olga:
        await olga.sign_in("olga")
        html = {"Accept": "text/html"}
        status, refused = await olga.call("GET", table)
        assert (status, refused["code"]) == (403, "step_up_required")
        async with olga.session.get(
            service.url + table, headers=html, allow_redirects=False
        ) as led:
            assert (led.status, led.headers["Location"]) == (303, f"/step-up?back={room}")
        assert await actions(world) == []
        assert await olga.post("/step-up", password=PASSWORD, back=room) == (303, room)
        async with olga.session.get(service.url + table, headers=html) as saved:
            assert (saved.status, saved.content_type) == (200, "text/csv")
    assert await actions(world) == ["exported"]
    # A program's token was made for it.
    assert (await shelter.operator.get(table)).status == 200
    assert await actions(world) == ["exported", "exported"]
