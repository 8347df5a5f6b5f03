"""Proof to a push service of who sends: a signed statement that is good for one service and hours.

RFC 8292: a JSON web token signed with ES256, and the public key as an uncompressed point.
"""

from __future__ import annotations

import base64
import time

import orjson
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

# A statement may be good for a day at most; twelve hours leave room for clocks that differ.
GOOD_FOR_SECONDS = 12 * 3600
_RENEWED_BEFORE_SECONDS = 3600
ORIGINS_KEPT_MAX = 100


def new_private_key() -> bytes:
    """A fresh key of curve P-256, as PKCS #8 in DER."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _url_safe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Vapid:
    """The key of this service, and statements made with it; `contact` is whom a push service can
    reach, as a mailto: or https: address."""

    def __init__(self, private_key: bytes, contact: str) -> None:
        key = serialization.load_der_private_key(private_key, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the key of a push service must be of curve P-256")
        self._key = key
        self._contact = contact
        self._made: dict[str, tuple[float, str]] = {}
        self.public_key = _url_safe(
            key.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            )
        )

    def authorization(self, origin: str) -> str:
        """The Authorization header for this push service."""
        now = time.time()
        held = self._made.get(origin)
        if held is None or held[0] < now:
            token = self._token(origin, int(now) + GOOD_FOR_SECONDS)
            held = (now + GOOD_FOR_SECONDS - _RENEWED_BEFORE_SECONDS, token)
            if len(self._made) >= ORIGINS_KEPT_MAX:
                self._made.clear()
            self._made[origin] = held
        return f"vapid t={held[1]}, k={self.public_key}"

    def _token(self, origin: str, expires_at: int) -> str:
        head = _url_safe(orjson.dumps({"typ": "JWT", "alg": "ES256"}))
        claims = _url_safe(orjson.dumps({"aud": origin, "exp": expires_at, "sub": self._contact}))
        signed = f"{head}.{claims}"
        first, second = decode_dss_signature(
            self._key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
        )
        return f"{signed}.{_url_safe(first.to_bytes(32, 'big') + second.to_bytes(32, 'big'))}"
