"""Pausing, closing, resuming, and how a pool may be held. None of it ends a hold (design 5)."""

from __future__ import annotations

from tests.auditor.answers import Expected, refused
from tests.auditor.model import Model
from tests.auditor.model_callers import Caller
from tests.auditor.model_pools import Pool
from tests.auditor.model_reports import REPORTING_ROLES
from tests.auditor.views import pool_view


def set_intake(
    model: Model, caller: Caller, pool: Pool, action: str, reason: str | None, until: int | None
) -> Expected:
    """Design is silent: closing ends a pause, resuming ends both, repeating changes nothing."""
    not_theirs = _not_theirs(model, caller, pool)
    if not_theirs is not None:
        return not_theirs
    now = pool.now(model.clock)
    changed = pool.settle(now)
    if action == "pause" and until is not None and until <= now:
        if changed:
            pool.publish(now)
        return refused("pause_ends_in_past", pool=pool_view(pool, model.clock))
    before = (pool.paused, pool.pause_reason, pool.paused_until, pool.closed)
    if action == "pause":
        pool.paused, pool.pause_reason, pool.paused_until = True, reason, until
    elif action == "resume":
        pool.paused, pool.pause_reason, pool.paused_until, pool.closed = False, None, None, False
    elif not pool.closed:
        pool.paused, pool.pause_reason, pool.paused_until, pool.closed = False, None, None, True
    if changed or before != (pool.paused, pool.pause_reason, pool.paused_until, pool.closed):
        pool.publish(now)
    return Expected(200, body={"": pool_view(pool, model.clock)})


def set_policy(model: Model, caller: Caller, pool: Pool, policy: str) -> Expected:
    """Design 4, consent: only its own staff turn on `confirm` or `instant`. Design is silent: the
    operator may take consent back."""
    not_theirs = _not_theirs(model, caller, pool)
    if not_theirs is not None:
        return not_theirs
    if caller.role == "operator" and policy != "call_only":
        return refused("consent_required", pool=pool_view(pool, model.clock))
    now = pool.now(model.clock)
    changed = pool.settle(now)
    if changed or pool.policy != policy:
        pool.policy = policy
        pool.publish(now)
    return Expected(200, body={"": pool_view(pool, model.clock)})


def _not_theirs(model: Model, caller: Caller, pool: Pool) -> Expected | None:
    if caller.role not in REPORTING_ROLES:
        return refused("not_allowed")
    if caller.role == "shelter_staff" and caller.organization != pool.organization:
        return refused("not_allowed", pool=pool_view(pool, model.clock))
    return None
