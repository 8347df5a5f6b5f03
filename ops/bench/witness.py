"""A witness of the machine: a process with nothing to do that notes when it could not run.

What it suffers, the service suffers too, whoever caused it. Run as `python -m ops.bench.witness`;
answers each order, which names the processor to watch, with the stalls since the one before.
"""

from __future__ import annotations

import json
import select
import sys
import time

from ops.bench.machine import pin

_SLEEP_SECONDS = 0.005
STALL_SECONDS = 0.03


def main() -> None:
    """Watch until standard input ends."""
    stalls: list[tuple[float, float]] = []
    before = time.monotonic()
    while True:
        asked = select.select([sys.stdin], [], [], _SLEEP_SECONDS)[0]
        now = time.monotonic()
        if now - before > STALL_SECONDS:
            stalls.append((before, now))
        if asked:
            order = sys.stdin.readline()
            if not order:
                return
            pin(0, json.loads(order)["core"])
            print(json.dumps({"stalls": stalls}), flush=True)
            stalls = []
        before = time.monotonic()


if __name__ == "__main__":
    main()
