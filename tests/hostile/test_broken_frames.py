"""Broken websocket frames end with a close code, and nobody else notices."""

from __future__ import annotations

import pytest

from ops.fuzz.attacks import MAKERS, Attack, make
from ops.fuzz.findings import Findings
from ops.fuzz.frames import attack_once, play
from ops.fuzz.ws_bytes import TEXT, frame

FRAMES = 2_000
SECONDS_MAX = 35.0


async def test_broken_frames_while_a_witness_looks_on(attacked, seed) -> None:
    findings = Findings(seed)
    await play(attacked.url, attacked.region, findings, FRAMES, SECONDS_MAX)
    print(f"{findings.executions} attacks, slowest {findings.slowest_seconds:.2f} s")
    assert not findings.kinds, findings.as_json()
    assert findings.executions >= 2 * len(MAKERS)


@pytest.mark.parametrize(
    "attack",
    [
        Attack("planted", [frame(TEXT, b'{"type": "subscribe"}')], codes=frozenset({1002})),
        Attack("planted", [frame(TEXT, b"{")], end="served"),
        Attack("planted", [frame(TEXT, b"{")], codes=frozenset({1002})),
    ],
    ids=["goes_on", "closed_though_right", "another_code"],
)
async def test_another_end_than_promised_is_found(attacked, monkeypatch, attack) -> None:
    monkeypatch.setattr("ops.fuzz.frames._ANSWER_SECONDS_MAX", 2.0)
    findings = Findings(1)
    await attack_once(attacked.url, attacked.region, findings, attack)
    assert len(findings.kinds) == 1


def test_the_same_seed_makes_the_same_attacks() -> None:
    assert [make(7, at) for at in range(100)] == [make(7, at) for at in range(100)]
    assert {make(7, at).name for at in range(len(MAKERS))} == {
        make(8, at).name for at in range(len(MAKERS))
    }
