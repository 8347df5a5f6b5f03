"""What each command of the command line does.

What only one command needs is imported by it: a service that is started again after a fault should
not read what it will not use.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import uvloop
from pydantic import ValidationError

from housing_service.config import Settings
from housing_service.logs import configure_logging
from housing_service.store.embedded import attach_or_start, running_web_url
from housing_service.store.migrate import migrate
from housing_service.store.opening import Opened, open_for_command, open_for_serving
from housing_service.store.setup_errors import DatabaseSetupError
from housing_service.web.no_outgoing_tls import read_aiohttp

if TYPE_CHECKING:
    from housing_service.app import Running

Progress = Callable[[str], None]
# A watch's token lives no longer than a shift, should it be killed before taking it back.
_SHIFT_SECONDS = 12 * 3600


def say(text: str) -> None:
    """Progress for people, on standard error so that `--json` output stays clean."""
    print(text, file=sys.stderr, flush=True)


def run_command(arguments: argparse.Namespace) -> int:
    """Run one command to its end; returns 0 when done, 1 when refused, 2 for wrong settings."""
    try:
        settings = Settings()
    except ValidationError as error:
        for item in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in item["loc"]).upper()
            say(f"HOUSING_{name}: {item['msg']}.")
        return 2
    configure_logging(settings.log_level)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_command(arguments, settings))
    except DatabaseSetupError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"{error.strerror or error}. Choose another port with HOUSING_PORT, or check the path.")
        return 1
    except KeyboardInterrupt:
        return 130


def _command(arguments: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    match arguments.command:
        case "serve":
            return serve(settings, say)
        case "migrate":
            return migrate_database(settings, say)
        case "demo":
            return demo(settings, say)
        case "watch":
            return watch(settings, say, once=arguments.once)
        case "import":
            return import_file(
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
            return create_token(
                settings, say, arguments.role, arguments.organization, json_output=arguments.json
            )


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set; the service then stops cleanly."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def serve(settings: Settings, say: Progress) -> int:
    """Serve until SIGTERM or SIGINT."""
    stop = stop_signal()
    # Nothing of what is read becomes garbage, so nobody looks for it until all is read.
    gc.disable()
    read_aiohttp()
    # Reading the rest takes processor time, opening the database mostly waits.
    reading = asyncio.create_task(asyncio.to_thread(_read_app))
    async with open_for_serving(settings, say) as opened:
        serving_on = await reading
        # What has been read stays for as long as the process, and is never searched again.
        gc.freeze()
        gc.enable()
        async with serving_on(opened, settings, say) as running:
            say(f"Serving at {running.url}")
            await stop.wait()
            say("Stopping...")
    return 0


def _read_app() -> Callable[[Opened, Settings, Progress], AbstractAsyncContextManager[Running]]:
    from housing_service.app import serving_on

    return serving_on


async def demo(settings: Settings, say: Progress) -> int:
    """Serve a fictional region with simulated people until stopped."""
    from housing_service.demo.run import run_demo

    stop = stop_signal()
    return await run_demo(settings, say, stop)


async def migrate_database(settings: Settings, say: Progress) -> int:
    if settings.database_url is not None:
        report = await migrate(settings.database_url, include_post=True, progress=say)
    else:
        async with attach_or_start(settings.data_dir, say) as address:
            report = await migrate(address.owner_url, include_post=True, progress=say)
    say(f"Applied {len(report.applied)} migrations; the schema is up to date.")
    return 0


async def create_token(
    settings: Settings, say: Progress, role: str, organization: UUID | None, *, json_output: bool
) -> int:
    """A new account with one token, printed once. Only its hash is kept."""
    from housing_service.service.signin import new_secret
    from housing_service.store import accounts

    token = new_secret()
    async with open_for_command(settings, say) as address:
        owner = await asyncpg.connect(address.owner_url)
        try:
            account = await accounts.create_account(owner, role, organization)
            await accounts.create_token(owner, account, token, None)
        except asyncpg.ForeignKeyViolationError:
            say(f"There is no organization {organization}.")
            return 1
        except asyncpg.CheckViolationError:
            say("Shelter staff belong to an organization: give --organization ID.")
            return 1
        except asyncpg.InsufficientPrivilegeError:
            say("This database role may not make accounts; use the owner's HOUSING_DATABASE_URL.")
            return 1
        finally:
            await owner.close()
    answer = {"token": token, "id": str(account), "role": role}
    print(json.dumps(answer) if json_output else f"{token}\n(account {account}, {role})")
    return 0


async def import_file(
    settings: Settings,
    say: Progress,
    format_name: str,
    path: Path,
    *,
    dry_run: bool,
    json_output: bool,
    open_pools: bool,
    replay: str | None,
) -> int:
    from housing_service.ingest.progress import progress_for
    from housing_service.service.importing import run_import

    async with open_for_command(settings, say) as address:
        return await run_import(
            address.owner_url,
            format_name,
            path,
            dry_run=dry_run,
            json_output=json_output,
            open_pools=open_pools,
            replay=replay,
            progress=progress_for(sys.stderr),
        )


async def watch(settings: Settings, say: Progress, *, once: bool) -> int:
    """Live counts of the running service, as an operator sees them."""
    from housing_service.service.signin import new_secret
    from housing_service.store import accounts
    from housing_service.web.watch import watch_counts

    if settings.database_url is None and running_web_url(settings.data_dir) is None:
        say(f"No service runs on {settings.data_dir}. Start one with 'housing-service serve'.")
        return 1
    token = new_secret()
    async with open_for_command(settings, say) as address:
        owner = await asyncpg.connect(address.owner_url)
        try:
            account = await accounts.create_account(owner, "operator", None)
            try:
                await accounts.create_token(owner, account, token, _SHIFT_SECONDS)
                return await watch_counts(settings, token, sys.stdout, once=once)
            finally:
                await accounts.remove_account(owner, account)
        finally:
            await owner.close()
