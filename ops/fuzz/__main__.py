"""`python -m ops.fuzz --executions N --seed S --seconds MAX`: spoilt input for every parser.

Prints one line of JSON and ends with 1 when there are findings.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import warnings

from ops.fuzz.findings import Findings
from ops.fuzz.parsers import play


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.fuzz", description=__doc__)
    parser.add_argument("--executions", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--seconds", type=float, default=1800)
    chosen = parser.parse_args()
    findings = Findings(chosen.seed)
    warnings.simplefilter("ignore")
    grown = asyncio.run(play(findings, chosen.executions, chosen.seconds))
    print(findings.as_json(grown_mib=round(grown, 1)))
    return 1 if findings.kinds else 0


if __name__ == "__main__":
    sys.exit(main())
