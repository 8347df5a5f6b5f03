"""The token of a page's forms, written differently into every answer.

Answers are compressed, and the length of a compressed answer says how much of it repeats. Where a
secret stands beside text that a stranger can choose, asking often enough would tell the secret
letter by letter (BREACH). So what a page carries is the token mixed with fresh random bytes.
"""

import hmac
import re
import secrets
from typing import Final

_HEXADECIMAL: Final = re.compile(r"[0-9a-f]+")


def masked(token: str) -> str:
    """`token` (hexadecimal) as this one answer carries it."""
    plain = bytes.fromhex(token)
    mask = secrets.token_bytes(len(plain))
    return (mask + _mixed(mask, plain)).hex()


def is_of(given: str, token: str) -> bool:
    """Whether `given` is `token`, masked or as it is (`/v1/me` gives it to programs)."""
    if len(given) == 2 * len(token) and _HEXADECIMAL.fullmatch(given):
        both = bytes.fromhex(given)
        half = len(both) // 2
        given = _mixed(both[:half], both[half:]).hex()
    return bool(token) and hmac.compare_digest(
        given.encode(errors="surrogateescape"), token.encode()
    )


def _mixed(mask: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, text, strict=True))
