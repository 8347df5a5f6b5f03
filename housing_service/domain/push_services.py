"""Which addresses this service may ring: those of the push services that the operator allows.

A browser hands in the address itself, so without this list a signed-in person could make the
service call anything inside the operator's network.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

ENDPOINT_CHARS_MAX = 1_000
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_LOOPBACK = ("127.0.0.1", "localhost")


class PushServices:
    """`allowed` lists, with commas, host names (each with all names below it; https, port 443
    only) and whole origins such as https://push.example:8443. Plain http is for origins of this
    machine alone."""

    def __init__(self, allowed: str) -> None:
        entries = [entry.strip().lower().rstrip("/") for entry in allowed.split(",")]
        self._origins = frozenset(
            entry for entry in entries if "://" in entry and _may_be_an_origin(entry)
        )
        self._hosts = tuple(entry for entry in entries if entry and "://" not in entry)

    def origin_of(self, endpoint: str) -> str | None:
        """The origin to which this address belongs, or null for one that may not be rung."""
        if (
            len(endpoint) > ENDPOINT_CHARS_MAX
            or not endpoint.isascii()
            or not endpoint.isprintable()
        ):
            return None
        if any(character in endpoint for character in " \\#@"):
            return None
        try:
            parts = urlsplit(endpoint)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return None
        if f"{parts.scheme}://{parts.netloc.lower()}" in self._origins:
            return f"{parts.scheme}://{parts.netloc.lower()}"
        if parts.scheme != "https" or port not in (None, 443) or not _HOST.fullmatch(host):
            return None
        if any(host == allowed or host.endswith("." + allowed) for allowed in self._hosts):
            return f"https://{host}"
        return None


def _may_be_an_origin(entry: str) -> bool:
    try:
        parts = urlsplit(entry)
    except ValueError:
        return False
    if parts.path or parts.query or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
