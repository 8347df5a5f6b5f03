"""The whole model: one clock, the pools, the holds, the reports, and who may ask.

It is written from the design and knows nothing of the service. Each operation answers what the
service must answer and leaves the state the service must show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.auditor.manual_clock import START
from tests.auditor.model_callers import Caller
from tests.auditor.model_holds import Hold
from tests.auditor.model_pools import Pool

if TYPE_CHECKING:
    from tests.auditor.model_reports import Report


@dataclass
class Model:
    clock: int = START
    # Design 3.3: ends are true without a worker; with one they are also written down at once.
    sweeping: bool = False
    turn: int = 0
    callers: dict[str, Caller] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)

    def move_clock(self, at: int) -> None:
        self.clock = at
        if self.sweeping:
            self.sweep()

    def sweep(self) -> None:
        for pool in self.pools.values():
            pool.sweep(self.clock)

    def next_turn(self) -> int:
        """Numbers changes in the order in which they happened. Time can't: it may stand still."""
        self.turn += 1
        return self.turn

    def pool_by_id(self, pool_id: str) -> Pool | None:
        return next((pool for pool in self.pools.values() if pool.id == pool_id), None)

    def is_at_limit(self, caller: Caller, now: int) -> bool:
        """Design 4: live holds per responder and per organization; those that staff keep on
        their own pools don't count. The clock is that of the pool being judged."""
        live = [
            hold
            for hold in self.holds.values()
            if hold.is_live(now) and hold.kept_by == "responder"
        ]
        mine = sum(hold.holder == caller for hold in live)
        if caller.organization is None:
            return mine >= 2
        ours = sum(hold.holder.organization == caller.organization for hold in live)
        return (
            mine >= caller.organization.responder_hold_limit
            or ours >= caller.organization.organization_hold_limit
        )
