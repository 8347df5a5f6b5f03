"""Neither check cries wolf: histories that are right by construction pass both."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ops.soak.check_exact import judge_pool
from ops.soak.check_exact_model import ModelPool
from ops.soak.check_history import Checker
from ops.soak.history import History
from tests.histories.simulated import POOL, Simulated

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
    simulated = Simulated(seed, policy, free, overlap).run(150)
    history = History()
    history.clock_base = 0.0
    checker = Checker(history, {POOL: free})
    left = simulated.operations
    while left:
        now, left = left[:window], left[window:]
        checker.digest(now, min((each.invoked_at for each in left), default=float("inf")))
    assert not checker.violations, checker.violations[0].report()


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
