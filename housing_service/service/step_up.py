"""Saying once more who one is, before something that matters.

A session that was proven counts for five minutes, and has another secret from then on: whoever had
copied the one before has nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.service.signin import PASSWORD_CHARS_MAX, SignIn, renewed
from housing_service.store import step_up as store
from housing_service.store.accounts import secret_hash
from housing_service.store.database import Database

# The database says the same (`housing.step_up_lasts`).
STEP_UP_SECONDS = 300


class StepUp:
    """Proves a session anew. `ended` is told the hash that is over, so that its open consoles come
    again with the new one."""

    def __init__(
        self, database: Database, signin: SignIn, ended: Callable[[list[bytes], bool], None]
    ) -> None:
        self._database = database
        self._signin = signin
        self._ended = ended

    async def by_password(self, identity: Identity, session: str, password: str) -> str:
        """Returns the session's new secret. Raises Refusal `step_up_failed` whatever was wrong,
        `second_factor_needed` when the password was right and not enough, `too_many_tries`."""
        stored = await store.take_try(
            self._database, identity.account_id, secret_hash(session), "password"
        )
        too_long = len(password) > PASSWORD_CHARS_MAX
        matches = await self._signin.matches(stored, "" if too_long else password)
        if stored is None or not matches or too_long:
            raise Refusal("step_up_failed")
        token = renewed(session)
        await store.by_password(
            self._database, identity.account_id, secret_hash(session), stored, secret_hash(token)
        )
        self.renewed(session)
        return token

    def renewed(self, session: str) -> None:
        """The secret before opens nothing from now on, at this process at once."""
        hashes = [secret_hash(session)]
        self._signin.forget_sessions(hashes)
        self._ended(hashes, False)
