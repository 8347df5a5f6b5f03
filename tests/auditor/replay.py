"""Carries out a fixed list of operations through the same comparison as the search."""

from __future__ import annotations

from tests.auditor.audit import Audit, Cast
from tests.auditor.planted import Clock, Sequence
from tests.auditor.rig import Rig


async def replay(rig: Rig, shared: Cast, sequence: Sequence) -> int:
    """Returns how many steps were compared. Raises Disagreement at the first difference."""
    audit = Audit(rig, shared)
    await audit.begin()
    broken = True
    try:
        for operation in sequence:
            if isinstance(operation, Clock):
                await audit.clock_by(operation.seconds)
            else:
                await audit.step(operation)
        broken = False
    finally:
        await audit.end(broken)
    return audit.steps
