"""The command line: arguments only, the work is elsewhere."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
from uuid import UUID

import uvloop
from pydantic import ValidationError

from housing_service import __version__, commands
from housing_service.config import Settings
from housing_service.domain.identity import ROLES
from housing_service.logs import configure_logging
from housing_service.store.setup_errors import DatabaseSetupError


def say(text: str) -> None:
    """Progress for people, on standard error so that `--json` output stays clean."""
    print(text, file=sys.stderr, flush=True)


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


def _command(arguments: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    match arguments.command:
        case "serve":
            return commands.serve(settings, say)
        case "migrate":
            return commands.migrate_database(settings, say)
        case "demo":
            return commands.demo(settings, say)
        case "watch":
            return commands.watch(settings, say, once=arguments.once)
        case "import":
            return commands.import_file(
                settings,
                say,
                arguments.format,
                arguments.path,
                dry_run=arguments.dry_run,
                json_output=arguments.json,
                open_pools=arguments.open_pools,
                replay=arguments.replay,
            )
        case _:
            return commands.create_token(
                settings, say, arguments.role, arguments.organization, json_output=arguments.json
            )


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 1 refused, 2 wrong arguments."""
    parsed = _parser().parse_args(arguments)
    try:
        settings = Settings()
    except ValidationError as error:
        for item in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in item["loc"]).upper()
            say(f"HOUSING_{name}: {item['msg']}.")
        sys.exit(2)
    configure_logging(settings.log_level)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            sys.exit(runner.run(_command(parsed, settings)))
    except DatabaseSetupError as error:
        say(str(error))
        sys.exit(1)
    except OSError as error:
        say(f"{error.strerror or error}. Choose another port with HOUSING_PORT, or check the path.")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
