"""Histories that are right by construction, of callers who wait, give up and ask again.

Each caller has one request under way. What it asks for is done at some instant before the answer;
without an answer it may be done much later, or never, also after the caller has asked again and
read a refusal. Only seconds pass, so that no deadline does.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ops.soak.check_exact_model import ModelHold, step
from ops.soak.history import READS, Kind, Operation
from tests.histories.simulated import POOL, Simulated

GIVES_UP_SECONDS = 3.0
PAUSE_SECONDS = 0.5
DONE_ALTHOUGH_LOST = 0.7
_KINDS: tuple[Kind | str, ...] = (
    "place", "place", "place", "place", "release", "release", "arrive", "arrive", "accept",
    "decline", "extend", "undo", "undo", "report", "report_arrived", "report_arrived", "read_hold",
    "read_pool", "repeat",
)  # fmt: skip


@dataclass
class SlowAnswers(Simulated):
    """`delay_seconds`: from request to its doing, and from there to the answer, at most each.
    `late_seconds`: until when what was lost is done."""

    delay_seconds: float = 0.5
    late_seconds: float = 10.0
    _due: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: int = 0
    _reported: dict[str, dict[str, Any]] = field(default_factory=dict)

    def play(self, clients: int, seconds: float) -> SlowAnswers:
        """`operations` are in the order in which their callers learned, or gave up."""
        for client in range(clients):
            self._at(self.chance.random(), lambda client=client: self._choose(client, seconds))
        while self._due:
            self.now, _, act = heapq.heappop(self._due)
            act()
        return self

    def _at(self, moment: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (moment, self._number(), act))

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _soon(self, seconds: float) -> float:
        return self.now + self.chance.random() * seconds

    def _choose(self, client: int, until: float) -> None:
        if self.now >= until:
            return
        kind: Any = self.chance.choice(_KINDS)
        known = list(self.details)[-8:]
        hold_id: str | None = None
        said: dict[str, Any] = {}
        if kind == "place" or (not known and kind not in ("report", "read_pool")):
            kind, hold_id = "place", f"h{self._number()}"
            said = {"units": self.chance.choice((1, 1, 2)), "minutes": 15}
        elif kind in ("report", "report_arrived"):
            said = {"report_id": f"r{self._number()}", "units_free": self.chance.randrange(6)}
            if kind == "report_arrived":
                said["arrived"] = [self.chance.choice(known)]
            elif self.chance.random() < 0.4:
                said = {"report_id": said["report_id"], "delta": self.chance.choice((-1, 1))}
            kind = "report"
        elif kind != "read_pool":
            hold_id = self.chance.choice(known)
            if kind in ("accept", "extend"):
                said = {"minutes": 15}
            elif kind == "repeat":
                said = {"units": self.details[hold_id]["units"], "minutes": 15}
        self._send(client, kind, hold_id, said, until)

    def _send(
        self, client: int, kind: Kind, hold_id: str | None, said: dict[str, Any], until: float
    ) -> None:
        asked = Operation(client, self._number(), kind, hold_id, POOL, said, self.now, None)
        if self.chance.random() >= self.lost_share:
            self._at(self._soon(self.delay_seconds), lambda: self._done(asked, until))
            return
        if kind not in READS and self.chance.random() < DONE_ALTHOUGH_LOST:
            self._at(self._soon(self.late_seconds), lambda: self._effect(asked))
        self._at(self._soon(GIVES_UP_SECONDS), lambda: self._give_up(asked, until))

    def _give_up(self, lost: Operation, until: float) -> None:
        lost.outcome = "unknown"
        self.operations.append(lost)
        if lost.kind in READS:
            self._choose(lost.client, until)
        else:
            kind: Kind = "repeat" if lost.kind == "place" else lost.kind
            self._send(lost.client, kind, lost.hold_id, {**lost.arguments, "again": True}, until)

    def _done(self, asked: Operation, until: float) -> None:
        was = self.pool.hold(asked.hold_id)
        code = self._effect(asked)
        asked.outcome = "ok" if code == "ok" else "refused"
        asked.code = None if code == "ok" else code
        places = asked.kind in ("place", "repeat") and was is None
        asked.status = 201 if places and code == "ok" else 200
        self._answer(asked)
        asked.answer = dict(self._reported.get(asked.arguments.get("report_id", ""), asked.answer))
        self._at(self._soon(self.delay_seconds), lambda: self._answered(asked, until))

    def _answered(self, done: Operation, until: float) -> None:
        done.answered_at = self.now
        self.operations.append(done)
        self._at(self._soon(PAUSE_SECONDS), lambda: self._choose(done.client, until))

    def _effect(self, asked: Operation) -> str:
        """What the service does at this instant; returns the code of its answer."""
        report = asked.arguments.get("report_id")
        if report in self._reported:
            return "ok"
        was = self.pool.hold(asked.hold_id)
        came = {name: self.pool.hold(name) for name in asked.arguments.get("arrived", ())}
        code, after = step(self.pool, asked)
        if asked.kind == "undo" and was is not None:
            code, after = self._undo_code(asked, was, code, after)
        if code != "ok":
            return code
        self._change(asked, was, after)
        for name, before in came.items():
            self._came(name, before)
        if report is not None:
            answer = {"units_free_after": self.pool.free, "applied": True}
            self._reported[report] = answer
        return code

    def _came(self, name: str, before: ModelHold | None) -> None:
        """A report said that they came."""
        now = self.pool.hold(name)
        if before is None or now is None or before.state == now.state:
            return
        shown = self.details[name]
        shown["version"] += 1
        shown.update(pool_version=self.version, late=before.state == "expired", ended_at=self.now)
