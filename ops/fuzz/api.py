"""`python -m ops.fuzz.api --cases N`: generated requests against a service of its own.

One case in twenty follows a link of the document, all others are single requests. Prints one line
of JSON and ends with 1 when there are findings.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import time
import warnings

from ops.fuzz.api_cases import IsOver, load, place_holds, play_linked, play_singles
from ops.fuzz.api_judge import Judge
from ops.fuzz.findings import Findings
from ops.fuzz.region import Region
from ops.fuzz.stage import staged


async def play(
    url: str,
    region: Region,
    findings: Findings,
    cases: int,
    seconds: float,
    *,
    cases_min: int = 0,
    seconds_max: float = 0.0,
) -> Judge:
    """Play about that many cases in a thread of their own, for about so long: where `cases_min` are
    not done by then, until they are or `seconds_max` have passed. Returns the judge with the
    statuses it saw. The service keeps the loop."""
    judge = Judge(url, {who: region.token(who) for who in region.callers}, findings)
    started = time.monotonic()

    def is_over() -> bool:
        enough = findings.executions >= cases_min
        return time.monotonic() - started > (seconds if enough else seconds_max)

    try:
        await asyncio.to_thread(_play, judge, findings.seed, cases, is_over)
    finally:
        judge.close()
    return judge


def _play(judge: Judge, seed: int, cases: int, is_over: IsOver) -> None:
    with warnings.catch_warnings():
        # What the generators say about their own fallbacks is not about the service.
        warnings.simplefilter("ignore")
        schema = load(judge.url)
        place_holds(judge, seed)
        play_linked(judge, load(judge.url), seed, cases // 20, is_over)
        play_singles(judge, schema, seed, cases - judge.findings.executions, is_over)


async def run(cases: int, seed: int, seconds: float) -> int:
    findings = Findings(seed)
    async with staged() as (running, region, _):
        judge = await play(running.url, region, findings, cases, seconds)
    statuses = {str(status): times for status, times in sorted(judge.statuses.items())}
    print(findings.as_json(statuses=statuses))
    return 1 if findings.kinds else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--seconds", type=float, default=1800)
    chosen = parser.parse_args()
    return asyncio.run(run(chosen.cases, chosen.seed, chosen.seconds))


if __name__ == "__main__":
    sys.exit(main())
