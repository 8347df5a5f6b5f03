"""The codes of a second factor: those of an authenticator app, and recovery codes.

An app's code is the present step's, or one step earlier or later, because clocks differ (RFC 6238,
5.2). A recovery code is 80 random bits, so that its hash tells nobody anything.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

RECOVERY_CODES = 10
STEP_SECONDS = 30
_RECOVERY_BYTES = 10
_STEPS_AROUND = (0, -1, 1)
# Letters that are read wrongly are taken for what was meant.
_MISREAD = str.maketrans("018", "OIB")


def new_app_secret() -> str:
    """160 random bits in base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def app_address(secret: str, login: str, issuer: str) -> str:
    """What the picture for an app holds."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def is_app_code(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdigit()


def fitting_step(secret: str, code: str, step: int) -> int | None:
    """The step near `step` whose code this is; null for none. Looks at all of them always."""
    import pyotp

    totp, found = pyotp.TOTP(secret), None
    for near in _STEPS_AROUND:
        if hmac.compare_digest(totp.generate_otp(step + near), code) and found is None:
            found = step + near
    return found


def plain(code: str) -> str:
    """A code as it was meant: without spaces and hyphens, in capitals."""
    return "".join(code.split()).replace("-", "").upper()


def new_recovery_codes() -> list[str]:
    """Ten codes in groups of four, to be shown once."""
    raw = [base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(10)]
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in raw]


def recovery_hash(code: str) -> bytes:
    return hashlib.sha256(plain(code).translate(_MISREAD).encode()).digest()
