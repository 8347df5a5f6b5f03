"""Browser profiles that are used again.

To make a profile costs the browser as much as to open a page, and each new one has to compile every
module anew. So a test gets one that earlier tests have used, with nothing left in it: no cookies,
no storage, no service worker, no pages. What stays is the cache of files whose addresses change
with their content.
"""

from __future__ import annotations

import asyncio
import random
import socket
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Page

KEPT_OF_A_KIND_MAX = 4
_ANSWERS_WITHIN_SECONDS = 5.0
_LEFT_BEHIND = "local_storage,indexeddb,cache_storage,service_workers,file_systems,websql"
# A clock or a socket of its own that a test gave to a profile can't be taken out again.
_IS_UNTOUCHED = """
[Date, setTimeout, fetch, WebSocket].every((made) => String(made).includes("[native code]"))
"""


class Profiles:
    """Profiles by what they were made with. All talk to `port`, so that caches serve again."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.port = _free_port()
        self._kept: dict[str, list[BrowserContext]] = defaultdict(list)
        self._returned: set[BrowserContext] = set()

    async def take(self, **options: Any) -> tuple[BrowserContext, bool]:
        """A profile without a past, and whether it is new."""
        kept = self._kept[_kind(options)]
        if kept:
            return kept.pop(), False
        return await self.browser.new_context(**options), True

    async def blank_page(self, context: BrowserContext, url: str) -> Page:
        """A page of it to begin with. The first one after a return forgets what pages of before
        have stored at `url`."""
        page = await context.new_page()
        if context in self._returned:
            self._returned.discard(context)
            talk = await context.new_cdp_session(page)
            forget = {"origin": url, "storageTypes": _LEFT_BEHIND}
            await talk.send("Storage.clearDataForOrigin", forget)
            await talk.detach()
        return page

    async def give_back(self, context: BrowserContext, **options: Any) -> None:
        """Keeps the profile for another test, or closes it when it can't be made clean."""
        kept = self._kept[_kind(options)]
        if len(kept) >= KEPT_OF_A_KIND_MAX or not await _is_untouched(context, options):
            await context.close()
            return
        for page in context.pages:
            await page.close()
        await context.clear_cookies()
        await context.clear_permissions()
        await context.unroute_all()
        await context.set_extra_http_headers({})
        await context.set_offline(False)
        self._returned.add(context)
        kept.append(context)


def _kind(options: Mapping[str, Any]) -> str:
    return repr(sorted(options.items(), key=lambda item: item[0]))


async def _is_untouched(context: BrowserContext, options: Mapping[str, Any]) -> bool:
    if not options.get("java_script_enabled", True):
        return True
    pages = context.pages
    try:
        async with asyncio.timeout(_ANSWERS_WITHIN_SECONDS):
            return bool(pages) and all([await page.evaluate(_IS_UNTOUCHED) for page in pages])
    except (TimeoutError, Error):
        return False


def _free_port() -> int:
    """Below those that the system gives out by itself, so that it stays free between tests."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
