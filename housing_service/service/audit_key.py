"""The key with which this service signs heads and checkpoints of the record (Ed25519, RFC 8032)."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from housing_service.domain.audit_row import field
from housing_service.store.audit import Place

_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
_CHECKPOINT = b"housing.audit.checkpoint.1"


class AuditKeyUnusable(Exception):
    """The key file can't be used; its text is a sentence for the operator."""


class AuditKey:
    """A private key and the 32 bytes by which its signatures are checked."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes(*_RAW)

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)


def read_key(path: Path, *, make: bool) -> AuditKey | None:
    """The key in this file. A missing one is made where `make` says so, readable by its owner only;
    else null. Raises AuditKeyUnusable for a file that others can read or that holds no such key."""
    try:
        if path.stat().st_mode & 0o077:
            raise AuditKeyUnusable(
                f"{path} can be read by others, so nothing it signs proves anything. "
                f"Run: chmod 600 {path}"
            )
        held = serialization.load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        return _made(path) if make else None
    except (ValueError, TypeError):
        raise AuditKeyUnusable(f"{path} holds no private key in PEM.") from None
    except OSError as error:
        raise AuditKeyUnusable(f"{path} can't be read ({error.strerror}).") from None
    if not isinstance(held, Ed25519PrivateKey):
        raise AuditKeyUnusable(f"{path} holds a key of another kind; Ed25519 is needed.")
    return AuditKey(held)


def _made(path: Path) -> AuditKey | None:
    text = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made beside and linked: two processes that start at once end up with one key, and a
        # reader never finds half of one.
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".audit-key-") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    except OSError as error:
        raise AuditKeyUnusable(f"{path} can't be made ({error.strerror}).") from None
    return read_key(path, make=False)


def checkpoint_message(upto: Place) -> bytes:
    """What is signed when the rows of a book up to this one are purged."""
    parts = (
        _CHECKPOINT,
        upto.chain.bytes,
        upto.book.encode(),
        upto.number.to_bytes(8),
        upto.hash,
    )
    return b"".join(map(field, parts))


def is_signed(message: bytes, public_key: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
