"""Erlang's loss formula beside known values and beside a simulation that knows no formula."""

from __future__ import annotations

import heapq
import os
import random

import pytest

from housing_service.domain.erlang import beds_for, loss_share

SEED = int(os.environ.get("HOUSING_SEED", "20261122"))


def test_known_values() -> None:
    # By hand from the sum: 1/2 / (1 + 1 + 1/2), and the ends of the scale.
    assert loss_share(2, 1.0) == pytest.approx(0.2)
    assert loss_share(1, 3.0) == pytest.approx(0.75)
    assert loss_share(0, 3.0) == 1.0 and loss_share(5, 0.0) == 0.0
    # A textbook's row: 10 erlangs and 15 lines lose 3.65 %.
    assert loss_share(15, 10.0) == pytest.approx(0.0365, abs=0.0001)
    # Neither overflows nor becomes nonsense.
    assert 0 < loss_share(2_000, 1_990.0) < 0.03


def test_the_fewest_beds_that_suffice() -> None:
    # 60 needs in 30 days that stay 14 nights: 28 erlangs.
    beds = beds_for(60, 720, 14 * 24, 0.05)
    assert loss_share(beds, 28.0) <= 0.05 < loss_share(beds - 1, 28.0)
    assert beds_for(0, 720, 336, 0.05) == 0
    for wrong in ((-1, 720, 1, 0.05), (1, 0, 1, 0.05), (1, 720, 1, 0.0), (1, 720, 1, 1.0)):
        with pytest.raises(ValueError, match="needs and stay"):
            beds_for(*wrong)
    with pytest.raises(ValueError, match="beds and load"):
        loss_share(-1, 1.0)


@pytest.mark.parametrize("stay", ["exponential", "constant", "two kinds"])
@pytest.mark.parametrize(("beds", "offered"), [(5, 4.0), (20, 16.0), (10, 14.0)])
def test_a_simulated_house_loses_as_many(beds: int, offered: float, stay: str) -> None:
    """The share depends on the mean stay alone. The same seed gives the same result."""
    chance = random.Random(f"{SEED} {beds} {offered} {stay}")
    nights = {
        "exponential": lambda: chance.expovariate(1.0),
        "constant": lambda: 1.0,
        "two kinds": lambda: 0.1 if chance.random() < 0.5 else 1.9,
    }[stay]
    now, lost, arrivals = 0.0, 0, 200_000
    leaving: list[float] = []
    for _ in range(arrivals):
        now += chance.expovariate(offered)
        while leaving and leaving[0] <= now:
            heapq.heappop(leaving)
        if len(leaving) < beds:
            heapq.heappush(leaving, now + nights())
        else:
            lost += 1
    assert lost / arrivals == pytest.approx(loss_share(beds, offered), rel=0.05, abs=0.003), SEED
