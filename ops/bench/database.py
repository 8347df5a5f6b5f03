"""The bench's database: seeded once, with a copy for pgbench in the same server.

The copy keeps pgbench's notifications away from the running service (notifications stay within a
database), so that each side is measured without the other's work.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from housing_service.store.embedded.binaries import find_binaries
from ops.bench.machine import client_core, pin
from ops.bench.plan import Plan

SQL = Path(__file__).with_name("sql")
PGBENCH_DATABASE = "housing_pgbench"
_COMMAND_SECONDS_MAX = 120
_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_FAILED = re.compile(r"number of failed transactions: (\d+)")


class BenchDatabase:
    """Programs of the installed PostgreSQL against the server at `owner_url`."""

    def __init__(self, owner_url: str) -> None:
        self._socket_dir = parse_qs(urlsplit(owner_url).query)["host"][0]
        self._programs = find_binaries().directory

    def psql(self, database: str, *words: str) -> str:
        """Run psql as the owner; raises RuntimeError with what it said when it fails."""
        return self._run(
            "psql", "-U", "postgres", "-d", database, "-X", "-q", "-A", "-t",
            "-v", "ON_ERROR_STOP=1", *words,
        )  # fmt: skip

    def seed(self, plan: Plan) -> None:
        """Fill the database `housing` and copy it. The service must not run meanwhile."""
        sizes = ("-v", f"pools={plan.pools}", "-v", f"responders={plan.responders}")
        self.psql("housing", *sizes, "-f", str(SQL / "seed.sql"))
        self.psql("postgres", "-c", f"CREATE DATABASE {PGBENCH_DATABASE} TEMPLATE housing")
        self.psql(
            "postgres", "-c", f"GRANT CONNECT ON DATABASE {PGBENCH_DATABASE} TO housing_service"
        )

    def holds_per_second(self, plan: Plan, pools: int) -> float:
        """pgbench placing in so many pools and letting go, as the service's role; counts
        placings."""
        said = self._pgbench(plan, plan.pgbench_clients, pools, "place_release")
        rate = _RATE.search(said)
        if rate is None:
            raise RuntimeError(f"pgbench failed: {said[-400:]}")
        return float(rate[1])

    def statement_ms(self, plan: Plan, script: str, function: str) -> float:
        """How long the statement of `script` that calls `function` takes one client on average."""
        said = self._pgbench(plan, 1, plan.pools, script, "--report-per-command")
        found = re.search(rf"^\s+([0-9.]+)\s.*{function}", said, re.MULTILINE)
        if found is None:
            raise RuntimeError(f"pgbench did not tell of {function}: {said[-400:]}")
        return float(found[1])

    def _pgbench(self, plan: Plan, clients: int, pools: int, script: str, *words: str) -> str:
        said = self._run(
            "pgbench", "-U", "housing_service", "-n", "-M", "prepared", *words,
            "-c", str(clients), "-j", "1", "-T", str(max(1, round(plan.hold_seconds))),
            "-D", f"pools={pools}", "-f", str(SQL / f"{script}.sql"), PGBENCH_DATABASE,
        )  # fmt: skip
        failed = _FAILED.search(said)
        if failed is not None and int(failed[1]):
            raise RuntimeError(f"pgbench failed: {said[-400:]}")
        return said

    def live_holds(self) -> int:
        """How many holds of the service's database have not ended."""
        return int(
            self.psql("housing", "-c", "SELECT count(*) FROM housing.hold WHERE ended_at IS NULL")
        )

    def _run(self, program: str, *words: str) -> str:
        done = subprocess.run(
            [str(self._programs / program), *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=_COMMAND_SECONDS_MAX,
            env={"PGHOST": self._socket_dir, "PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            preexec_fn=(lambda: pin(0, client_core())) if program == "pgbench" else None,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stderr[-400:]}")
        return done.stdout
