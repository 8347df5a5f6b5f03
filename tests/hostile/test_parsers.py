"""Spoilt input for every parser: a refusal or a sentence, soon, in bounded memory."""

from __future__ import annotations

import asyncio
import random
import time
import warnings

import pytest

from housing_service.domain.errors import Refusal
from ops.fuzz.findings import Findings
from ops.fuzz.mutate import spoil
from ops.fuzz.parsers import TARGETS, execute, play
from ops.fuzz.target import Target
from tests.support.volume import volume

EXECUTIONS = 100_000
SECONDS_MAX = float(volume(15, 30))


async def test_no_parser_faults_hangs_or_grows(seed) -> None:
    findings = Findings(seed)
    with warnings.catch_warnings():
        # What libraries say about odd archives and mocked requests is not about the service.
        warnings.simplefilter("ignore")
        grown = await play(findings, EXECUTIONS, SECONDS_MAX)
    print(f"{findings.executions} executions, slowest {findings.slowest_seconds:.3f} s,"
          f" {grown:.1f} MiB")  # fmt: skip
    assert not findings.kinds, findings.as_json()
    assert findings.executions >= 2_000


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
async def test_every_parser_takes_its_clean_examples(target: Target) -> None:
    """Otherwise spoiling them would only ever test the first check. Foreign shapes that are mixed
    in, and character sets that are refused, are the exception."""
    await target.run(target.examples[0])


async def test_the_same_seed_spoils_the_same_way() -> None:
    first, second = (
        [spoil(b'{"units": 3}', random.Random(at), (b"[]",)) for at in range(400)] for _ in "ab"
    )
    assert first == second
    assert len(set(first)) > 200


async def _raises(content: bytes) -> None:
    if b"\xff" in content:
        raise UnicodeError
    raise Refusal("invalid_json")


async def _dawdles(content: bytes) -> None:
    started = time.thread_time()
    while time.thread_time() - started < 0.25:
        pass


async def _hoards(content: bytes) -> None:
    _HOARD.append(bytearray(b"x") * 400_000)


_HOARD: list[bytearray] = []


async def test_a_fault_is_found_and_a_refusal_is_none() -> None:
    findings = Findings(1)
    await play(findings, 3_000, 20, (Target("planted", (b"{}",), _raises),))
    ((name, what),) = findings.kinds
    assert (name, what.split(" at ")[0]) == ("planted", "UnicodeError")


async def test_dawdling_is_found(monkeypatch) -> None:
    monkeypatch.setattr("ops.fuzz.parsers.SLOW_SECONDS", 0.2)
    findings = Findings(1)
    await execute(findings, Target("planted", (b"{}",), _dawdles), b"{}")
    assert [what for _, what in findings.kinds] == ["takes more than 0.2 s"]


async def test_hoarding_is_found() -> None:
    findings = Findings(1)
    try:
        await play(findings, 400, 20, (Target("planted", (b"{}",), _hoards),))
    finally:
        _HOARD.clear()
    await asyncio.sleep(0)
    assert any("memory" in what for _, what in findings.kinds)
