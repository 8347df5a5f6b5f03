"""Runs one history: each step is carried out by the model and by the service, then compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from tests.auditor.comparison import compare_answer, compare_everything
from tests.auditor.console_check import compare_console
from tests.auditor.groups import place_group
from tests.auditor.history import History
from tests.auditor.hold_operations import Operation, Place, PlaceAgain
from tests.auditor.manual_clock import MINUTE, SECOND, START
from tests.auditor.model import Model
from tests.auditor.model_callers import Caller, Organization
from tests.auditor.model_pools import Pool
from tests.auditor.rig import Rig
from tests.support.api import Console

OPEN_DOOR = Organization("Open Door")
BRIDGE_HOUSE = Organization("Bridge House")
# Small limits, so that short histories meet them.
STREET_TEAM = Organization("Street Team", responder_hold_limit=2, organization_hold_limit=3)
CALLERS: tuple[tuple[str, str, Organization | None], ...] = (
    ("riva", "responder", STREET_TEAM),
    ("tomas", "responder", STREET_TEAM),
    ("sol", "responder", None),
    ("open_staff", "shelter_staff", OPEN_DOOR),
    ("open_staff_2", "shelter_staff", OPEN_DOOR),
    ("bridge_staff", "shelter_staff", BRIDGE_HOUSE),
    ("operator", "operator", None),
)
# name, organization, policy, free, stale_after_seconds
POOLS: tuple[tuple[str, Organization, str, int | None, int], ...] = (
    ("instant", OPEN_DOOR, "instant", 3, 6 * 3600),
    ("confirm", OPEN_DOOR, "confirm", 2, 2 * 3600),
    ("unknown", OPEN_DOOR, "instant", None, 6 * 3600),
    ("bridge", BRIDGE_HOUSE, "instant", 1, 6 * 3600),
)
# Ended holds are forgotten after three days; a history stays well below.
CLOCK_MAX = START + 48 * 60 * MINUTE


@dataclass
class Cast:
    """The accounts of the service, made once and shared by all histories."""

    callers: dict[str, Caller]
    tokens: dict[str, str]
    programs: dict[str, Any]


async def cast(rig: Rig) -> Cast:
    ids, programs = {}, {}
    for organization in (OPEN_DOOR, BRIDGE_HOUSE, STREET_TEAM):
        ids[organization.name] = await rig.world.organization(
            organization.name,
            responder_hold_limit=organization.responder_hold_limit,
            organization_hold_limit=organization.organization_hold_limit,
        )
        programs[organization.name] = await rig.world.program(ids[organization.name])
    callers, tokens = {}, {}
    for name, role, employer in CALLERS:
        made = await rig.caller(role, ids[employer.name] if employer else None)
        callers[name] = Caller(name, role, employer, str(made.account_id))
        tokens[name] = made.token
    return Cast(callers, tokens, programs)


class Audit:
    """One history, from fresh pools to the last comparison."""

    def __init__(self, rig: Rig, shared: Cast) -> None:
        self.rig = rig
        self.history = History(Model(callers=shared.callers), shared.tokens)
        self.programs = shared.programs
        self.steps = 0
        # How often each kind of request got which answer: shows what a search has reached.
        self.answers: Counter[str] = Counter()
        self.console: Console | None = None

    @property
    def model(self) -> Model:
        return self.history.model

    async def begin(self) -> None:
        await self.rig.forget()
        for number, process in enumerate(self.rig.processes):
            if process.sweeps:
                await self.rig.restart(number, sweeps=False)
        await self.rig.set_clock(START)
        await self.rig.break_bell(False)
        self.rig.connections_killed = 0
        self.model.sweeping = self.rig.sweeping
        for name, organization, policy, free, stale in POOLS:
            made = await self.rig.world.pool(
                self.programs[organization.name], free, policy, name=name,
                stale_after_seconds=stale,
            )  # fmt: skip
            pool = Pool(name, str(made), organization, policy, free, stale, START)
            self.model.pools[name] = pool
        await self._connect()
        await compare_everything(self.rig, self.history, None, 0)

    async def _connect(self) -> None:
        api = self.rig.api(0, self.history.tokens["open_staff"])
        ids = [pool.id for pool in self.model.pools.values()]
        self.console = await api.live(pool_filter={"pool_ids": ids}).__aenter__()

    async def _disconnect(self) -> None:
        if self.console is not None:
            console, self.console = self.console, None
            await console.__aexit__()

    async def end(self, broken: bool = False) -> None:
        """The console must have come to the same; a broken history is only closed."""
        try:
            if not broken:
                await self.look_at_console()
        finally:
            await self._disconnect()

    async def step(self, operation: Operation) -> None:
        """Ask the service and the model, compare the answers, then everything."""
        history = self.history
        history.log.append(f"{_short(operation)}")
        call, expected = operation.resolve(history)
        answer = await self.rig.ask(
            call.via, history.tokens[call.caller.name], call.method, call.path, call.body
        )
        compare_answer(history, call, expected, answer)
        kind = call.path.rsplit("/", 1)[-1] if call.method == "POST" else "place"
        self.answers[f"{kind} {expected.code or expected.status}"] += 1
        touched = call.path.split("/")[3] if call.path.startswith("/v1/holds/") else None
        await self._compare(touched)

    async def step_group(self, members: tuple[Place | PlaceAgain, ...]) -> None:
        """Several requests for holds that reach the database in one call."""
        self.history.log.append("one call: " + ", ".join(_short(member) for member in members))
        await place_group(self.rig, self.history, members)
        self.answers[f"group of {len(members)}"] += 1
        await self._compare()

    async def _compare(self, touched: str | None = None) -> None:
        self.steps += 1
        await compare_everything(self.rig, self.history, touched, self.steps)

    # The clock.

    async def move_clock(self, to: int) -> None:
        to = min(to, CLOCK_MAX)
        self.history.log.append(f"clock {(to - self.model.clock) / SECOND:+.6f} s")
        self.history.clock_went_back |= to < self.model.clock
        await self.rig.set_clock(to)
        if self.rig.sweeping:
            await self.rig.until_swept()
        self.model.move_clock(to)
        await self._compare()

    async def clock_by(self, seconds: int) -> None:
        await self.move_clock(self.model.clock + seconds * SECOND)

    async def clock_to_deadline(self, back: int, microseconds: int) -> None:
        """To where a hold's deadline, its undo or its last question lies, give or take."""
        hold = self.history.hold(self.history.hold_id(back))
        if hold is None:
            return await self.clock_by(60)
        at = hold.expires_at if hold.ended_at is None else hold.ended_at + 30 * SECOND
        return await self.move_clock(max(at + microseconds, self.model.clock - 60 * MINUTE))

    # Faults.

    async def sweep(self) -> None:
        self.history.log.append("sweep")
        if not self.rig.sweeping:
            await self.rig.sweep_once()
            self.model.sweep()
        await self._compare()

    async def restart(self, number: int, sweeps: bool) -> None:
        self.history.log.append(f"restart process {number}, sweeping: {sweeps}")
        if number == 0:
            await self._disconnect()
        await self.rig.restart(number, sweeps)
        if number == 0:
            await self._connect()
        self.model.sweeping = self.rig.sweeping
        if self.model.sweeping:
            await self.rig.until_swept()
            self.model.sweep()
        await self._compare()

    async def kill_connections(self) -> None:
        self.history.log.append("kill the service's connections")
        await self.rig.kill_connections()
        await self._compare()

    async def break_bell(self, broken: bool) -> None:
        self.history.log.append("the bell is broken" if broken else "the bell rings again")
        await self.rig.break_bell(broken)
        await self._compare()

    async def look_at_console(self) -> None:
        self.history.log.append("look at the console")
        assert self.console is not None
        await compare_everything(self.rig, self.history, None, 0)
        await compare_console(self.history, self.console)
        self.steps += 1


def _short(operation: Operation) -> str:
    """The operation as it would be typed, without what was left out."""
    given = {
        name: value
        for name, value in asdict(operation).items()  # type: ignore[call-overload]
        if value not in (None, ())
    }
    fields = ", ".join(f"{name}={value!r}" for name, value in given.items())
    return f"{type(operation).__name__}({fields})"
