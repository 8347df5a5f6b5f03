"""Tokens looked up in groups: each caller gets their own answer, and no fault hangs anybody."""

from __future__ import annotations

import asyncio

import pytest

from housing_service.domain.errors import Refusal
from housing_service.service import token_lookups
from housing_service.service.token_lookups import LOOKUPS_AT_ONCE, TokenLookups
from tests.support.world import World


async def test_each_of_a_crowd_is_who_they_are(world: World, service) -> None:
    callers = [await world.caller("responder") for _ in range(30)]
    tokens = [token for caller in callers for token in (caller.token, "hs_wrong")]
    found = await asyncio.gather(*(service.services.signin.by_token(t) for t in tokens))
    accounts = [identity.account_id if identity else None for identity in found]
    assert accounts == [account for caller in callers for account in (caller.account_id, None)]


async def test_a_crowd_costs_few_round_trips_and_a_fault_reaches_all(monkeypatch) -> None:
    groups: list[list[str]] = []
    hold, fault = asyncio.Event(), False

    async def answer(_database, tokens):
        groups.append(tokens)
        await hold.wait()
        if fault:
            raise Refusal("busy", retry_after_seconds=1)
        return [None] * len(tokens)

    monkeypatch.setattr(token_lookups, "identities_by_token", answer)
    lookups = TokenLookups(None)
    for fault in (False, True, False):
        groups.clear()
        hold.clear()
        asking = [asyncio.create_task(lookups.find(f"hs_{n}")) for n in range(150)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        asking[149].cancel()
        hold.set()
        async with asyncio.timeout(10):
            answers = await asyncio.gather(*asking, return_exceptions=True)
        assert len(groups) <= 2 + LOOKUPS_AT_ONCE
        assert isinstance(answers[149], asyncio.CancelledError)
        kinds = {type(found) for found in answers[:149]}
        assert kinds == ({Refusal} if fault else {type(None)})


async def test_too_many_waiting_are_told_so(monkeypatch) -> None:
    monkeypatch.setattr(token_lookups, "WAITING_MAX", 0)
    with pytest.raises(Refusal) as refused:
        await TokenLookups(None).find("hs_any")
    assert refused.value.code == "busy"
