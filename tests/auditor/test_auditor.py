"""Model and service are driven side by side and may never differ.

HOUSING_AUDITOR_STEPS sets how many steps are compared (the same ones each time), and
HOUSING_AUDITOR_SEED chooses others or repeats a run.
"""

from __future__ import annotations

import os

import pytest

from tests.auditor.run import search
from tests.support.cluster import Cluster
from tests.support.volume import volume

STEPS_DEFAULT = volume(400, 1_000)


@pytest.mark.timeout(7_200)
async def test_the_service_does_what_the_model_says(cluster: Cluster, record_property) -> None:
    steps = int(os.environ.get("HOUSING_AUDITOR_STEPS", STEPS_DEFAULT))
    given = os.environ.get("HOUSING_AUDITOR_SEED")
    seed = int(given) if given else None
    print(f"auditor: HOUSING_AUDITOR_STEPS={steps} HOUSING_AUDITOR_SEED={given or ''}")
    result = await search(cluster, steps, seed)
    record_property("steps_compared", result.steps)
    record_property("histories", result.histories)
    print(f"auditor: {result.steps} steps of {result.histories} histories compared")
    if result.failure is not None:
        raise result.failure
    assert result.steps >= steps * 0.8
    # A search that reaches little would agree with anything.
    assert len(result.answers) >= min(50, steps // 20), result.answers
