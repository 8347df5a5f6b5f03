"""A process that takes one JSON order a line and answers each with one JSON line."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from typing import IO, Any

from ops.bench.service import ROOT

_ANSWER_SECONDS_MAX = 120.0


class Answers:
    """The orders' way in and the answers' way out of a process."""

    def __init__(self, orders: IO[bytes], answers: IO[bytes]) -> None:
        self._orders = orders
        self._answers = answers
        self._received = b""

    def say(self, **order: Any) -> None:
        self._orders.write(json.dumps(order).encode() + b"\n")
        self._orders.flush()

    def hear(self, seconds: float = _ANSWER_SECONDS_MAX) -> dict[str, Any]:
        """The next answer. Raises TimeoutError, or RuntimeError when the process is gone."""
        while b"\n" not in self._received:
            if not select.select([self._answers], [], [], seconds)[0]:
                raise TimeoutError("no answer from a process of the bench")
            chunk = self._answers.read1(1 << 20)  # type: ignore[attr-defined]
            if not chunk:
                raise RuntimeError("a process of the bench ended")
            self._received += chunk
        line, _, self._received = self._received.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, **order: Any) -> dict[str, Any]:
        self.say(**order)
        return self.hear()


class Child(Answers):
    """A module of the bench as a process; it ends when its block ends."""

    def __init__(self, module: str, log: IO[bytes]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"ops.bench.{module}"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        super().__init__(self._process.stdin, self._process.stdout)

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
