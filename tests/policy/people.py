"""Everybody who calls: signed in as browsers are, so that no guard of a page is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from housing_service.domain.identity import Role
from tests.support.world import PASSWORD


@dataclass(frozen=True)
class Persona:
    """Whose account it is, and what the policy needs to know of them."""

    login: str
    role: Role
    limited: bool = False


PERSONAS = (
    Persona("outreach", "responder"),
    Persona("newcomer", "responder", limited=True),
    Persona("staff.near", "shelter_staff"),
    Persona("staff.quiet", "shelter_staff"),
    Persona("staff.new", "shelter_staff", limited=True),
    Persona("operator", "operator"),
)


class Browser:
    """Somebody's session: its cookie and its proof. Keeps nothing else."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.headers: dict[str, str] = {}
        self.csrf = ""

    async def sign_in(self, login: str) -> Browser:
        async with self.http.post(
            self.url + "/sign-in", data={"login": login, "password": PASSWORD},
            allow_redirects=False,
        ) as answer:  # fmt: skip
            assert answer.status == 303, (login, answer.status)
            self.headers = {"Cookie": f"housing_session={answer.cookies['housing_session'].value}"}
        self.http.cookie_jar.clear()
        _, me, _ = await self.call("GET", "/v1/me")
        self.csrf = me["csrf"]
        self.headers["X-CSRF-Token"] = self.csrf
        return self

    async def call(self, method: str, path: str, **content: Any) -> tuple[int, Any, dict[str, str]]:
        """Status, body (JSON where it is), headers. Addresses of pages ask for problems as JSON."""
        if "data" in content and self.csrf:
            content["data"] = {**content["data"], "csrf": self.csrf}
        async with self.http.request(
            method, self.url + path, headers=self.headers, allow_redirects=False, **content
        ) as answer:
            raw = await answer.read()
            self.http.cookie_jar.clear()
            body: Any = raw.decode("utf-8", "replace")
            if "json" in answer.content_type:
                body = await answer.json(content_type=None)
            return answer.status, body, dict(answer.headers)
