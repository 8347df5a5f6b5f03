"""The contract documents equal the code, and real answers equal the contract."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import TypeAdapter

from housing_service.domain.errors import PROBLEMS
from housing_service.web import wire, wire_fit, wire_live
from ops.write_contract import documents
from tests.support.world import World

CONTRACT = Path(__file__).parents[2] / "docs" / "contract"


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
async def test_the_committed_document_is_the_generated_one(name: str, api) -> None:
    generated = documents()[name]
    assert (CONTRACT / name).read_bytes() == generated, "run: make contract"
    served = await api().get("/" + name)
    assert served.body == json.loads(generated)


async def test_answers_are_what_the_contract_says(world: World, shelter, service) -> None:
    hidden = await world.program(
        await world.organization("H"), "Hidden", "safe_house", confidential=True
    )
    await world.pool(hidden, free=1, policy="confirm")
    hold = await shelter.responder.place(shelter.confirm, party={"adults": 1}, needs=["animal"])
    reported = await shelter.staff.report(shelter.instant, units_free=2)
    answers = [
        (wire.PoolPage, await shelter.responder.get("/v1/pools")),
        (wire.PoolPage, await shelter.operator.get("/v1/pools?limit=1")),
        (
            wire_fit.FoundPage,
            await shelter.responder.post("/v1/pools/search", {"needs": ["wheelchair"]}),
        ),
        (wire_fit.Vocabulary, await shelter.responder.get("/v1/vocabulary?language=fr")),
        (
            wire.Pool,
            await shelter.staff.put(
                f"/v1/pools/{shelter.instant}/eligibility",
                {"answers": {"wheelchair": "yes"}, "based_on_version": 0},
            ),
        ),
        (
            wire_fit.AnsweredEligibility,
            await shelter.responder.get(f"/v1/pools/{shelter.instant}/eligibility"),
        ),
        (wire.ProgramPage, await shelter.responder.get("/v1/programs")),
        (wire.OrganizationPage, await shelter.operator.get("/v1/organizations")),
        (wire.RegionPage, await shelter.responder.get("/v1/regions")),
        (wire.Hold, hold),
        (wire.Hold, await shelter.staff.get(f"/v1/holds/{hold['id']}")),
        (wire.HoldPage, await shelter.staff.get("/v1/holds")),
        (wire.HoldPage, await shelter.operator.get("/v1/holds")),
        (wire.Reported, reported),
        (wire.ReportPage, await shelter.staff.get(f"/v1/pools/{shelter.instant}/reports")),
        (wire.Me, await shelter.staff.get("/v1/me")),
        (wire.Problem, await shelter.responder.place(uuid4())),
    ]
    for model, answer in answers:
        TypeAdapter(model).validate_json(json.dumps(answer.body))
    frames = {
        "snapshot": wire_live.Snapshot, "changes": wire_live.Changes, "hold": wire_live.HoldMessage,
        "tick": wire_live.Tick,
    }  # fmt: skip
    async with shelter.staff.live() as console:
        await console.until(lambda c: c.ticks)
        await shelter.staff.act(hold["id"], "accept")
        await console.until(lambda c: {f["type"] for f in c.frames} >= {"snapshot", "hold"})
        await console.until(lambda c: any(f["type"] == "changes" for f in c.frames))
        for frame in [*console.frames, console.ticks[0]]:
            TypeAdapter(frames[frame["type"]]).validate_json(json.dumps(frame))


async def test_pages_follow_their_cursor(world: World, shelter) -> None:
    for _ in range(5):
        await world.pool(shelter.program, free=1)
    seen, after = [], ""
    while True:
        page = await shelter.responder.get(f"/v1/pools?limit=3{after}")
        seen += [pool["id"] for pool in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == len(set(seen)) == 7
    for bad in ("limit=0", "limit=x", "limit=9999", "after=%00", "kind=castle", "region=%00",
                "program_id=x", "own=maybe", "after=" + "A" * 300):  # fmt: skip
        answer = await shelter.responder.get(f"/v1/pools?{bad}")
        assert (answer.status, answer.code) == (422, "invalid_request"), bad


def test_every_problem_has_its_sentence_and_next_step() -> None:
    for code, problem in PROBLEMS.items():
        assert problem.detail.endswith("."), code
        assert problem.next_step.endswith("."), code
        assert 400 <= problem.status < 600
