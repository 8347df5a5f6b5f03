"""The command line's tokens: made, replaced, listed, taken back. A token is printed once."""

from __future__ import annotations

import argparse
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from housing_service.config import Settings
from housing_service.service.signin import new_secret
from housing_service.store import accounts, tokens
from housing_service.store.opening import open_for_command

Progress = Callable[[str], None]
_DAY_SECONDS = 86_400
_HOUR_SECONDS = 3_600


async def token_command(settings: Settings, say: Progress, arguments: argparse.Namespace) -> int:
    """Run `token create`, `rotate`, `list` or `revoke`; 0 done, 1 refused."""
    async with _owner(settings, say) as owner:
        try:
            match arguments.token_command:
                case "create":
                    return await _create(owner, say, arguments)
                case "rotate":
                    return await _rotate(owner, say, arguments)
                case "list":
                    return await _list(owner, json_output=arguments.json)
                case _:
                    return await _revoke(owner, say, arguments.id)
        except asyncpg.InsufficientPrivilegeError:
            say("This database role may not make accounts; use the owner's HOUSING_DATABASE_URL.")
            return 1


@asynccontextmanager
async def _owner(settings: Settings, say: Progress) -> AsyncIterator[asyncpg.Connection]:
    async with open_for_command(settings, say) as address:
        owner = await asyncpg.connect(address.owner_url)
        try:
            yield owner
        finally:
            await owner.close()


async def _create(owner: asyncpg.Connection, say: Progress, asked: argparse.Namespace) -> int:
    """A new account with one token. Only its hash is kept."""
    token = new_secret()
    scopes = sorted(set(asked.scope)) if asked.scope else None
    try:
        async with owner.transaction():
            account = await accounts.create_account(owner, asked.role, asked.organization)
            await tokens.create_token(owner, account, token, asked.days * _DAY_SECONDS, scopes)
    except asyncpg.ForeignKeyViolationError:
        say(f"There is no organization {asked.organization}.")
        return 1
    except asyncpg.CheckViolationError:
        say("Shelter staff belong to an organization: give --organization ID.")
        return 1
    _print(token, account, asked.role, json_output=asked.json)
    return 0


async def _rotate(owner: asyncpg.Connection, say: Progress, asked: argparse.Namespace) -> int:
    """Another token for the same account; the one before goes on for the overlap."""
    token = new_secret()
    role = await tokens.rotate_token(
        owner, asked.id, token, asked.days * _DAY_SECONDS, asked.overlap_hours * _HOUR_SECONDS
    )
    if role is None:
        say(f"Account {asked.id} has no token that is good, or may not sign in.")
        return 1
    _print(token, asked.id, role, json_output=asked.json)
    return 0


async def _list(owner: asyncpg.Connection, *, json_output: bool) -> int:
    found = await tokens.list_tokens(owner)
    if json_output:
        print(json.dumps([_told(token) for token in found]))
        return 0
    for token in found:
        scopes = ",".join(token.scopes) if token.scopes is not None else "all of its role"
        print(f"{token.account_id}  {token.role:<13}  until {token.expires_at:%Y-%m-%d}  {scopes}")
    return 0


async def _revoke(owner: asyncpg.Connection, say: Progress, account: UUID) -> int:
    ended = await tokens.revoke_tokens(owner, account)
    if ended == 0:
        say(f"Account {account} has no token that is good.")
        return 1
    say(f"Ended {ended}; what they have opened closes within two seconds.")
    return 0


def _told(token: tokens.Token) -> dict[str, object]:
    return {
        "id": str(token.account_id),
        "role": token.role,
        "organization": str(token.organization_id) if token.organization_id else None,
        "scopes": list(token.scopes) if token.scopes is not None else None,
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
    }


def _print(token: str, account: UUID, role: str, *, json_output: bool) -> None:
    answer = {"token": token, "id": str(account), "role": role}
    print(json.dumps(answer) if json_output else f"{token}\n(account {account}, {role})")
