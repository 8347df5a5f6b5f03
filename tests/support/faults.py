"""A small theatre for faults, and what must be true when the play is over."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable

from ops.soak.faults_play import Result, Scenario
from ops.soak.theatre import Cast, Theatre
from ops.soak.workload import Rates

SEED = int(os.environ.get("HOUSING_TEST_SEED", random.SystemRandom().randrange(2**32)))
# Some work for everybody, while the machine has other things to do as well.
RATES = Rates(pause_seconds=0.02, resolve_seconds_max=60.0)
REGION = {"hot_pools": 3, "cold_pools": 12, "responders": 32}
# Others may be using the machine: in tests a recovery may take this much longer than promised,
# which is still far from what a broken recovery takes. The soak allows no such thing.
SLACK = 5.0


def cast(**changes: int) -> Cast:
    """Who plays, with a seed that is printed when a test fails."""
    print(f"HOUSING_TEST_SEED={SEED}")
    chosen = {"clients": 12, "proxied_clients": 3, "consoles_each": 3, **changes}
    return Cast(seed=SEED, rates=RATES, region=REGION, **chosen)  # type: ignore[arg-type]


async def play(theatre: Theatre, scenarios: Iterable[Scenario]) -> list[Result]:
    """Play them one after the other; every bar must be met within the slack."""
    found = []
    for scenario in scenarios:
        result = await theatre.fault(scenario)
        print(result)
        assert not result.misses(SLACK), result
        assert result.injected > 0, f"{scenario.kind} was not brought about"
        found.append(result)
    return found


async def judge(theatre: Theatre, operations_min: int) -> None:
    """No rule was broken, nothing acknowledged was lost, everything unknown was resolved, and
    nobody read a code that no document names."""
    await theatre.finish()
    history, checker = theatre.play.history, theatre.checker
    print(f"{checker.checked} operations checked, {checker.checked_under_fault} under faults")
    print(f"outcomes {dict(history.by_outcome)}, codes {dict(history.codes)}")
    told = [violation.report() for violation in checker.violations]
    assert told == [], "\n".join(told[:5])
    assert theatre.rows_audited > 0
    assert checker.lost_acknowledgements == 0
    assert (theatre.unresolved, checker.unresolved) == (0, 0)
    assert theatre.undocumented() == {}
    assert theatre.play.consoles.older_shown == 0
    assert checker.checked >= operations_min
