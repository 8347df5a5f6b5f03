"""Resume tokens: where a console was, readable by nobody but the process that wrote them.

A token is `<place><viewer>`. The place hides the board's offset behind a keyed permutation, so
that the number of changes a viewer was not shown can't be counted. The viewer part binds the
account, its permissions and its filter. Both keys die with the process (or with the board's
epoch), so a token from elsewhere is simply not understood and a full snapshot follows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

VIEWER_CHARS = 22
_PLACE_CHARS = 22
_ROUNDS = 4


class ResumeTokens:
    """Makes and reads tokens of one epoch."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def _hash(self, purpose: bytes, data: bytes, size: int) -> bytes:
        return hashlib.blake2b(data, key=self._key, person=purpose, digest_size=size).digest()

    def _permute(self, block: bytes, rounds: range) -> bytes:
        # A balanced Feistel network over 16 bytes; four rounds with a keyed hash are a strong
        # pseudo-random permutation (Luby and Rackoff, 1988).
        left, right = block[:8], block[8:]
        for number in rounds:
            mixed = self._hash(b"round%d" % number, right, 8)
            left, right = right, bytes(a ^ b for a, b in zip(left, mixed, strict=True))
        return right + left

    def place(self, offset: int) -> str:
        """The shared part of a token: 22 characters, never the same twice, so that asking again
        and again does not show when something hidden has changed."""
        block = offset.to_bytes(6, "big") + secrets.token_bytes(4) + bytes(6)
        return _text(self._permute(block, range(_ROUNDS)))

    def viewer(self, *facts: str) -> str:
        """The part that binds a viewer: 22 characters."""
        return _text(self._hash(b"viewer", "\x00".join(facts).encode(), 16))

    def read(self, token: str, viewer: str) -> int | None:
        """The offset, or null when the token is not of this epoch and this viewer."""
        if len(token) != _PLACE_CHARS + VIEWER_CHARS or not token.isascii():
            return None
        if not hmac.compare_digest(token[_PLACE_CHARS:], viewer):
            return None
        try:
            block = base64.urlsafe_b64decode(token[:_PLACE_CHARS] + "==")
        except ValueError:
            return None
        if len(block) != 16:
            return None
        plain = self._permute(block, range(_ROUNDS - 1, -1, -1))
        return int.from_bytes(plain[:6], "big") if plain[10:] == bytes(6) else None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
