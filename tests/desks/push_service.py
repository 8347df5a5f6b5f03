"""A push service on loopback that takes only what a real one would: signed, in date, for it."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class PushService:
    """`key` is the one that browsers subscribed with. Endpoints end in what they answer:
    /gone... 410, /away... a redirect, /sick... 500."""

    def __init__(self) -> None:
        self.key: str | None = None
        self.url = ""
        self.rung: list[str] = []
        self.wrong: list[str] = []
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> PushService:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._take)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        problem = self._problem(request, await request.read())
        async with self._changed:
            if problem:
                self.wrong.append(problem)
            else:
                self.rung.append(request.path)
            self._changed.notify_all()
        if problem:
            return web.Response(status=403)
        if request.path.startswith("/away"):
            return web.Response(status=307, headers={"Location": self.url + "/followed"})
        status = {"/gone": 410, "/sick": 500}.get(request.path[:5], 201)
        return web.Response(status=status)

    def _problem(self, request: web.Request, body: bytes) -> str:
        headers = request.headers
        if request.method != "POST" or body:
            return "not an empty post"
        if not 0 <= int(headers.get("TTL", "-1")) <= 86_400 or headers.get("Topic") != "update":
            return "no time to live or topic"
        if set(headers) & {"Cookie", "Referer", "Content-Encoding"}:
            return "more than is needed"
        return self._signature_problem(headers.get("Authorization", ""))

    def _signature_problem(self, authorization: str) -> str:
        scheme, _, rest = authorization.partition(" ")
        given = dict(part.strip().split("=", 1) for part in rest.split(","))
        if scheme != "vapid" or given["k"] != self.key:
            return "another key"
        head, claims, signature = given["t"].split(".")
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(given["k"]))
        raw = _bytes(signature)
        pair = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        try:
            public.verify(
                encode_dss_signature(*pair), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256())
            )
        except InvalidSignature:
            return "a wrong signature"
        said: dict[str, Any] = json.loads(_bytes(claims))
        if json.loads(_bytes(head)) != {"typ": "JWT", "alg": "ES256"}:
            return "another kind of token"
        in_date = time.time() < said["exp"] <= time.time() + 86_400
        if said["aud"] != self.url or not in_date or not said["sub"].startswith("mailto:"):
            return f"claims {sorted(said)}"
        return ""

    async def until(self, count: int, path: str = "", seconds: float = 10) -> None:
        """Wait until so many rings of addresses that begin like this have come."""
        async with self._changed, asyncio.timeout(seconds):
            while sum(one.startswith(path) for one in self.rung) < count:
                assert self.wrong == []
                await self._changed.wait()
