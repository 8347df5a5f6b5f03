"""Authenticator apps and recovery codes: setting them up, and signing in with them.

A try is counted in the database before it is compared, and a code is used up there under its row's
lock, so that neither guesses nor the same code at two processes at once get through.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.service import codes
from housing_service.service.secret_box import SecretBox
from housing_service.service.signin import SignIn, new_secret, renewed, signed_in
from housing_service.service.step_up import StepUp
from housing_service.store import second_factor as store
from housing_service.store.accounts import NewSession, secret_hash
from housing_service.store.database import Database

CODE_CHARS_MAX = 40


@dataclass(frozen=True, slots=True)
class NewApp:
    """What an app needs, shown once: the secret as text, and the address that its picture holds."""

    secret: str
    address: str


class SecondFactor:
    """Use cases of apps and recovery codes, for one process. Without a `box` no app is offered."""

    def __init__(
        self,
        database: Database,
        signin: SignIn,
        step_up: StepUp,
        box: SecretBox | None,
        *,
        issuer: str,
    ) -> None:
        self._database = database
        self._signin = signin
        self._step_up = step_up
        self._box = box
        self._issuer = issuer

    @property
    def offers_app(self) -> bool:
        return self._box is not None

    async def begin(self, identity: Identity, login: str) -> NewApp:
        """A new secret for an app; it counts for nothing until a code of it has been given. Raises
        Refusal `step_up_required`, `second_factor_already_set`, `authenticator_not_offered`."""
        box, secret = self._sealing(), codes.new_app_secret()
        sealed = box.seal(secret.encode(), identity.account_id)
        await store.begin(self._database, identity.account_id, identity.credential, sealed)
        return NewApp(secret, codes.app_address(secret, login, self._issuer))

    async def confirm(self, identity: Identity, code: str) -> list[str]:
        """The app is on; returns the recovery codes, which are shown once. Raises Refusal
        `code_failed`, `too_many_tries`, `step_up_required`."""
        tried = await store.take_own_try(
            self._database, identity.account_id, identity.credential, confirmed=False
        )
        used = self._fitting(tried, code)
        if used.step is None or tried.sealed_secret is None:
            raise Refusal("code_failed")
        fresh = codes.new_recovery_codes()
        await store.confirm(
            self._database,
            identity.account_id,
            identity.credential,
            tried.sealed_secret,
            used.step,
            [codes.recovery_hash(one) for one in fresh],
        )
        self._signin.forget(identity.account_id)
        return fresh

    async def renew_recovery_codes(self, identity: Identity) -> list[str]:
        """Ten new ones; those before open nothing any more. Raises Refusal `step_up_required`,
        `second_factor_not_found`."""
        fresh = codes.new_recovery_codes()
        hashes = [codes.recovery_hash(one) for one in fresh]
        await store.renew_recovery_codes(
            self._database, identity.account_id, identity.credential, hashes
        )
        return fresh

    async def remove(self, identity: Identity, passkey_id: UUID | None = None) -> None:
        """Take away one passkey, or (none named) the app. Raises Refusal `step_up_required`,
        `second_factor_not_found`, `second_factor_last`."""
        await store.remove(
            self._database,
            identity.account_id,
            identity.credential,
            passkey_id,
            self._signin.roles_with_factor,
        )

    async def step_up(self, identity: Identity, session: str, code: str) -> str:
        """Prove a session anew by a code; returns its new secret. Raises Refusal `code_failed`,
        `too_many_tries`."""
        tried = await store.take_own_try(
            self._database,
            identity.account_id,
            secret_hash(session),
            confirmed=True,
            counted=_is_counted(code),
        )
        token = renewed(session)
        await store.step_up(
            self._database,
            identity.account_id,
            secret_hash(session),
            self._fitting(tried, code),
            secret_hash(token),
        )
        self._step_up.renewed(session)
        return token

    async def sign_in(
        self, ticket: str | None, code: str, device_secret: str | None, browser: str
    ) -> tuple[str, Identity]:
        """The second step after the password; returns (session token, identity). Raises Refusal
        `sign_in_ticket_over`, `code_failed`, `too_many_tries`."""
        if not ticket:
            raise Refusal("sign_in_ticket_over")
        tried = await store.take_ticket_try(self._database, ticket, counted=_is_counted(code))
        used = self._fitting(tried, code)
        new = NewSession(new_secret(), self._signin.lifetimes, device_secret, browser)
        opened = await store.open_session(self._database, ticket, used, new)
        identity = signed_in(opened, new.token)
        if identity is None:
            raise Refusal("code_failed")
        return new.token, identity

    def _fitting(self, tried: store.CodeTry, given: str) -> store.UsedCode:
        """What this code would use up. Raises Refusal `code_failed` when it fits nothing for sure;
        whether a recovery code exists is for the database to say."""
        code = codes.plain(given[: CODE_CHARS_MAX + 1])
        if not code or len(given) > CODE_CHARS_MAX:
            raise Refusal("code_failed")
        if not codes.is_app_code(code):
            return store.UsedCode(code_hash=codes.recovery_hash(code))
        opened = None
        if tried.sealed_secret is not None and self._box is not None:
            opened = self._box.open(tried.sealed_secret, tried.account_id)
        if opened is None:
            raise Refusal("code_failed")
        step = codes.fitting_step(opened.decode(), code, tried.step)
        if step is None:
            raise Refusal("code_failed")
        return store.UsedCode(step=step)

    def _sealing(self) -> SecretBox:
        if self._box is None:
            raise Refusal("authenticator_not_offered")
        return self._box


def _is_counted(given: str) -> bool:
    """Whether a wrong one brings the account nearer to waiting. Nobody guesses a recovery code, so
    none is counted: who knows a password can't close that way in to its owner."""
    return codes.is_app_code(codes.plain(given[:CODE_CHARS_MAX]))
