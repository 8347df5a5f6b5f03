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
from uuid import uuid4

import asyncpg
import uvloop
from pydantic import ValidationError

from housing_service.config import SecretKeyError, Settings
from housing_service.domain.identity import OPERATOR
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
_NOT_WITHOUT_TLS = (
    "HOUSING_HOST: other machines would reach this service without TLS. Put a proxy in front and"
    " set HOUSING_PUBLIC_URL to its https:// address, or listen on 127.0.0.1; in an exercise set"
    " HOUSING_PLAIN_HTTP=true."
)


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
    except (DatabaseSetupError, SecretKeyError) as error:
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
        case "canary":
            return create_canary(settings, say, json_output=arguments.json)
        case "audit":
            return audit(settings, say, arguments)
        case _:
            return token_command(settings, say, arguments)


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set; the service then stops cleanly."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def serve(settings: Settings, say: Progress) -> int:
    """Serve until SIGTERM or SIGINT; 2 where others could read along and nobody said so. Operators
    need a second factor unless the settings say otherwise."""
    if settings.is_open_to_eavesdroppers:
        say(_NOT_WITHOUT_TLS)
        return 2
    if settings.second_factor_required is None:
        settings = settings.model_copy(update={"second_factor_required": OPERATOR})
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


async def token_command(settings: Settings, say: Progress, arguments: argparse.Namespace) -> int:
    from housing_service import token_commands

    return await token_commands.token_command(settings, say, arguments)


async def create_canary(settings: Settings, say: Progress, *, json_output: bool) -> int:
    """Ids and a token that belong to nothing, printed once. Whoever uses one raises an alarm in the
    operator's room; only their hashes are kept."""
    from housing_service.service.signin import new_secret
    from housing_service.store.watching import create_canary as plant

    values = {kind: str(uuid4()) for kind in ("pool", "program", "hold")} | {"token": new_secret()}
    async with open_for_command(settings, say) as address:
        owner = await asyncpg.connect(address.owner_url)
        try:
            number = await plant(owner, values)
        except asyncpg.InsufficientPrivilegeError:
            say("This database role may not make canaries; use the owner's HOUSING_DATABASE_URL.")
            return 1
        finally:
            await owner.close()
    named = {kind if kind == "token" else f"{kind}_id": value for kind, value in values.items()}
    lines = "\n".join(f"{name}: {value}" for name, value in named.items())
    print(json.dumps({"canary": number, **named}) if json_output else f"{lines}\n(canary {number})")
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


async def audit(settings: Settings, say: Progress, arguments: argparse.Namespace) -> int:
    """Export the record's heads, or verify it: 0 when it is sound, 1 when it is not."""
    from housing_service.service import audit_verify
    from housing_service.service.audit_heads import HeadsUnusable
    from housing_service.service.audit_key import AuditKeyUnusable

    key_file = settings.audit_key_path
    try:
        async with open_for_command(settings, say) as address:
            if arguments.audit_command == "export":
                path, key = await audit_verify.export_heads(
                    address.owner_url, key_file, arguments.out
                )
                print(f"{path}\n(signed by {key})")
                return 0
            trusted = audit_verify.trusted_keys(key_file, arguments.trust)
            told = await audit_verify.verify(address.owner_url, trusted, arguments.heads)
    except (AuditKeyUnusable, HeadsUnusable) as error:
        say(str(error))
        return 1
    except asyncpg.InsufficientPrivilegeError:
        say("This database role may not read the record; use the owner's HOUSING_DATABASE_URL.")
        return 1
    print(json.dumps(told.as_json()) if arguments.json else "\n".join(told.lines()))
    return 1 if told.findings else 0


async def watch(settings: Settings, say: Progress, *, once: bool) -> int:
    """Live counts of the running service, as an operator sees them."""
    from housing_service.service.signin import new_secret
    from housing_service.store import accounts, tokens
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
                await tokens.create_token(owner, account, token, _SHIFT_SECONDS)
                return await watch_counts(settings, token, sys.stdout, once=once)
            finally:
                await accounts.remove_account(owner, account)
        finally:
            await owner.close()
