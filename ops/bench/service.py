"""The service as a process of its own: started, asked whether it is ready, stopped by its id."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

from ops.bench.machine import pin, service_core

ROOT = Path(__file__).resolve().parents[2]
_READY_SECONDS_MAX = 60.0
_STOP_SECONDS_MAX = 30.0
# Limits that would refuse a generator which is one person in name only.
_RAISED = {
    "HOUSING_REQUESTS_PER_SECOND": "1000000",
    "HOUSING_REQUESTS_BURST": "1000000",
    "HOUSING_LOG_LEVEL": "error",
}


class ServiceProcess:
    """`python -m <module>` on a free loopback port (or the one its settings name), pinned to the
    service's processor once it is ready. `started_seconds` is the time from its start to the first
    200 of /readyz."""

    def __init__(
        self,
        data_dir: Path,
        log: IO[bytes],
        module: tuple[str, ...] = ("housing_service", "serve"),
        settings: Mapping[str, str] | None = None,
        *,
        pinned: bool = True,
    ) -> None:
        self._pinned = pinned
        self.port = int((settings or {}).get("HOUSING_PORT") or free_port())
        self.started_seconds = 0.0
        environment = {
            **{name: value for name, value in os.environ.items() if "HOUSING_" not in name},
            **_RAISED,
            "HOUSING_DATA_DIR": str(data_dir),
            "HOUSING_PORT": str(self.port),
            **(settings or {}),
        }
        self._begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )

    def __enter__(self) -> ServiceProcess:
        try:
            self._wait_ready()
            if self._pinned:
                pin(self.process.pid, service_core())
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        self.stop()

    def _wait_ready(self) -> None:
        while time.monotonic() - self._begun < _READY_SECONDS_MAX:
            if self.process.poll() is not None:
                raise RuntimeError(f"the service ended with {self.process.returncode} at its start")
            if is_ready(self.port):
                self.started_seconds = time.monotonic() - self._begun
                return
            time.sleep(0.01)
        raise RuntimeError(f"the service was not ready within {_READY_SECONDS_MAX:.0f} s")

    def stop(self) -> None:
        """End it as an operator would; by force when it does not end in time."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(_STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
