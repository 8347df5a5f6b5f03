"""A provider of single sign-on on this machine that keeps the rules, or breaks one when told to."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlencode

from aiohttp import BasicAuth, web
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

Json = dict[str, Any]
CLIENT, SECRET = "night-desk", "a/secret with + signs"


class OidcProvider:
    """Knows one person at a time; hands each code out once and takes it once."""

    def __init__(self) -> None:
        self.subject = "person-1"
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.codes: dict[str, dict[str, str]] = {}
        self.calls: list[str] = []
        self.facts: Json = {}
        self.change: Callable[[Json], Json] = lambda claims: claims
        self.sign: Callable[[Json], str] = self.signed
        self.keys_down = False
        self.issuer = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> OidcProvider:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._discover)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.issuer = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def signed(self, claims: Json) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def signed_by_secret(self, claims: Json) -> str:
        return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(SECRET * 2))

    def signed_by_other_key(self, claims: Json) -> str:
        other = RSAKey.generate_key(2048, {"kid": "one"})
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, other)

    def unsigned(self, claims: Json) -> str:
        body = self.signed(claims).split(".")[1]
        head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
        return f"{head}.{body}."

    async def _discover(self, _request: web.Request) -> web.Response:
        self.calls.append("discover")
        return web.json_response({
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "jwks_uri": self.issuer + "/keys",
            "authorization_response_iss_parameter_supported": True,
            **self.facts,
        })  # fmt: skip

    async def _keys(self, _request: web.Request) -> web.Response:
        self.calls.append("keys")
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        assert asked["response_type"] == "code" and asked["scope"] == "openid"
        assert asked["code_challenge_method"] == "S256" and asked["client_id"] == CLIENT
        code = secrets.token_urlsafe(20)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return web.Response(
            status=302, headers={"Location": f"{asked['redirect_uri']}?{urlencode(back)}"}
        )

    async def _token(self, request: web.Request) -> web.Response:
        self.calls.append("token")
        form = await request.post()
        asked = self.codes.pop(str(form.get("code")), None)
        proof = BasicAuth.decode(request.headers["Authorization"])
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or (unquote(proof.login), unquote(proof.password)) != (CLIENT, SECRET)
            or challenge != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.subject, "nonce": asked["nonce"],
            "iat": now, "exp": now + 300,
        }  # fmt: skip
        token = self.sign(self.change(claims))
        return web.json_response({"access_token": "x", "token_type": "Bearer", "id_token": token})
