"""Serve the fictional region with its simulated people until stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from housing_service.app import serving
from housing_service.config import Settings
from housing_service.demo.agencies import VISITORS
from housing_service.demo.people import People
from housing_service.demo.region import region_document
from housing_service.demo.welcome import is_loopback, welcome
from housing_service.service.signin import hash_password, new_secret
from housing_service.store.demo_region import DemoImpossible, DemoSession, demo_session
from housing_service.store.opening import open_for_serving

_TOKEN_SECONDS: Final = 7 * 24 * 3600
_STOPPING_SECONDS: Final = 5

Say = Callable[[str], None]


async def run_demo(settings: Settings, say: Say, stop: asyncio.Event) -> int:
    """Serve the demo until `stop`; returns the exit code.

    The region is made in an empty database, which is marked as an exercise, and found there by
    later starts. Raises DemoImpossible, before anything is served or written, when the database
    holds something real; DatabaseSetupError and OSError as serving does.
    """
    async with open_for_serving(settings, say) as (database_url, supervisor):
        owner_url = supervisor.address.owner_url if supervisor else database_url
        async with demo_session(owner_url) as session:
            await prepare_region(session, say)
            tokens = await _new_tokens(session)
        key = settings.secret_key_path
        chosen = settings.model_copy(update={"database_url": database_url, "secret_key_file": key})
        async with serving(chosen, say) as running:
            if supervisor is not None:
                await supervisor.announce_web(running.url)
            if not is_loopback(settings.host):
                say("Take care: the demo's passwords are known to everybody who can reach it.")
            say(welcome(running.url, tokens, settings))
            acting = asyncio.create_task(People(running, settings).run(stop), name="demo people")
            try:
                await stop.wait()
                say("Stopping...")
                await asyncio.wait([acting], timeout=_STOPPING_SECONDS)
            finally:
                acting.cancel()
                await asyncio.gather(acting, return_exceptions=True)
    return 0


async def prepare_region(session: DemoSession, say: Say) -> bool:
    """Make the region where it is missing; returns whether it was made now.

    Raises DemoImpossible for a database that was not made for an exercise; nothing is written.
    """
    state = await session.state()
    if not state.is_exercise and not (state.is_empty and await session.mark_exercise()):
        raise DemoImpossible(
            "This database holds a real region, and the demo is only for one made for exercises.",
            "Set HOUSING_DATA_DIR to a new directory, or HOUSING_DATABASE_URL to a new database.",
        )
    if state.has_region:
        return False
    say("Making the fictional region...")
    hashes = await asyncio.to_thread(
        lambda: {visitor.login: hash_password(visitor.password) for visitor in VISITORS}
    )
    return await session.make_region(region_document(hashes))


async def _new_tokens(session: DemoSession) -> dict[str, str]:
    """One fresh bearer token a sign-in, by login."""
    tokens = {visitor.login: new_secret() for visitor in VISITORS}
    for visitor in VISITORS:
        await session.new_token(visitor.id, tokens[visitor.login], _TOKEN_SECONDS)
    return tokens
