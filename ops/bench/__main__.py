"""`python -m ops.bench`: measure and print one table. Sizes: BENCH=full (default), quick, tiny."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time

from ops.bench.machine import processor_name, raise_file_limit
from ops.bench.plan import PLANS
from ops.bench.run import PARTS, run
from ops.bench.table import markdown

_LOG_TAIL_BYTES = 4_000


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Print the table; 0 when every bar is met, 1 when one is missed."""
    parser = argparse.ArgumentParser(prog="ops.bench", description=__doc__)
    parser.add_argument("--size", choices=tuple(PLANS), default=os.environ.get("BENCH") or "full")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part alone")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a table")
    chosen = parser.parse_args()
    # Ended from outside, everything that was started is still stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    raise_file_limit()
    begun, busy = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryFile() as log:
        try:
            parts = tuple(chosen.only or PARTS)
            rows = asyncio.run(run(PLANS[chosen.size], parts, log, say))
        except BaseException:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _LOG_TAIL_BYTES))
            sys.stderr.buffer.write(log.read())
            raise
    if chosen.json:
        print(json.dumps([{"name": row.name, "value": row.value, "unit": row.unit,
                           "bar": row.bar, "met": row.met} for row in rows]))  # fmt: skip
    else:
        machine = f"{processor_name()}, {len(os.sched_getaffinity(0))} processors"
        print(
            f"{machine}; load {busy:.1f} before the start; size {chosen.size} in "
            f"{time.monotonic() - begun:.0f} s\n\n{markdown(rows)}"
        )
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
