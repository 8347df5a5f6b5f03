"""`python -m tests.auditor --steps N --seed S` prints {"steps": …, "violations": …} on one line."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from housing_service.store.embedded import supervise
from tests.auditor.planted import BUGS, Bug
from tests.auditor.run import Result, search
from tests.support.cluster import Cluster


async def audit(steps: int, seed: int, bug: Bug | None = None) -> Result:
    """Search on a PostgreSQL of its own."""
    with tempfile.TemporaryDirectory(prefix="housing-auditor-") as directory:
        supervisor = await supervise(Path(directory) / "data", lambda _: None)
        try:
            cluster = Cluster(supervisor)
            await cluster.make_template()
            return await search(cluster, steps, seed, bug)
        finally:
            await supervisor.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the service with its model.")
    parser.add_argument("--steps", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--answers", action="store_true", help="also print what was answered")
    bugs = {bug.name: bug for bug in BUGS}
    parser.add_argument("--plant", choices=bugs, help="search with this bug in the database")
    asked = parser.parse_args()
    bug = bugs.get(asked.plant)
    logging.disable(logging.CRITICAL)
    # Ended from outside, its PostgreSQL is still stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"auditor: seed {asked.seed}", file=sys.stderr)
    started = time.monotonic()
    result = asyncio.run(audit(asked.steps, asked.seed, bug))
    if result.failure is not None:
        print(f"{type(result.failure).__name__}: {result.failure}", file=sys.stderr)
        print("\n".join(getattr(result.failure, "__notes__", [])), file=sys.stderr)
    if asked.answers:
        for kind, count in sorted(result.answers.items()):
            print(f"{count:6} {kind}", file=sys.stderr)
    line = {
        "steps": result.steps,
        "violations": int(result.failure is not None),
        "histories": result.histories,
        "seed": asked.seed,
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(line))
    return 0 if result.failure is None else 1


if __name__ == "__main__":
    sys.exit(main())
