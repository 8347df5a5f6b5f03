"""What people do about their own signing in: everything of it that one process offers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from housing_service.config import Settings
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.service.passkeys import Passkeys
from housing_service.service.passwords import check_password
from housing_service.service.second_factor import SecondFactor
from housing_service.service.secret_box import secret_box
from housing_service.service.signin import SignIn
from housing_service.service.step_up import StepUp
from housing_service.store import own_sign_in as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]


class OwnAccount:
    """One's own sessions and password. `ended` is told the hashes of sessions that are over, so
    that their open consoles are closed at once."""

    def __init__(
        self,
        database: Database,
        signin: SignIn,
        ended: Callable[[list[bytes], bool], None],
        *,
        breached_passwords: Path | None,
    ) -> None:
        self._database = database
        self._signin = signin
        self._ended = ended
        self._lists = breached_passwords

    async def shown(self, identity: Identity) -> JsonObject:
        """How one signs in, and where one is signed in; nothing of anybody else."""
        return await store.shown(self._database, identity.account_id, identity.credential)

    async def end_session(self, identity: Identity, session_id: UUID) -> bool:
        """Sign out one of one's own devices; returns whether that was this one. Raises Refusal
        `session_not_found`."""
        ended = await store.end_sessions(
            self._database, identity.account_id, identity.credential, session_id
        )
        if not ended:
            raise Refusal("session_not_found")
        self._over(ended)
        return identity.credential in ended

    async def end_others(self, identity: Identity) -> None:
        """Sign out everywhere but here."""
        self._over(
            await store.end_sessions(self._database, identity.account_id, identity.credential, None)
        )

    async def change_password(self, identity: Identity, password: str) -> None:
        """A new password; every other session ends. Raises Refusal `step_up_required`,
        `password_too_short`, `password_too_long`, `password_breached`, `rate_limited`, `busy`."""
        facts = await self.shown(identity)
        if not facts["stepped_up"]:
            raise Refusal("step_up_required")
        await asyncio.to_thread(check_password, password, str(facts["login"] or ""), self._lists)
        # Each costs a hash, so that one session may not ask for any number of them.
        await self._signin.take_attempt((f"new_password:{identity.account_id}",))
        hashed = await self._signin.hashed(password)
        self._over(
            await store.change_password(
                self._database, identity.account_id, identity.credential, hashed
            )
        )

    def _over(self, hashes: list[bytes]) -> None:
        self._signin.forget_sessions(hashes)
        self._ended(hashes, True)


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """The use cases, one object each."""

    step_up: StepUp
    second_factor: SecondFactor
    passkeys: Passkeys
    account: OwnAccount


def own_sign_in(
    database: Database,
    signin: SignIn,
    ended: Callable[[list[bytes], bool], None],
    settings: Settings,
) -> OwnSignIn:
    """Raises SecretKeyError when the key file that was named can't be used."""
    step_up = StepUp(database, signin, ended)
    path, own = settings.secret_key_path, settings.data_dir / "secret.key"
    box = secret_box(path, may_make=path == own)
    issuer = settings.screen_name
    return OwnSignIn(
        step_up=step_up,
        second_factor=SecondFactor(database, signin, step_up, box, issuer=issuer),
        passkeys=Passkeys(database, signin, step_up, issuer=issuer),
        account=OwnAccount(
            database, signin, ended, breached_passwords=settings.breached_passwords_dir
        ),
    )
