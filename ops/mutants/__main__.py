"""`python -m ops.mutants`: break the code one protection at a time; the tests must turn red."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time

from ops.mutants.catalogue import chosen, what_has_moved
from ops.mutants.mutation import Mutation
from ops.mutants.runs import Outcome, try_mutation, unchanged_is_green


def main() -> int:
    """Exit code 0 when every mutation was caught, 1 when one was missed or nothing could be
    proven, 2 for arguments that choose none."""
    arguments = _arguments()
    mutations = chosen(arguments.only)
    if not mutations:
        print("No mutation has such a name; --list shows them all.", file=sys.stderr)
        return 2
    if arguments.list:
        for mutation in mutations:
            print(f"{mutation.name:44} {mutation.protection}")
        return 0
    moved = [sentence for mutation in mutations for sentence in what_has_moved(mutation)]
    if moved:
        print("\n".join(moved), file=sys.stderr)
        return 1
    try:
        return asyncio.run(_run(mutations, arguments.workers))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("Ended early.", file=sys.stderr)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.mutants", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="parts of names")
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    parser.add_argument("--workers", type=int, default=2, choices=range(1, 9), metavar="1-8")
    return parser.parse_args()


async def _run(mutations: list[Mutation], workers: int) -> int:
    started = time.monotonic()
    me = asyncio.current_task()
    if me is not None:
        # Like Ctrl-C: the runs are cancelled, so that each ends and removes what it made.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, me.cancel)
    if not await _green_without(mutations, workers):
        return 1
    slots = asyncio.Semaphore(workers)

    async def one(mutation: Mutation) -> Outcome:
        async with slots:
            outcome = await try_mutation(mutation)
        _print_row(outcome)
        return outcome

    print(f"\n{'mutation':44} {'s':>5}  caught by", flush=True)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(mutation)) for mutation in mutations]
    outcomes = [task.result() for task in tasks]
    missed = [outcome for outcome in outcomes if not outcome.verdict.caught]
    for outcome in missed:
        print(f"\nMISSED {outcome.mutation.name}: {outcome.verdict.by}")
        print(f"  without: {outcome.mutation.protection}\n{outcome.tail}")
    caught = len(outcomes) - len(missed)
    minutes = (time.monotonic() - started) / 60
    print(f"\n{caught} of {len(outcomes)} mutations caught in {minutes:.0f} min")
    return 1 if missed else 0


async def _green_without(mutations: list[Mutation], workers: int) -> bool:
    """Whether all named tests pass as the code is; what fails already can't catch anything."""
    tests = sorted({test for mutation in mutations for test in mutation.tests})
    shares = [tests[first::workers] for first in range(min(workers, len(tests)))]
    print(f"{len(tests)} tests must be green without any change...", flush=True)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(unchanged_is_green(share)) for share in shares]
    red = [said for task in tasks if (said := task.result()) is not None]
    print("\n".join(red) if red else "They are.", flush=True)
    return not red


def _print_row(outcome: Outcome) -> None:
    verdict = outcome.verdict
    said = verdict.by if verdict.caught else f"MISSED: {verdict.by}"
    print(f"{outcome.mutation.name:44} {outcome.seconds:5.1f}  {said}", flush=True)
    print(f"    {outcome.mutation.protection}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
