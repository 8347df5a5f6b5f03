"""Background loops that survive what nobody foresaw."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
RESTART_SECONDS = 0.5


async def keep_running(run: Callable[[], Awaitable[None]]) -> None:
    """Run a loop until cancelled, starting it again when it fails. A console must rather see
    "not live since ..." for a moment than a service that has silently stopped pushing."""
    while True:
        try:
            await run()
        except Exception:
            log.exception("a background loop failed and is started again")
        await asyncio.sleep(RESTART_SECONDS)
