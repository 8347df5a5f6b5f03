"""A day's heads of the record as a signed file, to be kept where whoever changes the database can't
reach it."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from housing_service.domain.audit_check import Head
from housing_service.domain.audit_row import BOOKS
from housing_service.service.audit_key import AuditKey, is_signed
from housing_service.store.audit import Place

_FORMAT: Final = "housing-audit-heads-1"
# A file for a hundred thousand books is far below this; more is no such file.
FILE_BYTES_MAX: Final = 64 * 1024 * 1024


class HeadsUnusable(Exception):
    """A file of heads that proves nothing; its text is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class SignedHeads:
    at: datetime
    public_key: bytes
    heads: dict[tuple[UUID, str], Head]


def heads_file(directory: Path, at: datetime) -> Path:
    """Where the heads of that day (UTC) lie."""
    return directory / f"heads-{at.astimezone(UTC).date().isoformat()}.json"


def write_heads(directory: Path, at: datetime, places: list[Place], key: AuditKey) -> Path:
    """Sign the heads and write the day's file, all of it or nothing; returns its path. Raises
    OSError when the directory can't be written."""
    document: dict[str, Any] = {
        "format": _FORMAT,
        "at": at.astimezone(UTC).isoformat(),
        "heads": [
            {
                "chain": str(place.chain),
                "book": place.book,
                "number": place.number,
                "hash": place.hash.hex(),
            }
            for place in places
            if place.number
        ],
        "public_key": key.public.hex(),
    }
    document["signature"] = key.sign(_signed_bytes(document)).hex()
    directory.mkdir(parents=True, exist_ok=True)
    path = heads_file(directory, at)
    with tempfile.NamedTemporaryFile("w", dir=directory, prefix=".heads-", delete=False) as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return path


def read_heads(path: Path, trusted: frozenset[bytes]) -> SignedHeads:
    """The heads of a file that a trusted key has signed. Raises HeadsUnusable for any other file,
    OSError when it can't be read."""
    if path.stat().st_size > FILE_BYTES_MAX:
        raise HeadsUnusable(f"{path} is too large to be a file of heads.")
    try:
        document = json.loads(path.read_bytes())
        if document["format"] != _FORMAT:
            raise ValueError
        public_key = bytes.fromhex(document["public_key"])
        signature = bytes.fromhex(document["signature"])
        signed = SignedHeads(
            datetime.fromisoformat(document["at"]),
            public_key,
            {_named(head): Head(int(head["number"]), bytes.fromhex(head["hash"]))
             for head in document["heads"]},
        )  # fmt: skip
        message = _signed_bytes(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise HeadsUnusable(f"{path} is no file of heads.") from None
    if public_key not in trusted:
        raise HeadsUnusable(
            f"{path} is signed by the key {public_key.hex()}, which is not trusted here. "
            "If it is the service's former key, say so with --trust."
        )
    if not is_signed(message, public_key, signature):
        raise HeadsUnusable(f"{path} has been changed since it was signed.")
    return signed


def _named(head: dict[str, Any]) -> tuple[UUID, str]:
    if head["book"] not in BOOKS:
        raise ValueError
    return UUID(head["chain"]), str(head["book"])


def _signed_bytes(document: dict[str, Any]) -> bytes:
    """The document without its signature, written in one way: keys in order, no spaces."""
    rest = {name: value for name, value in document.items() if name != "signature"}
    return json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()
