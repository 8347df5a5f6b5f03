"""Bugs planted in the audited database, each with a short history that must bring it to light.

A trigger or a changed setting plants where it can; else a function's text is changed, and one
whose text has moved fails loudly instead of planting nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg

from tests.auditor.count_operations import Say, SayAgain
from tests.auditor.hold_operations import Act, Place

Sequence = tuple[Any, ...]


@dataclass(frozen=True)
class Clock:
    """A clock step within a sequence."""

    seconds: int


@dataclass(frozen=True)
class Bug:
    """Either a trigger's body on a table, or an edit of a function, or plain statements."""

    name: str
    found_by: Sequence
    trigger: tuple[str, str] | None = None
    edit: tuple[str, str, str] | None = None
    statements: tuple[str, str] | None = None


BUGS = (
    Bug(
        "release_lowers_the_count",
        (Place("riva", "instant"), Act("release", "holder")),
        trigger=(
            "AFTER UPDATE ON housing.hold",
            "IF new.state = 'released' AND old.state <> 'released' THEN UPDATE housing.pool"
            " SET units_free_reported = units_free_reported - new.units WHERE id = new.pool_id;"
            " END IF; RETURN NULL;",
        ),
    ),
    Bug(
        "undo_forgets_the_deadline",
        (Place("riva", "instant"), Act("release", "holder"), Act("undo", "holder")),
        trigger=(
            "BEFORE UPDATE ON housing.hold",
            "IF new.undone_at IS DISTINCT FROM old.undone_at AND new.undone_at IS NOT NULL THEN"
            " new.expires_at := new.undone_at + interval '1 hour 1 second'; END IF; RETURN new;",
        ),
    ),
    Bug(
        "extend_counts_a_number_twice",
        (Place("riva", "instant"), Act("extend", number=1), Act("extend", number=0)),
        edit=(
            "housing_api.extend_hold_v1",
            "WHEN p_number <= (b.h).extensions THEN 'ok'",
            "WHEN p_number < (b.h).extensions THEN 'ok'",
        ),
    ),
    Bug(
        "a_repeated_report_is_applied_twice",
        (Say("staff", "instant", delta=1), SayAgain(0, via=1)),
        edit=(
            "housing.apply_report",
            "IF code = 'report_id_reused' THEN report := NULL; END IF;",
            "UPDATE housing.pool SET units_free_reported = units_free_reported"
            " + coalesce(p_delta, 0) WHERE id = p_pool_id;",
        ),
    ),
    Bug(
        "an_expired_hold_can_arrive",
        (Place("riva", "instant"), Clock(3600), Act("arrive")),
        edit=(
            "housing_api.arrive_hold_v1",
            "(b.h).state = 'expired' AND p_late",
            "(b.h).state = 'expired'",
        ),
    ),
    Bug(
        "caps_are_not_enforced",
        (Place("riva", "instant"), Place("riva", "instant"), Place("riva", "bridge", via=1)),
        statements=(
            "UPDATE housing.organization SET responder_hold_limit = 1000,"
            " organization_hold_limit = 1000 WHERE name = 'Street Team'",
            "UPDATE housing.organization SET responder_hold_limit = 2,"
            " organization_hold_limit = 3 WHERE name = 'Street Team'",
        ),
    ),
    Bug(
        "units_return_only_when_swept",
        (Place("riva", "instant"), Clock(3600)),
        edit=(
            "housing.open_holds",
            "h.units_backed AND h.expires_at > p_now), 0)",
            "h.units_backed), 0)",
        ),
    ),
    Bug(
        "time_runs_back_for_a_pool",
        (Place("riva", "instant"), Clock(-60)),
        trigger=(
            "BEFORE UPDATE ON housing.pool",
            "new.clock_high_water := '-infinity'; RETURN new;",
        ),
    ),
    Bug(
        "a_hold_makes_the_count_look_fresh",
        (Clock(60), Place("riva", "instant")),
        trigger=(
            "BEFORE UPDATE ON housing.pool",
            "IF new.reported_at IS NOT NULL THEN new.reported_at := new.clock_high_water;"
            " END IF; RETURN new;",
        ),
    ),
    Bug(
        "more_is_held_than_free_and_nobody_is_told",
        (Place("riva", "instant"), Place("tomas", "instant"), Say("staff", "instant", number=1)),
        trigger=(
            "BEFORE UPDATE ON housing.hold",
            "new.at_risk := false; RETURN new;",
        ),
    ),
)


@contextlib.asynccontextmanager
async def planted(owner: asyncpg.Connection, bug: Bug) -> AsyncIterator[None]:
    """The bug is in the database inside the block."""
    undo = await _plant(owner, bug)
    try:
        yield
    finally:
        await owner.execute(undo)


async def _plant(owner: asyncpg.Connection, bug: Bug) -> str:
    if bug.trigger is not None:
        when, body = bug.trigger
        await owner.execute(
            f"CREATE FUNCTION housing.planted() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body} END $$;"
            f" CREATE TRIGGER planted {when} FOR EACH ROW EXECUTE FUNCTION housing.planted()"
        )
        return "DROP FUNCTION housing.planted() CASCADE"
    if bug.edit is not None:
        function, was, becomes = bug.edit
        text = str(await owner.fetchval("SELECT pg_get_functiondef($1::regproc)", function))
        assert was in text, f"{bug.name}: the text to change has moved"
        await owner.execute(text.replace(was, becomes))
        return text
    assert bug.statements is not None
    await owner.execute(bug.statements[0])
    return bug.statements[1]
