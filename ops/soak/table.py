"""The table at the end of a soak."""

from __future__ import annotations

from collections.abc import Iterator

from ops.soak.faults_play import Result
from ops.soak.plan import Plan
from ops.soak.tally import Tally


def table(tally: Tally, plan: Plan, seed: int, minutes: float) -> str:
    """Everything that was seen, in lines for people."""
    head = f"Soak '{plan.name}', seed {seed}, {minutes:.0f} min"
    return "\n".join([head, "", *_faults(tally.results), "", *_sums(tally, plan)])


def _faults(results: list[Result]) -> Iterator[str]:
    columns = ("writes back", "consoles", "meanwhile", "looked live", "step shown", "crowd back")
    yield f"{'fault':28}{'injected':>9}" + "".join(f"{name:>13}" for name in columns)
    kinds = dict.fromkeys(result.kind for result in results)
    for kind in kinds:
        same = [result for result in results if result.kind == kind]
        worst = (
            max(result.writes_back_seconds for result in same),
            max(result.converged_seconds for result in same),
            max(result.converged_during_seconds for result in same),
            max(result.looked_live_seconds for result in same),
            max(result.step_shown_seconds for result in same),
            max(result.crowd_back_seconds for result in same),
        )
        cells = "".join(f"{f'{it:.2f} s' if it else '-':>13}" for it in worst)
        yield f"{kind:28}{sum(result.injected for result in same):>9}{cells}"


def _sums(tally: Tally, plan: Plan) -> Iterator[str]:
    kinds = ", ".join(f"{kind} {times:,}" for kind, times in tally.by_kind.most_common())
    worst = max((result.writes_back_seconds for result in tally.results), default=0.0)
    converged = max((result.converged_seconds for result in tally.results), default=0.0)
    lines = {
        "operations checked": f"{tally.checked:,} (bar {plan.operations_min:,}): {kinds}",
        "of them under faults": f"{tally.under_faults:,} (bar {plan.under_faults_min:,})",
        "rows audited at the end": f"{tally.rows_audited:,}",
        "faults injected": f"{tally.faults:,} (bar {plan.faults_min:,})",
        "violations": f"{tally.violation_count}",
        "lost acknowledgements": f"{tally.lost_acknowledgements}",
        "unknown outcomes": f"{tally.resolved:,} resolved, {tally.unresolved} unresolved",
        "undocumented answers": f"{tally.undocumented.total()} {dict(tally.undocumented) or ''}",
        "older state shown": f"{tally.older_shown}",
        "worst gap of writes": f"{worst:.2f} s",
        "worst convergence": f"{converged:.2f} s",
        "steady load": f"{tally.steady_requests:,} requests, {tally.steady_failed} failed",
        "memory under steady load": _slope(tally),
        "open files, threads": f"{tally.open_files_growth:+d}, {tally.threads_growth:+d}",
    }
    for name, text in lines.items():
        yield f"{name:28}{text}"
    for name, facts in tally.commands.items():
        yield f"{name:28}{facts}"
    for why in tally.not_run:
        yield f"{'not run':28}{why}"
    for violation in tally.violations:
        yield f"{'violation':28}{violation}"


def _slope(tally: Tally) -> str:
    slope = tally.slope
    if slope is None:
        return "not measured: too short"
    return (
        f"{slope.mebibytes_an_hour:+.2f} MiB/h, at most {slope.upper_mebibytes_an_hour:+.2f} MiB/h "
        f"({slope.upper_percent_an_hour:+.2f} %/h of {slope.level_mebibytes:.0f} MiB) "
        f"over {slope.minutes:.0f} min"
    )
