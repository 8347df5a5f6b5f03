"""Answers and searches that are out of all bounds are refused or answered, and nothing breaks."""

from __future__ import annotations

import random

import aiohttp
import pytest

from ops.fuzz.mutate import spoil
from ops.fuzz.targets_fit import FIT_TARGETS
from tests.hostile.test_nothing_written import fingerprint
from tests.support.api import Api

_EXAMPLES = {target.name: target.examples for target in FIT_TARGETS}
_ASKS = 150
_JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("who", ["responder", "foreign_staff", "limited", "anonymous"])
async def test_nobody_else_answers_whatever_the_body_says(
    attacked, seed, no_faults, who: str
) -> None:
    rng = random.Random(f"{seed} {who}")
    examples = _EXAMPLES["Eligibility body"]
    before = await fingerprint(attacked.world.owner)
    statuses: set[int] = set()
    async with aiohttp.ClientSession() as session:
        api = Api(session, attacked.url, attacked.region.token(who))
        for _ in range(_ASKS):
            pool = rng.choice((*attacked.region.pools, attacked.region.confidential))
            body = rng.choice(examples)
            body = body if rng.random() < 0.3 else spoil(body, rng, examples)
            path = f"/v1/pools/{pool}/eligibility"
            statuses.add((await api.call("PUT", path, data=body, headers=_JSON)).status)
    assert statuses <= {400, 401, 403, 404, 413, 422}, statuses
    assert await fingerprint(attacked.world.owner) == before


@pytest.mark.parametrize("name", ["Eligibility body", "search for a household"])
async def test_who_may_is_answered_or_refused(attacked, seed, no_faults, name: str) -> None:
    """Also where a program has stated its hours, which are held against the time of arrival."""
    rng = random.Random(f"{seed} {name}")
    answers_at = f"/v1/pools/{attacked.region.pools[0]}/eligibility"
    method, path, who = {
        "Eligibility body": ("PUT", answers_at, "staff"),
        "search for a household": ("POST", "/v1/pools/search", "responder"),
    }[name]
    statuses: list[int] = []
    async with aiohttp.ClientSession() as session:
        staff = Api(session, attacked.url, attacked.region.token("staff"))
        version = (await staff.get(answers_at))["version"]
        hours = [{"days": ["mon"], "from": "08:00", "until": "17:00"}]
        said = {"answers": {"intake_hours": hours}, "based_on_version": version}
        assert (await staff.put(answers_at, said)).status == 200
        api = Api(session, attacked.url, attacked.region.token(who))
        examples = _EXAMPLES[name]
        spoilt = [spoil(rng.choice(examples), rng, examples) for _ in range(_ASKS)]
        for body in (*examples, *spoilt):
            statuses.append((await api.call(method, path, data=body, headers=_JSON)).status)
    assert set(statuses) <= {200, 400, 409, 413, 422}, set(statuses)
    assert statuses[0] in (200, 409)
