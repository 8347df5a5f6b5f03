"""A console connected throughout must come to show what the model knows (design 3.8)."""

from __future__ import annotations

from typing import Any

from tests.auditor.comparison import compare_fields
from tests.auditor.history import History
from tests.auditor.model_pools import Pool
from tests.auditor.views import HOLD_BY_CLOCK, POOL_BY_CLOCK, hold_view, pool_view
from tests.support.api import Console

QUIET_SECONDS = 20.0
Json = dict[str, Any]
# What a push can't know: whose screen it is, and thirty seconds that nobody writes down.
NOT_PUSHED = frozenset({"mine", "undo_until", "did_they_come"})


async def compare_console(history: History, console: Console) -> None:
    """Wait, bounded, until the console has the versions last read by HTTP; then compare all that
    has been written down. What the clock alone changes is pushed when a worker writes it down, so
    it is compared where nothing waits for that."""
    try:
        await console.until(lambda c: not _behind(history, c), QUIET_SECONDS)
    except TimeoutError:
        history.disagree("console", "in step after quiet", _behind(history, console))
    model = history.model
    for pool in model.pools.values():
        view = pool_view(pool, model.clock)
        skipped = {"as_of"} if _written_down(pool, model.clock) else POOL_BY_CLOCK
        compare_fields(
            history, f"pool {pool.name} on the console", _without(view, skipped),
            console.pools[pool.id],
        )  # fmt: skip
    viewer = model.callers["open_staff"]
    for hold in model.holds.values():
        if hold.id not in history.holds_seen or hold.id not in console.holds:
            continue
        view = hold_view(hold, viewer, model.clock)
        by_clock = frozenset() if _written_down(hold.pool, model.clock) else HOLD_BY_CLOCK
        if not hold.is_asked_about(hold.pool.now(model.clock)) and hold.state != "active":
            # Design is silent: whether the pool was counted since matters while they may come.
            by_clock |= {"counted_since"}
        compare_fields(
            history, "hold on the console", _without(view, by_clock | NOT_PUSHED),
            console.holds[hold.id],
        )  # fmt: skip


def _without(view: Json, names: frozenset[str] | set[str]) -> Json:
    return {name: value for name, value in view.items() if name not in names}


def _written_down(pool: Pool, clock: int) -> bool:
    now = pool.now(clock)
    return pool.due_at is None or pool.due_at > now


def _behind(history: History, console: Console) -> list[str]:
    """Pools and holds of which the console has not the version that was read by HTTP."""
    model, behind = history.model, []
    for pool in model.pools.values():
        shown = console.pools.get(pool.id, {"version": None})["version"]
        if shown != history.pools_seen[pool.id]["version"]:
            behind.append(f"{pool.name} at {shown}")
    viewer = model.callers["open_staff"]
    for hold in model.holds.values():
        if viewer.relation(hold) != "shelter":
            continue
        now = hold.pool.now(model.clock)
        seen = history.holds_seen.get(hold.id)
        recent = hold.ended_at is None or hold.ended_at > now - 24 * 3600 * 1_000_000
        shown = console.holds.get(hold.id, {"version": None})["version"]
        if seen is not None and recent and shown != seen["version"]:
            behind.append(f"hold {hold.id} at {shown}, not {seen['version']}")
    return behind
