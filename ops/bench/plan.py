"""How much is measured: the sizes of one run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of a run. Everything is repeated `rounds` times and the median is printed."""

    rounds: int
    pools: int
    responders: int
    hold_seconds: float
    hold_callers: tuple[int, int]
    pgbench_clients: int
    compares_processes: bool
    fanout_consoles: tuple[int, ...]
    fanout_changes: int
    fanout_rounds: int
    push_consoles: tuple[int, ...]
    push_changes: int
    memory_consoles: int
    memory_settle_seconds: float
    stalled_share: float
    herd_consoles: tuple[int, ...]
    # Sizes, each with how many searches are timed.
    matching: tuple[tuple[int, int], ...]


PLANS = {
    "full": Plan(
        rounds=5,
        pools=100,
        responders=10_000,
        hold_seconds=4.0,
        hold_callers=(8, 64),
        pgbench_clients=8,
        compares_processes=True,
        fanout_consoles=(1_000, 5_000),
        fanout_changes=10,
        fanout_rounds=9,
        push_consoles=(2_000, 10_000),
        push_changes=200,
        memory_consoles=10_000,
        memory_settle_seconds=3.0,
        stalled_share=0.1,
        herd_consoles=(1_000, 10_000),
        matching=((10_000, 1_000), (100_000, 200)),
    ),
    "quick": Plan(
        rounds=3,
        pools=100,
        responders=10_000,
        hold_seconds=1.5,
        hold_callers=(8, 64),
        pgbench_clients=8,
        compares_processes=True,
        fanout_consoles=(1_000, 5_000),
        fanout_changes=5,
        fanout_rounds=3,
        push_consoles=(2_000, 10_000),
        push_changes=50,
        memory_consoles=10_000,
        memory_settle_seconds=3.0,
        stalled_share=0.1,
        herd_consoles=(1_000, 10_000),
        matching=((10_000, 300), (100_000, 100)),
    ),
    "tiny": Plan(
        rounds=1,
        pools=10,
        responders=64,
        hold_seconds=0.3,
        hold_callers=(2, 4),
        pgbench_clients=2,
        compares_processes=False,
        fanout_consoles=(20,),
        fanout_changes=2,
        fanout_rounds=1,
        push_consoles=(20,),
        push_changes=3,
        memory_consoles=20,
        memory_settle_seconds=0.2,
        stalled_share=0.1,
        herd_consoles=(20,),
        matching=((200, 10), (400, 10)),
    ),
}
