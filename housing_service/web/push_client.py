"""The one call to outside that a serving process makes: to push services, with nothing in it.

The library itself is read without certificate authorities, so that no other call can be made over
TLS. This client brings its own trust, made when the first browser is rung.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Literal

import aiohttp

ANSWER_SECONDS_MAX = 10.0
_GONE = (404, 410)


class PushClient:
    """Rings addresses; opened with the first ring and closed with the process."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._opening = asyncio.Lock()

    async def _opened(self) -> aiohttp.ClientSession:
        async with self._opening:
            if self._session is None:
                # Reading every authority takes tens of milliseconds: not on the event loop.
                trust = await asyncio.to_thread(ssl.create_default_context)
                self._session = aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(ssl=trust, limit=8),
                    timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS_MAX),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    trust_env=False,
                    auto_decompress=False,
                )
            return self._session

    async def ring(
        self, endpoint: str, headers: dict[str, str]
    ) -> Literal["sent", "gone", "failed"]:
        """Whether it was taken, or there is no such browser any more, or something else. A way to
        elsewhere is not followed, and the answer is not read."""
        session = await self._opened()
        try:
            async with session.post(endpoint, headers=headers, allow_redirects=False) as answer:
                if answer.status in _GONE:
                    return "gone"
                return "sent" if 200 <= answer.status < 300 else "failed"
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return "failed"

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
