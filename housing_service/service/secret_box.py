"""Secrets that have to be read again, sealed with a key that the database does not have.

Whoever gets a copy of the database, or of a backup, reads none of them.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from uuid import UUID

from housing_service.config import SecretKeyError

_KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class SecretBox:
    """AES-256-GCM. What was sealed for one account opens for no other."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(key)

    def seal(self, secret: bytes, account_id: UUID) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, secret, account_id.bytes)

    def open(self, sealed: bytes, account_id: UUID) -> bytes | None:
        """The secret; null when it was sealed with another key, for another account, or changed."""
        nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if sealed[:1] != _VERSION:
            return None
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(nonce, rest, account_id.bytes)
        except InvalidTag:
            return None


def secret_box(path: Path | None, *, may_make: bool) -> SecretBox | None:
    """The box of this key file, which is made (readable by its owner only) where it may be and is
    missing. Null without a path. Raises SecretKeyError."""
    if path is None:
        return None
    if may_make and not path.exists():
        _make(path)
    try:
        key = base64.b64decode(path.read_bytes().strip(), altchars=b"-_", validate=True)
    except OSError as error:
        raise SecretKeyError(f"The key file {path} can't be read: {error.strerror}.") from None
    except binascii.Error:
        key = b""
    if len(key) != _KEY_BYTES:
        raise SecretKeyError(f"The key file {path} must hold 32 bytes in base64.")
    return SecretBox(key)


def _make(path: Path) -> None:
    """Whole or not at all; of two that make it at once the first one's stays."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=".secret-key-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(made, path)
        finally:
            Path(made).unlink()
    except OSError as error:
        raise SecretKeyError(f"The key file {path} can't be made: {error.strerror}.") from None
