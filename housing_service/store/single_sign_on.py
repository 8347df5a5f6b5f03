"""Which account a person of the agency's own provider signs in to; they are kept as a hash."""

from __future__ import annotations

from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.store.accounts import NewSession, Opened, opened_of, secret_hash
from housing_service.store.database import Database
from housing_service.store.sql import query

_OPEN = query("open_single_sign_on_session")
_LINK = query("link_single_sign_on")
_UNLINK = query("unlink_single_sign_on")
_MAY_LINK = query("may_link_single_sign_on")
_IS_LINKED = query("is_linked_for_single_sign_on")


async def open_session(
    database: Database, person: bytes, new: NewSession, roles_with_factor: tuple[str, ...]
) -> Opened | None:
    """A session, or a ticket, for the account linked to this person; null when there is none that
    may sign in."""
    text = await database.fetchval(
        _OPEN,
        person,
        secret_hash(new.token),
        new.lifetimes.limits(),
        new.device_hash,
        new.browser,
        list(roles_with_factor),
        writes=True,
    )
    return opened_of(text)


async def may_link(database: Database, account: UUID, credential: bytes) -> bool:
    """Whether this session was proven a moment ago."""
    return bool(await database.fetchval(_MAY_LINK, account, credential))


async def link(database: Database, account: UUID, credential: bytes, person: bytes) -> None:
    """Raises Refusal with the code that the database answers."""
    _check(await database.fetchval(_LINK, account, credential, person, writes=True))


async def unlink(database: Database, account: UUID, credential: bytes) -> None:
    """Raises Refusal with the code that the database answers."""
    _check(await database.fetchval(_UNLINK, account, credential, writes=True))


async def is_linked(database: Database, account: UUID) -> bool:
    return bool(await database.fetchval(_IS_LINKED, account))


def _check(code: str) -> None:
    if code != "done":
        raise Refusal(code)
