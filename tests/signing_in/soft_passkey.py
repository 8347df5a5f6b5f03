"""A passkey in software, so that tests can also sign what no honest one would."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

Json = dict[str, Any]
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class SoftPasskey:
    """One passkey for one site; `count` is how often it says that it has signed."""

    origin: str
    host: str = "localhost"
    count: int = 0
    flags: int = PRESENT | VERIFIED
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(24))

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def _client_data(self, kind: str, options: Json) -> bytes:
        data = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(data).encode()

    def _authenticator_data(self, flags: int, more: bytes = b"") -> bytes:
        self.count += 1
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big") + more

    def _answer(self, **response: bytes) -> Json:
        return {
            "id": text(self.credential_id),
            "rawId": text(self.credential_id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: text(value) for name, value in response.items()},
        }

    def made(self, options: Json) -> Json:
        numbers = self._key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"),
             -3: numbers.y.to_bytes(32, "big")}
        )  # fmt: skip
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._authenticator_data(self.flags | ATTESTED, attested + public)
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", options),
            attestationObject=statement,
        )

    def signed(self, options: Json) -> Json:
        client = self._client_data("webauthn.get", options)
        data = self._authenticator_data(self.flags)
        signature = self._key.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=b""
        )
