"""The search: Hypothesis chooses operations, clock steps and faults; every step is compared."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.auditor.audit import Audit, Cast
from tests.auditor.choices import (
    AFTER_DEADLINE_SECONDS,
    CLOCK_STEPS_SECONDS,
    SAME_ID_CHANGES,
    anybody,
    back,
    by_relation,
    counting,
    main_pools,
    plain_actions,
    pools,
    responders,
    small,
    via,
)
from tests.auditor.count_operations import Intake, Policy, Say, SayAgain
from tests.auditor.hold_operations import Act, Operation, Place, PlaceAgain, Repeat
from tests.auditor.rig import Rig

STEPS_PER_HISTORY = 50


class Bridge:
    """Lets the searching thread wait for what runs on the service's event loop."""

    def __init__(self, rig: Rig, shared: Cast) -> None:
        self.rig, self.shared = rig, shared
        self.loop = asyncio.get_running_loop()
        self.steps = 0
        self.histories = 0
        self.answers: Counter[str] = Counter()

    def wait(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(120)


class Auditor(RuleBasedStateMachine):
    bridge: ClassVar[Bridge]

    def __init__(self) -> None:
        super().__init__()
        self.audit = Audit(self.bridge.rig, self.bridge.shared)
        self.broken = False
        self.wait(self.audit.begin())

    def wait(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            self.bridge.wait(work)
        except BaseException:
            self.broken = True
            raise

    def do(self, operation: Operation) -> None:
        self.wait(self.audit.step(operation))

    def teardown(self) -> None:
        self.bridge.steps += self.audit.steps
        self.bridge.histories += 1
        self.bridge.answers += self.audit.answers
        self.wait(self.audit.end(self.broken))

    # Placing. Every history begins with holds: the rules of placing may be left out of it.

    @initialize(first=st.lists(
        st.builds(Place, who=responders, pool=st.sampled_from(["instant", "confirm"]), via=via),
        min_size=1, max_size=3))  # fmt: skip
    def begin_with(self, first: list[Place]) -> None:
        for operation in first:
            self.do(operation)

    @rule(who=responders, pool=main_pools, via=via)
    def place_one(self, who: str, pool: str, via: int) -> None:
        self.do(Place(who, pool, via))

    @rule(who=responders, pool=main_pools, via=via, units=st.sampled_from([None, 1, 2]))
    def place(self, who: str, pool: str, via: int, units: int | None) -> None:
        self.do(Place(who, pool, via, units))

    @rule(who=anybody, pool=pools, via=via, units=st.sampled_from([None, 1, 2, 3]),
          minutes=st.sampled_from([None, 14, 15, 45, 180, 181, 1440, 1441]),
          party=st.sampled_from([None, None, (1, 0), (1, 1), (2, 2)]),
          needs=st.sampled_from([(), ("crib",), ("animal", "step_free")]))  # fmt: skip
    def place_particularly(self, **fields: Any) -> None:
        self.do(Place(**fields))

    @rule(back=back, via=via, change=st.sampled_from(SAME_ID_CHANGES))
    def place_again(self, back: int, via: int, change: str | None) -> None:
        self.do(PlaceAgain(back, via, change))

    @rule(members=st.lists(
        st.one_of(
            st.builds(Place, who=st.sampled_from(["riva", "tomas", "sol", "open_staff"]),
                      pool=main_pools, units=st.sampled_from([None, None, 2])),
            st.builds(PlaceAgain, back=back, change=st.sampled_from(SAME_ID_CHANGES)),
        ), min_size=2, max_size=6))  # fmt: skip
    def place_group(self, members: list[Place | PlaceAgain]) -> None:
        self.wait(self.audit.step_group(tuple(members)))

    # Transitions.

    @rule(back=back, via=via, who=st.sampled_from(["operator", "operator", "open_staff", "riva"]))
    def revoke(self, back: int, via: int, who: str) -> None:
        self.do(Act("revoke", who, back, via, reason="misuse"))

    @rule(action=plain_actions, who=by_relation, back=back, via=via)
    def act(self, action: str, who: str, back: int, via: int) -> None:
        self.do(Act(action, who, back, via))

    @rule(action=st.sampled_from(["release", "decline", "undo", "undo", "reinstate", "no-show"]),
          back=back, via=via, by_holder=st.booleans())  # fmt: skip
    def act_rightly(self, action: str, back: int, via: int, by_holder: bool) -> None:
        self.do(Act(action, "holder" if by_holder else "staff", back, via))

    @rule(back=back, via=via, minutes=st.sampled_from([None, 5, 60]),
          until_minutes=st.sampled_from([None, 4, 5, 1440, 1441]))  # fmt: skip
    def accept(self, back: int, via: int, minutes: int | None, until_minutes: int | None) -> None:
        minutes = None if until_minutes is not None else minutes
        self.do(Act("accept", "staff", back, via, minutes=minutes, until_minutes=until_minutes))

    @rule(who=by_relation, back=back, via=via, number=st.sampled_from([0, 1, 1, 2]),
          minutes=st.sampled_from([None, None, 5, 30, 31, 1440, 1441]))  # fmt: skip
    def extend(self, **fields: Any) -> None:
        self.do(Act("extend", **fields))

    @rule(who=st.sampled_from(["staff", "staff", "staff", "holder", "sol"]), back=back, via=via,
          units=st.sampled_from([None, None, 1, 3]), late=st.sampled_from([None, True, True]),
          already_counted=st.sampled_from([None, None, True]))  # fmt: skip
    def arrive(self, **fields: Any) -> None:
        self.do(Act("arrive", **fields))

    @rule(back=st.integers(0, 9), via=via)
    def repeat(self, back: int, via: int) -> None:
        self.do(Repeat(back, via))

    # Two steps that seldom meet by chance.

    @rule(action=st.sampled_from(["arrive", "arrive", "release", "decline"]), back=back, via=via,
          seconds=st.sampled_from([0, 0, 1, 29, 30]), free=st.sampled_from([None, None, 0, 3]),
          by_holder=st.booleans())  # fmt: skip
    def end_then_undo(
        self, action: str, back: int, via: int, seconds: int, free: int | None, by_holder: bool
    ) -> None:
        who = "holder" if by_holder and action == "release" else "staff"
        self.do(Act(action, who, back, via))
        if seconds:
            self.wait(self.audit.clock_by(seconds))
        if free is not None:
            self.do(Say("staff", "instant", via, number=free))
        self.do(Act("undo", who, back, 1 - via))

    @rule(then=st.sampled_from(["reinstate", "reinstate", "arrive", "no-show", "extend"]),
          back=back, via=via, by_holder=st.booleans(),
          later_seconds=st.sampled_from(AFTER_DEADLINE_SECONDS))  # fmt: skip
    def outlive_then(
        self, then: str, back: int, via: int, by_holder: bool, later_seconds: int
    ) -> None:
        self.wait(self.audit.clock_to_deadline(back, later_seconds * 1_000_000))
        late = True if then == "arrive" else None
        number = 1 if then == "extend" else None
        who = "holder" if by_holder else "staff"
        self.do(Act(then, who, back, via, late=late, number=number))

    @rule(who=st.sampled_from(["staff", "holder"]), back=back, via=via,
          minutes=st.sampled_from([None, 5]))  # fmt: skip
    def extend_twice(self, who: str, back: int, via: int, minutes: int | None) -> None:
        self.do(Act("extend", who, back, via, number=1, minutes=minutes))
        self.do(Act("extend", who, back, 1 - via, number=0, minutes=minutes))

    # Reports.

    @rule(who=counting, pool=pools, via=via, number=small,
          based_on=st.sampled_from([None, None, "current", "counts", "old"]),
          seconds_ago=st.sampled_from([None, None, 0, 1, 600, -119, -121]),
          arrived=st.sampled_from([(), (), (0,), (0, 1)]),
          out_of_service=st.sampled_from([None, None, 1]))  # fmt: skip
    def say(self, **fields: Any) -> None:
        self.do(Say(**fields))

    @rule(pool=pools, via=via, delta=st.sampled_from([-3, -1, -1, 0, 1, 2]),
          based_on=st.sampled_from([None, "counts", "old"]),
          seconds_ago=st.sampled_from([None, None, 1, 3600]))  # fmt: skip
    def say_difference(self, pool: str, **fields: Any) -> None:
        self.do(Say("staff", pool, **fields))

    @rule(pool=pools, via=via, based_on=st.sampled_from(["current", "counts", "old"]),
          seconds_ago=st.sampled_from([None, None, 1]))  # fmt: skip
    def say_unchanged(self, pool: str, **fields: Any) -> None:
        self.do(Say("staff", pool, **fields))

    @rule(pool=main_pools, via=via, delta=st.sampled_from([-1, 1, 1, 2]))
    def say_difference_twice(self, pool: str, via: int, delta: int) -> None:
        self.do(Say("staff", pool, via, delta=delta))
        self.do(SayAgain(0, 1 - via))

    @rule(back=back, via=via, change=st.sampled_from([None, None, "who", "pool", "number"]))
    def say_again(self, back: int, via: int, change: str | None) -> None:
        self.do(SayAgain(back, via, change))

    # Intake.

    @rule(who=counting, pool=pools, via=via,
          action=st.sampled_from(["pause", "pause", "resume", "resume", "resume", "close"]),
          reason=st.sampled_from([None, "cleaning"]),
          until_seconds=st.sampled_from([None, 0, 60, 3600]))  # fmt: skip
    def set_intake(self, **fields: Any) -> None:
        self.do(Intake(**fields))

    @rule(who=counting, pool=pools, via=via,
          policy=st.sampled_from(["instant", "instant", "confirm", "call_only"]))  # fmt: skip
    def set_policy(self, **fields: Any) -> None:
        self.do(Policy(**fields))

    # The clock.

    @rule(seconds=st.sampled_from(CLOCK_STEPS_SECONDS))
    def move_clock(self, seconds: int) -> None:
        self.wait(self.audit.clock_by(seconds))

    @rule(back=back, microseconds=st.sampled_from([-1, 0, 0, 1, 599_999_999, 600_000_000]))
    def clock_to_deadline(self, back: int, microseconds: int) -> None:
        self.wait(self.audit.clock_to_deadline(back, microseconds))

    # Faults.

    @rule()
    def sweep(self) -> None:
        self.wait(self.audit.sweep())

    @rule(broken=st.booleans())
    def break_bell(self, broken: bool) -> None:
        self.wait(self.audit.break_bell(broken))

    @rule(what=st.sampled_from(["look", "look", "kill", "restart"]), number=via,
          sweeps=st.booleans())  # fmt: skip
    def disturb(self, what: str, number: int, sweeps: bool) -> None:
        if what == "look":
            self.wait(self.audit.look_at_console())
        elif what == "kill":
            self.wait(self.audit.kill_connections())
        else:
            self.wait(self.audit.restart(number, sweeps))


def profile(steps: int, *, derandomize: bool, shrink: bool = False) -> settings:
    """Settings for about so many steps. Without a given seed the same ones every time."""
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    return settings(
        max_examples=max(1, steps // STEPS_PER_HISTORY),
        stateful_step_count=STEPS_PER_HISTORY,
        derandomize=derandomize,
        database=None,
        deadline=None,
        phases=phases,
        print_blob=True,
        verbosity=Verbosity.normal,
        suppress_health_check=list(HealthCheck),
    )
