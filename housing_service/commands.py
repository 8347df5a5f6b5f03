"""What each command of the command line does.

What only one command needs is imported by it: a service that is started again after a fault should
not read what it will not use.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import asyncpg

from housing_service.app import serving
from housing_service.config import Settings
from housing_service.service.signin import new_secret
from housing_service.store import accounts
from housing_service.store.embedded import attach_or_start, running_web_url
from housing_service.store.migrate import migrate
from housing_service.store.opening import open_for_command

Progress = Callable[[str], None]
# A watch's token lives no longer than a shift, should it be killed before taking it back.
_SHIFT_SECONDS = 12 * 3600


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
    async with serving(settings, say) as running:
        say(f"Serving at {running.url}")
        await stop.wait()
        say("Stopping...")
    return 0


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
