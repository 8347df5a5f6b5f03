"""Neither check cries wolf: histories that are right by construction pass both."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ops.soak.check_exact import judge_pool
from ops.soak.check_exact_model import ModelPool
from ops.soak.check_history import Checker
from ops.soak.check_violation import Violation
from ops.soak.history import History
from tests.histories.simulated import POOL, Simulated
from tests.histories.slow_answers import SlowAnswers

_RUNS = settings(max_examples=120, deadline=None, derandomize=True, database=None)


@_RUNS
@given(
    seed=st.integers(0, 2**32),
    policy=st.sampled_from(("instant", "confirm")),
    free=st.integers(0, 4),
    overlap=st.sampled_from((0.05, 1.0, 5.0, 60.0)),
    window=st.sampled_from((1, 7, 1000)),
)
def test_the_interval_check_raises_no_alarm(
    seed: int, policy: str, free: int, overlap: float, window: int
) -> None:
    found = judged(Simulated(seed, policy, free, overlap).run(150), free, window)
    assert not found, found[0].report()


@_RUNS
@given(
    seed=st.integers(0, 2**32),
    policy=st.sampled_from(("instant", "confirm")),
    free=st.integers(0, 4),
    lost=st.sampled_from((0.05, 0.2, 0.5)),
    delay=st.sampled_from((0.05, 0.5, 3.0, 12.0)),
    late=st.sampled_from((1.0, 10.0, 40.0)),
    clients=st.sampled_from((2, 4, 8)),
    window=st.sampled_from((1, 7, 1000)),
)
def test_callers_who_give_up_and_ask_again_raise_no_alarm(
    seed: int, policy: str, free: int, lost: float, delay: float, late: float, clients: int,
    window: int,
) -> None:  # fmt: skip
    slow = SlowAnswers(
        seed, policy, free, lost_share=lost, delay_seconds=delay, late_seconds=late
    ).play(clients, 60.0)  # fmt: skip
    found = judged(slow, free, window)
    assert not found, found[0].report()


def judged(simulated: Simulated, free: int, window: int) -> list[Violation]:
    history = History()
    history.clock_base = 0.0
    checker = Checker(history, {POOL: free})
    left = simulated.operations
    while left:
        now, left = left[:window], left[window:]
        checker.digest(now, min((each.invoked_at for each in left), default=float("inf")))
    return checker.violations


@_RUNS
@given(
    seed=st.integers(0, 2**32),
    policy=st.sampled_from(("instant", "confirm")),
    free=st.integers(0, 4),
)
def test_the_exact_check_finds_the_order(seed: int, policy: str, free: int) -> None:
    simulated = Simulated(seed, policy, free, 0.3, lost_share=0.0).run(60)
    found = list(judge_pool(simulated.operations, ModelPool(policy, free), simulated.expiries))
    assert all(each.explained for each in found), found[-1].prefix
    assert len(found) > 3
