"""Opens a rig and searches in a thread beside it, so that the service's event loop stays free."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import Counter
from dataclasses import dataclass

from hypothesis import seed as with_seed
from hypothesis.stateful import run_state_machine_as_test

from tests.auditor.audit import cast
from tests.auditor.machine import Auditor, Bridge, profile
from tests.auditor.planted import Bug, planted
from tests.auditor.rig import Rig
from tests.support.cluster import Cluster


@dataclass
class Result:
    """`steps` were carried out by both and compared; `failure` says where they differed."""

    steps: int
    histories: int
    failure: BaseException | None
    answers: Counter[str]


async def search(cluster: Cluster, steps: int, seed: int | None, bug: Bug | None = None) -> Result:
    """Compare about so many steps. Without a seed the choice of steps is the same every time. With
    a planted bug: how long until it is found."""
    rig = Rig(cluster)
    await rig.open()
    try:
        bridge = Bridge(rig, await cast(rig))
        machine = type("Auditor", (Auditor,), {"bridge": bridge})
        if seed is not None:
            machine = with_seed(seed)(machine)
        shrink = bool(os.environ.get("HOUSING_AUDITOR_SHRINK"))
        chosen = profile(steps, derandomize=seed is None, shrink=shrink)
        failure: BaseException | None = None
        try:
            async with planted(rig.owner, bug) if bug else contextlib.nullcontext():
                await asyncio.to_thread(run_state_machine_as_test, machine, settings=chosen)
        except Exception as error:
            failure = error
        return Result(bridge.steps, bridge.histories, failure, bridge.answers)
    finally:
        await rig.close()
