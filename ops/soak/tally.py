"""What a soak has seen, added up over all its theatres, and the bars it is held against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ops.soak.faults_play import Result
from ops.soak.leak import Slope
from ops.soak.plan import Plan
from ops.soak.theatre import Theatre


@dataclass(slots=True)
class Tally:
    """Sums and worst cases. `missed` are the bars that single faults did not meet, in words."""

    checked: int = 0
    under_faults: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    violation_count: int = 0
    lost_acknowledgements: int = 0
    resolved: int = 0
    unresolved: int = 0
    rows_audited: int = 0
    older_shown: int = 0
    undocumented: Counter[str] = field(default_factory=Counter)
    results: list[Result] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    commands: dict[str, dict[str, Any]] = field(default_factory=dict)
    slope: Slope | None = None
    steady_requests: int = 0
    steady_failed: int = 0
    open_files_growth: int = 0
    threads_growth: int = 0

    def add(self, theatre: Theatre) -> None:
        """Take in a theatre that is finished."""
        checker = theatre.checker
        self.checked += checker.checked
        self.under_faults += checker.checked_under_fault
        self.by_kind.update(checker.checked_by_kind)
        self.violations += [str(violation) for violation in checker.violations]
        self.violation_count += sum(checker.violations_by_rule.values())
        self.lost_acknowledgements += checker.lost_acknowledgements
        self.resolved += theatre.resolved
        self.unresolved += max(theatre.unresolved, checker.unresolved)
        self.rows_audited += theatre.rows_audited
        self.older_shown += theatre.play.consoles.older_shown
        self.undocumented.update(theatre.undocumented())
        self.results += theatre.results
        for result in theatre.results:
            self.missed += result.misses()

    @property
    def faults(self) -> int:
        return sum(result.injected for result in self.results)

    def misses(self, plan: Plan, *, whole: bool) -> list[str]:
        """Every bar that was not met, in words. Volumes count only in a `whole` soak."""
        found = list(self.missed)
        none_allowed = {
            "violations": self.violation_count,
            "lost acknowledgements": self.lost_acknowledgements,
            "unresolved unknown outcomes": self.unresolved,
            "older states shown after newer ones": self.older_shown,
            "answers that no document names": self.undocumented.total(),
            "failures under steady load": self.steady_failed,
        }
        found += [f"{times} {what}" for what, times in none_allowed.items() if times]
        found += [
            f"{name} ended with {facts['exit_code']}"
            for name, facts in self.commands.items()
            if facts["exit_code"]
        ]
        if whole:
            volumes = (
                ("operations checked", self.checked, plan.operations_min),
                ("of them under faults", self.under_faults, plan.under_faults_min),
                ("faults injected", self.faults, plan.faults_min),
            )
            found += [
                f"only {is_:,} {what}, not {bar:,}" for what, is_, bar in volumes if is_ < bar
            ]
            found += self._leaks(plan)
        return found

    def _leaks(self, plan: Plan) -> list[str]:
        if not plan.judges_leak:
            return []
        if self.slope is None or self.slope.minutes < 0.75 * plan.leak_minutes_min:
            return ["the steady load was too short to judge its slope"]
        return [] if self.slope.is_level() else ["memory grows under steady load"]
