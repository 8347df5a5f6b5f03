"""Running named tests in a copy of the checkout, as a child that is ended by its process id."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ops.mutants.copies import Copy, copied_checkout, descendants, end_by_id
from ops.mutants.mutation import ROOT, Mutation
from ops.mutants.verdict import Verdict, judge

# What starting Python, the tests' database and its end may take beside the tests themselves.
_AROUND_SECONDS = 90
_GOODBYE_SECONDS = 15
_SHOWN_LINES = 25


@dataclass(frozen=True)
class Outcome:
    """What became of one mutation. `tail` are the last lines of the run."""

    mutation: Mutation
    verdict: Verdict
    seconds: float
    tail: str = ""


@dataclass(frozen=True)
class _Ended:
    exit_code: int | None
    output: str
    report: Path


async def try_mutation(mutation: Mutation, root: Path = ROOT) -> Outcome:
    """Apply a mutation to a fresh copy and run its tests there."""
    started = time.monotonic()
    with copied_checkout(root) as copy:
        try:
            mutation.apply(copy.checkout)
        except (OSError, ValueError) as error:
            return Outcome(mutation, Verdict(False, str(error)), 0)
        ended = await _pytest(copy, mutation.tests, mutation.seconds, "-x")
        verdict = judge(
            ended.exit_code, ended.report, ended.output, fault_counts=mutation.shows_as_fault
        )
    tail = "\n".join(ended.output.splitlines()[-_SHOWN_LINES:])
    return Outcome(mutation, verdict, time.monotonic() - started, tail)


async def unchanged_is_green(tests: Iterable[str], root: Path = ROOT) -> str | None:
    """Run these tests without any change; null when all pass, else the end of what they said."""
    with copied_checkout(root) as copy:
        ended = await _pytest(copy, sorted(set(tests)), 120)
    if ended.exit_code == 0:
        return None
    return "\n".join(ended.output.splitlines()[-_SHOWN_LINES:])


async def _pytest(copy: Copy, tests: Iterable[str], seconds: int, *options: str) -> _Ended:
    names = list(tests)
    report = copy.temporary / "report.xml"
    said = copy.temporary / "output.txt"
    # The copy comes first on the path, also for what the tests start in their turn.
    environment = {
        **os.environ, "PYTHONPATH": str(copy.checkout), "TMPDIR": str(copy.temporary),
        # The other plugins take longer to import than most of these tests to run.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }  # fmt: skip
    with said.open("wb") as output:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
            "-p", "pytest_asyncio.plugin", "-p", "pytest_timeout", f"--timeout={seconds}",
            f"--junitxml={report}", *options, *names,
            cwd=copy.checkout, env=environment, stdin=asyncio.subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
        exit_code: int | None = None
        try:
            async with asyncio.timeout(seconds * len(names) + _AROUND_SECONDS):
                exit_code = await child.wait()
        except TimeoutError:
            pass
        finally:
            await _end(child)
    return _Ended(exit_code, said.read_text(errors="replace"), report)


async def _end(child: asyncio.subprocess.Process) -> None:
    """End the child if it still runs: politely, so that it stops its database, then by force."""
    if child.returncode is not None:
        return
    started_by_it = descendants(child.pid)
    with contextlib.suppress(ProcessLookupError):
        child.send_signal(signal.SIGINT)
    try:
        await asyncio.wait_for(child.wait(), _GOODBYE_SECONDS)
    except TimeoutError:
        started_by_it += descendants(child.pid)
        child.kill()
        await child.wait()
        end_by_id(started_by_it)
