"""The command line: arguments only, the work is elsewhere."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from housing_service import __version__
from housing_service.domain.identity import ROLES
from housing_service.domain.vocabulary import TOKEN_SCOPES


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
    _add_token(commands_of.add_parser("token", help="access tokens for programs"))
    canary = commands_of.add_parser("canary", help="ids and tokens that raise an alarm when used")
    plant = canary.add_subparsers(dest="canary_command", required=True).add_parser(
        "create", help="make a pool's, a program's and a hold's id and a token; print them once"
    )
    plant.add_argument("--json", action="store_true")
    _add_audit(commands_of.add_parser("audit", help="the record of who did what"))
    return parser


def _add_token(token: argparse.ArgumentParser) -> None:
    what = token.add_subparsers(dest="token_command", required=True)
    create = what.add_parser("create", help="make a new account and print its token once")
    create.add_argument("--role", choices=ROLES, required=True)
    create.add_argument("--organization", type=UUID, metavar="ID")
    create.add_argument(
        "--scope", action="append", choices=TOKEN_SCOPES, metavar="SCOPE",
        help=f"all it may do, of {', '.join(TOKEN_SCOPES)}; repeat it; without: all of its role",
    )  # fmt: skip
    rotate = what.add_parser("rotate", help="another token for an account, beside the one before")
    rotate.add_argument("id", type=UUID, help="the account, as printed when it was made")
    rotate.add_argument(
        "--overlap-hours", type=_whole(0, 24 * 7), default=24, metavar="N",
        help="how long the token before goes on (24)",
    )  # fmt: skip
    for made in (create, rotate):
        made.add_argument(
            "--days", type=_whole(1, 365), default=365, metavar="N",
            help="how long the token is good, a year at most",
        )  # fmt: skip
    listing = what.add_parser("list", help="tokens that are good, without what opens anything")
    revoke = what.add_parser("revoke", help="end all tokens of an account now")
    revoke.add_argument("id", type=UUID, help="the account")
    for answering in (create, rotate, listing):
        answering.add_argument("--json", action="store_true")


def _whole(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and least <= int(text[:9]) <= most):
            raise argparse.ArgumentTypeError(f"expected a whole number from {least} to {most}")
        return int(text)

    return number


def _add_audit(audit: argparse.ArgumentParser) -> None:
    what = audit.add_subparsers(dest="audit_command", required=True, metavar="WHAT")
    export = what.add_parser("export", help="sign where every book ends now, and write it down")
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    verify = what.add_parser("verify", help="read the whole record and name damaged rows")
    verify.add_argument(
        "--heads", type=Path, action="append", default=[], metavar="FILE",
        help="signed heads that were kept elsewhere; may be given several times",
    )  # fmt: skip
    verify.add_argument(
        "--trust", action="append", default=[], metavar="KEY",
        help="another public key to trust, in hexadecimal",
    )  # fmt: skip
    verify.add_argument("--json", action="store_true")


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 1 refused, 2 wrong arguments."""
    parsed = _parser().parse_args(arguments)
    # Code that is read stays. Searching it for what may be thrown away would be a tenth of a start.
    gc.disable()
    # Not at the top, so that nothing is read for those who only ask for help.
    from housing_service.commands import run_command

    gc.enable()
    sys.exit(run_command(parsed))
