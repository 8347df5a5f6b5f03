"""One way through an agency's own sign-in: what is made for it, and what must come back.

Everything is derived from one secret that only this browser has, in a cookie: nothing is kept on
the server, and what another browser brings fits nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import urlencode, urlsplit

Purpose = Literal["in", "link"]
FLOW_SECONDS: Final = 600
# Where the provider sends people back to.
BACK: Final = "/sign-in/organization/back"
_COOKIE: Final = re.compile(r"(in|link)\.([0-9]{10,12})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Flow:
    """A way that has begun: what for, when (seconds since the epoch), and its secret; for `link`
    also the form token of the session that began it, which its cookie does not have."""

    purpose: Purpose
    began_at: int
    secret: str
    session: str = field(default="", repr=False)

    @property
    def cookie(self) -> str:
        return f"{self.purpose}.{self.began_at}.{self.secret}"

    @property
    def state(self) -> str:
        return self._made("state")

    @property
    def nonce(self) -> str:
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        """RFC 7636: 43 characters that the provider hears only when the code is redeemed."""
        return self._made("verifier")

    @property
    def challenge(self) -> str:
        return _text(hashlib.sha256(self.verifier.encode()).digest())

    def is_answered_by(self, state: str) -> bool:
        return hmac.compare_digest(state.encode(errors="surrogateescape"), self.state.encode())

    def is_over(self, now: float) -> bool:
        return not -60 <= now - self.began_at <= FLOW_SECONDS

    def _made(self, what: str) -> str:
        # Purpose, time and session are part of it: a cookie with others fits no state.
        said = f"{self.purpose} {self.began_at} {self.session} {what}"
        return _text(hmac.new(self.secret.encode(), said.encode(), hashlib.sha256).digest())


def begin(purpose: Purpose, now: float, session: str = "") -> Flow:
    return Flow(purpose, int(now), secrets.token_urlsafe(32), session)


def flow_of(cookie: str | None) -> Flow | None:
    """The way that this browser has begun, if it has."""
    found = _COOKIE.fullmatch(cookie or "")
    if found is None:
        return None
    return Flow("link" if found[1] == "link" else "in", int(found[2]), found[3])


def asking_address(endpoint: str, client_id: str, back: str, flow: Flow) -> str:
    """Where the browser goes to be recognized: authorization code with PKCE."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": back,
        "scope": "openid",
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": flow.challenge,
        "code_challenge_method": "S256",
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def subject_hash(issuer: str, subject: str) -> bytes:
    """All that is kept of who somebody is at the provider."""
    return hashlib.sha256(f"{issuer}\0{subject}".encode()).digest()


def is_issuer(address: str) -> bool:
    """An https address without a query; http only on this machine, for trying it out."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    loopback = host in ("127.0.0.1", "::1", "localhost")
    safe = parts.scheme == "https" or (parts.scheme == "http" and loopback)
    return safe and bool(host) and not (parts.query or parts.fragment or parts.username)


def same_place(issuer: str, address: object) -> bool:
    """Whether this address is at the issuer itself: nothing else is ever called."""
    if not isinstance(address, str) or len(address) > 2_000:
        return False
    try:
        one, other = urlsplit(issuer), urlsplit(address)
    except ValueError:
        return False
    return (one.scheme, one.netloc) == (other.scheme, other.netloc) and not other.fragment


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
