"""Which passwords may be used: long enough, and in no list of stolen ones.

Length and lists, no rules of composition (NIST SP 800-63B, 3.1.1.2). The lists are files named by
the first five hexadecimal digits of a password's SHA-1, as range services give them; a look-up
reads one file of this machine and asks nobody.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from housing_service.domain.errors import Refusal

CHARS_MIN = 12
CHARS_MAX = 128
_PREFIX_DIGITS = 5
_RANGE_BYTES_MAX = 4 * 1024 * 1024
_DIFFERENT_MIN = 5
# What people try first, as far as it is long enough to get here. Digits around it do not help.
_WORST = (
    "password", "passwort", "contrasena", "motdepasse", "qwertyuiop", "qwertzuiop", "azertyuiop",
    "asdfghjkl", "letmein", "welcome", "iloveyou", "administrator", "changeme", "trustno",
    "1q2w3e4r5t", "q1w2e3r4t5", "zaq12wsx", "1qaz2wsx", "abcdefghijkl", "shelter", "housing",
    "nightdesk", "football", "baseball", "sunshine", "princess", "superman", "dragon", "monkey",
)  # fmt: skip


def check_password(password: str, login: str, lists: Path | None) -> None:
    """Raises Refusal `password_too_short`, `password_too_long`, `password_breached`."""
    if len(password) > CHARS_MAX:
        raise Refusal("password_too_long")
    if len(password) < CHARS_MIN:
        raise Refusal("password_too_short")
    if _is_bad(password, login) or (lists is not None and _is_listed(password, lists)):
        raise Refusal("password_breached")


def _is_bad(password: str, login: str) -> bool:
    """Few different characters, one's own name, or hardly more than what people try first."""
    low = password.casefold()
    if len(set(low)) < _DIFFERENT_MIN or (len(login) > 3 and login.casefold() in low):
        return True
    rest = low
    for word in _WORST:
        rest = rest.replace(word, "")
    return rest != low and len("".join(c for c in rest if c.isalpha())) < _DIFFERENT_MIN


def _is_listed(password: str, lists: Path) -> bool:
    """Whether the file of this password's range has it. A list that is not there says nothing."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    prefix, suffix = digest[:_PREFIX_DIGITS], digest[_PREFIX_DIGITS:]
    for name in (prefix, f"{prefix}.txt"):
        try:
            with (lists / name).open("rb") as file:
                lines = file.read(_RANGE_BYTES_MAX).decode("ascii", "replace").upper().splitlines()
        except OSError:
            continue
        return any(_says(line, suffix) for line in lines)
    return False


def _says(line: str, suffix: str) -> bool:
    """`SUFFIX:COUNT`; a count of 0 is padding that a range service has put in."""
    found, _, count = line.strip().partition(":")
    return found == suffix and count.strip() != "0"
