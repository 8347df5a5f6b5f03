"""Authenticator apps and recovery codes. Secrets come here sealed, codes as hashes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.store.accounts import NewSession, identity_of_row, secret_hash
from housing_service.store.database import Database
from housing_service.store.sql import query
from housing_service.store.step_up import TRIES_MAX

_BEGIN = query("begin_totp")
_TAKE_OWN_TRY = query("take_own_code_try")
_CONFIRM = query("confirm_totp")
_RENEW = query("renew_recovery_codes")
_REMOVE = query("remove_factor")
_TAKE_TICKET_TRY = query("take_ticket_try")
_OPEN = query("open_session_by_code")
_STEP_UP = query("step_up_by_code")


@dataclass(frozen=True, slots=True)
class UsedCode:
    """A code that fits: of an app the time step, of a recovery code the hash."""

    step: int | None = None
    code_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class CodeTry:
    """One try: whose, what the code is compared with (no secret: none fits),
    and the present step by the database's clock."""

    account_id: UUID
    sealed_secret: bytes | None
    step: int


def _refused(code: str | None) -> None:
    if code != "ok":
        raise Refusal(code or "code_failed")


def _waits(seconds: int | None) -> None:
    if seconds:
        raise Refusal("too_many_tries", retry_after_seconds=seconds)


async def begin(database: Database, caller: UUID, credential: bytes, sealed: bytes) -> None:
    """Raises Refusal `step_up_required`, `second_factor_already_set`."""
    _refused(await database.fetchval(_BEGIN, caller, credential, sealed, writes=True))


async def take_own_try(
    database: Database, caller: UUID, credential: bytes, *, confirmed: bool, counted: bool = True
) -> CodeTry:
    """Count one try at a code of one's own app. A recovery code's is not `counted`: it has 80
    random bits. Raises Refusal `too_many_tries`."""
    row = await database.fetchrow(
        _TAKE_OWN_TRY, caller, credential, confirmed, TRIES_MAX if counted else None, writes=True
    )
    _waits(row["wait_seconds"])
    return CodeTry(caller, row["sealed_secret"], row["step"] or 0)


async def confirm(
    database: Database,
    caller: UUID,
    credential: bytes,
    sealed: bytes,
    step: int,
    code_hashes: list[bytes],
) -> None:
    """The app is on. Raises Refusal `step_up_required`, `code_failed`."""
    _refused(
        await database.fetchval(
            _CONFIRM, caller, credential, sealed, step, code_hashes, writes=True
        )
    )


async def renew_recovery_codes(
    database: Database, caller: UUID, credential: bytes, code_hashes: list[bytes]
) -> None:
    """Raises Refusal `step_up_required`, `second_factor_not_found`."""
    _refused(await database.fetchval(_RENEW, caller, credential, code_hashes, writes=True))


async def remove(
    database: Database,
    caller: UUID,
    credential: bytes,
    passkey_id: UUID | None,
    roles_with_factor: tuple[str, ...],
) -> None:
    """Take away one passkey, or (null) the app. Raises Refusal `step_up_required`,
    `second_factor_not_found`, `second_factor_last`."""
    _refused(
        await database.fetchval(
            _REMOVE, caller, credential, passkey_id, list(roles_with_factor), writes=True
        )
    )


async def step_up(
    database: Database, caller: UUID, credential: bytes, used: UsedCode, renewed: bytes
) -> None:
    """Uses the code up. Raises Refusal `code_failed`, `step_up_failed`."""
    _refused(
        await database.fetchval(
            _STEP_UP, caller, credential, used.step, used.code_hash, renewed, writes=True
        )
    )


async def take_ticket_try(database: Database, ticket: str, *, counted: bool) -> CodeTry:
    """Count one try at the second step of signing in; a recovery code's is not `counted`. Raises
    Refusal `sign_in_ticket_over`, `too_many_tries`."""
    row = await database.fetchrow(
        _TAKE_TICKET_TRY, secret_hash(ticket), TRIES_MAX if counted else None, writes=True
    )
    if not row["is_open"]:
        raise Refusal("sign_in_ticket_over")
    _waits(row["wait_seconds"])
    return CodeTry(row["account_id"], row["sealed_secret"], row["step"])


async def open_session(
    database: Database, ticket: str, used: UsedCode, new: NewSession
) -> Identity | None:
    """Uses up ticket and code together; null when either is over."""
    return identity_of_row(
        await database.fetchval(
            _OPEN,
            secret_hash(ticket),
            used.step,
            used.code_hash,
            secret_hash(new.token),
            new.lifetimes.limits(),
            new.device_hash,
            new.browser,
            writes=True,
        )
    )
