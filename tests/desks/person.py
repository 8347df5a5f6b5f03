"""Somebody's browser without scripts: cookies, plain forms, and their session's proof."""

from __future__ import annotations

import json
import re
from types import TracebackType
from typing import Any

import aiohttp

from tests.support.world import PASSWORD

HTML = {"Accept": "text/html"}
NAVIGATES = {**HTML, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
PIN = "482915"


class Person:
    """Used as a context manager; `csrf` is known after the first sign-in."""

    def __init__(self, url: str, cookies: dict[str, str] | None = None) -> None:
        self.url = url
        self.csrf = ""
        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), cookies=cookies
        )

    async def __aenter__(self) -> Person:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        await self.session.close()

    def cookie(self, name: str) -> str | None:
        found = {cookie.key: cookie.value for cookie in self.session.cookie_jar}
        return found.get(name)

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(
            self.url + path, headers={**NAVIGATES, **headers}, allow_redirects=False
        ) as answer:
            return answer.status, answer.headers.get("Location") or await answer.text()

    async def post(self, path: str, **fields: Any) -> tuple[int, str]:
        """A form of a page of ours; returns where it leads, or what it shows."""
        async with self.session.post(
            self.url + path,
            data={"csrf": self.csrf, **fields},
            headers=NAVIGATES,
            allow_redirects=False,
        ) as answer:
            return answer.status, answer.headers.get("Location") or await answer.text()

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """What a page's own module would send."""
        headers = {"Accept": "application/json", "X-CSRF-Token": self.csrf}
        async with self.session.request(
            method, self.url + path, json=body, headers=headers, allow_redirects=False
        ) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith(("{", "[")) else text

    async def _learn_csrf(self) -> None:
        _, me = await self.call("GET", "/v1/me")
        self.csrf = me["csrf"]

    async def sign_in(self, login: str) -> tuple[int, str]:
        done = await self.post("/sign-in", login=login, password=PASSWORD)
        if done[0] == 303:
            await self._learn_csrf()
        return done

    async def sign_in_with_pin(self, account_id: object, pin: str = PIN) -> tuple[int, str]:
        done = await self.post("/sign-in/pin", account_id=str(account_id), pin=pin)
        if done[0] == 303:
            await self._learn_csrf()
        return done

    async def me(self) -> tuple[int, Any]:
        return await self.call("GET", "/v1/me")

    def live_headers(self) -> dict[str, str]:
        """What a socket of this browser would bring."""
        pairs = [f"{one.key}={one.value}" for one in self.session.cookie_jar]
        return {"Cookie": "; ".join(pairs)}


def words_of(html: str) -> str:
    """What a page says, without its markup."""
    body = html.partition("<main")[2]
    return " ".join(re.sub(r"<(template|script)\b.*?</\1>|<[^>]*>", " ", body, flags=re.S).split())
