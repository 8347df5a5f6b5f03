"""Calls to the provider of single sign-on, and to nobody else: bounded in time, size and place.

The library itself is read without certificate authorities (`no_outgoing_tls`), so this client
brings its own trust, made when somebody first comes this way.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

from housing_service.config import Settings
from housing_service.domain.errors import Refusal
from housing_service.domain.single_sign_on import BACK, same_place
from housing_service.service.signin import SignIn
from housing_service.store.database import Database

if TYPE_CHECKING:
    # Read only where a provider is set: what judges its tokens takes a while to read.
    from housing_service.service.single_sign_on import SingleSignOn

ANSWER_SECONDS_MAX = 5.0
ANSWER_BYTES_MAX = 128 * 1024


class OidcClient:
    """Opened with the first call and closed with the process."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._session: aiohttp.ClientSession | None = None
        self._opening = asyncio.Lock()

    async def _opened(self) -> aiohttp.ClientSession:
        async with self._opening:
            if self._session is None:
                trust = await asyncio.to_thread(ssl.create_default_context)
                self._session = aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(ssl=trust, limit=8),
                    timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS_MAX),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    trust_env=False,
                    auto_decompress=False,
                )
            return self._session

    async def call(
        self, address: str, fields: Mapping[str, str] | None, proof: Mapping[str, str]
    ) -> dict[str, Any]:
        """GET, or POST of these fields; the parsed object. A way to elsewhere is not followed.
        Raises Refusal: `single_sign_on_failed` when the provider refuses what was sent, else
        `single_sign_on_unavailable`."""
        if not same_place(self._issuer, address):
            raise Refusal("single_sign_on_unavailable")
        session = await self._opened()
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if proof:
            headers["Authorization"] = aiohttp.encode_basic_auth(proof["user"], proof["password"])
        method = "GET" if fields is None else "POST"
        try:
            async with session.request(
                method, address, data=fields, headers=headers, allow_redirects=False
            ) as answer:
                body = await _bounded(answer)
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise Refusal("single_sign_on_unavailable") from None
        if fields is not None and 400 <= status < 500:
            raise Refusal("single_sign_on_failed")
        if status != 200:
            raise Refusal("single_sign_on_unavailable")
        try:
            told = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise Refusal("single_sign_on_unavailable") from None
        if not isinstance(told, dict):
            raise Refusal("single_sign_on_unavailable")
        return told

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


async def _bounded(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for part in answer.content.iter_chunked(16 * 1024):
        body += part
        if len(body) > ANSWER_BYTES_MAX:
            raise Refusal("single_sign_on_unavailable")
    return bytes(body)


def offered_sign_on(
    database: Database,
    settings: Settings,
    signin: SignIn,
    now: Callable[[], float],
    client: OidcClient,
) -> SingleSignOn | None:
    """The way through the provider that the operator has set; null where none is. Raises OSError
    when the file with the secret can't be read."""
    if settings.oidc_issuer is None:
        return None
    from housing_service.service.single_sign_on import Provider, SingleSignOn

    file = settings.oidc_client_secret_file
    secret = file.read_text(encoding="utf-8").strip() if file else None
    back = (settings.public_url or "").rstrip("/") + BACK
    provider = Provider(settings.oidc_issuer, settings.oidc_client_id or "", secret, back)
    return SingleSignOn(database, signin, provider, client.call, now)
