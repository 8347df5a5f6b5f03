"""Asks an advisory service whether the locked packages have known weaknesses.

Exits with 0 when none is known, 1 when some are, 2 with one sentence when nobody could be asked.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "ops/scan/requirements.lock")
SECONDS_MAX = 300
# What the tool says when it could not ask: it exits with 1 as for a finding.
_NOT_ASKED = ("ConnectionError", "ServiceError", "Max retries", "Could not connect", "Timeout")


def main() -> int:
    worst = 0
    for lock in LOCKS:
        command = [
            sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip",
            "--progress-spinner", "off", "-r", str(ROOT / lock),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=SECONDS_MAX
            )
        except subprocess.TimeoutExpired:
            return _nobody_asked()
        if done.returncode != 0 and any(word in done.stderr for word in _NOT_ASKED):
            return _nobody_asked()
        print(f"{lock}: {'nothing known' if done.returncode == 0 else 'see below'}")
        if done.returncode != 0:
            print(done.stdout or done.stderr)
            worst = 1
    return worst


def _nobody_asked() -> int:
    print(
        "No advisory service can be reached from here, so nothing is known about these versions;"
        " run this where one can be.",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())
