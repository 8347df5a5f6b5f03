"""The command line: arguments only, the work is elsewhere."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path
from uuid import UUID

from housing_service import __version__
from housing_service.domain.identity import ROLES


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="housing-service",
        description="Live shelter bed counts, pushed to a referral console, with enforced holds.",
        epilog="Settings come from HOUSING_* variables; see docs/settings.md.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands_of = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands_of.add_parser("serve", help="serve the service until stopped")
    commands_of.add_parser("migrate", help="bring the database's schema up to date")
    commands_of.add_parser("demo", help="a fictional region with life-like traffic")
    watch = commands_of.add_parser("watch", help="live counts in this terminal")
    watch.add_argument("--once", action="store_true", help="print the counts and end")
    load = commands_of.add_parser("import", help="read a file of real data")
    load.add_argument("format", choices=("toronto-occupancy", "hmis-csv"))
    load.add_argument("path", type=Path)
    load.add_argument("--dry-run", action="store_true", help="say what would change")
    load.add_argument("--json", action="store_true", help="one JSON document on standard output")
    load.add_argument(
        "--open-pools", action="store_true",
        help="let imported pools be held; only in a database made for an exercise",
    )  # fmt: skip
    load.add_argument("--replay", metavar="1d/s", help="play the days at this speed")
    token = commands_of.add_parser("token", help="access tokens for programs")
    create = token.add_subparsers(dest="token_command", required=True).add_parser(
        "create", help="make a new account and print its token once"
    )
    create.add_argument("--role", choices=ROLES, required=True)
    create.add_argument("--organization", type=UUID, metavar="ID")
    create.add_argument("--json", action="store_true")
    return parser


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 1 refused, 2 wrong arguments."""
    parsed = _parser().parse_args(arguments)
    # Code that is read stays. Searching it for what may be thrown away would be a tenth of a start.
    gc.disable()
    # Not at the top, so that nothing is read for those who only ask for help.
    from housing_service.commands import run_command

    gc.enable()
    sys.exit(run_command(parsed))
