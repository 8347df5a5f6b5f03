"""What browsers are asked about passkeys, and whether their answers are right.

The library is read with the first passkey: a service that starts again after a fault is needed by
consoles first.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from housing_service.domain.errors import Refusal

JsonObject = dict[str, Any]
ANSWER_CHARS_MAX = 16_000
_MILLISECONDS = 300_000


@dataclass(frozen=True, slots=True)
class Site:
    """For which site a passkey is: its host, and its whole origin."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A passkey whose first answer was right, and the challenge that it answered."""

    challenge: bytes
    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class SignedChallenge:
    """A challenge that a passkey has signed, and how often it says that it has signed."""

    challenge: bytes
    sign_count: int


def registration(
    site: Site, challenge: bytes, account_id: UUID, login: str, issuer: str, known: list[bytes]
) -> JsonObject:
    """The options of `navigator.credentials.create`."""
    from webauthn import generate_registration_options
    from webauthn.helpers import options_to_json_dict, structs

    options = generate_registration_options(
        rp_id=site.host,
        rp_name=issuer,
        user_name=login,
        # The same account is found again by it, and nothing is known by it.
        user_id=hashlib.sha256(b"passkey " + account_id.bytes).digest(),
        challenge=challenge,
        timeout=_MILLISECONDS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json_dict(options)


def authentication(site: Site, challenge: bytes) -> JsonObject:
    """The options of `navigator.credentials.get`, the same for everybody: they name no passkey."""
    from webauthn import generate_authentication_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=_MILLISECONDS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def registered(site: Site, answer: Any) -> Registered:
    """Raises Refusal `passkey_failed`. Whether its challenge is still good is for the database."""
    from webauthn import verify_registration_response
    from webauthn.helpers import parse_registration_credential_json

    try:
        credential = parse_registration_credential_json(_checked(answer))
        challenge = _challenge(credential.response.client_data_json)
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as error:
        raise _refused(error) from None
    return Registered(challenge, made.credential_id, made.credential_public_key, made.sign_count)


def credential_id(answer: Any) -> bytes:
    """Which passkey says that it has answered. Raises Refusal `passkey_failed`."""
    from webauthn.helpers import parse_authentication_credential_json

    try:
        return parse_authentication_credential_json(_checked(answer)).raw_id
    except Exception as error:
        raise _refused(error) from None


def signed(site: Site, answer: Any, public_key: bytes, sign_count: int) -> SignedChallenge:
    """Raises Refusal `passkey_failed`. Whether its challenge is still good is for the database."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json

    try:
        credential = parse_authentication_credential_json(_checked(answer))
        challenge = _challenge(credential.response.client_data_json)
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except Exception as error:
        raise _refused(error) from None
    return SignedChallenge(challenge, verified.new_sign_count)


def _challenge(client_data: bytes) -> bytes:
    from webauthn.helpers import parse_client_data_json

    return parse_client_data_json(client_data).challenge


def _checked(answer: Any) -> JsonObject:
    """Only what a browser could have sent is given to the library."""
    if not isinstance(answer, dict) or len(json.dumps(answer)) > ANSWER_CHARS_MAX:
        raise ValueError("not an answer")
    return answer


def _refused(error: Exception) -> Refusal:
    """Whatever it is: bytes of a stranger go through several readers, and each has errors of its
    own. None of them is a fault of the service."""
    if isinstance(error, MemoryError | RecursionError):
        return Refusal("busy")
    return Refusal("passkey_failed")
