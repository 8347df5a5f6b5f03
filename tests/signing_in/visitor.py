"""A browser at an agency's own sign-in, led by hand."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import aiohttp

from housing_service.domain.errors import PROBLEMS
from housing_service.domain.single_sign_on import subject_hash
from tests.signing_in.oidc_provider import OidcProvider
from tests.support.world import World

HTML = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


class Visitor:
    """A browser that keeps cookies and is led by hand."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def get(self, address: str) -> tuple[int, str, str]:
        """Status, where it leads, and what stands there."""
        whole = address if address.startswith("http") else self.url + address
        async with self.session.get(whole, headers=HTML, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location", ""), await answer.text()

    async def post(self, path: str, **fields: str) -> tuple[int, str, str]:
        async with self.session.get(self.url + "/v1/me") as answer:
            csrf = (await answer.json()).get("csrf", "")
        async with self.session.post(
            self.url + path, data={"csrf": csrf, **fields}, headers=HTML, allow_redirects=False
        ) as answer:
            return answer.status, answer.headers.get("Location", ""), await answer.text()

    async def to_provider(self) -> str:
        """Sets out; gives back where the provider sends the browser."""
        status, address, _ = await self.get("/sign-in/organization")
        assert status == 303
        status, back, _ = await self.get(address)
        assert status == 302
        return back

    async def arrive(self, back: str) -> tuple[int, str, str]:
        """Comes back as a browser does: led once more to the same address, by a page of ours."""
        status, _, text = await self.get(back)
        assert status == 200
        return await self.get(led_to(text))

    async def come_in(self) -> tuple[int, str, str]:
        return await self.arrive(await self.to_provider())

    @property
    def is_in(self) -> bool:
        return any(one.key == "housing_session" and one.value for one in self.session.cookie_jar)


def says(text: str, code: str) -> bool:
    return PROBLEMS[code].detail in unescape(text)


def led_to(text: str) -> str:
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', text)
    assert found, text
    return unescape(found[1])


async def link(world: World, account: Any, provider: OidcProvider, subject: str) -> None:
    person = subject_hash(provider.issuer, subject)
    assert await world.owner.fetchval(
        "SELECT housing.link_single_sign_on($1, $2)", account, person
    ) == "done"  # fmt: skip
