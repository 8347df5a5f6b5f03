"""What may be sent about people and organizations, field by field, with bounds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from housing_service.domain.people_lists import InvitedRole, SuspendReason
from housing_service.live.messages import Id
from housing_service.service.requests import Request

# As the database's CHECK on a sign-in name; it says nothing about a person unless they want it to.
SIGN_IN_NAME_PATTERN = r"^[a-z0-9][a-z0-9._@-]{1,79}$"


class Suspend(Request):
    """Why something is switched off."""

    reason: SuspendReason


class PutOrganization(Request):
    """A new organization, in its first stage."""

    name: Annotated[
        str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
    ]
    victim_service_provider: bool = False


class Invite(Request):
    """For whom a link is: an organization, unless it is one's own, and what they may do there."""

    organization_id: Id | None = None
    role: InvitedRole
    coordinator: bool = False


class ChangeRole(Request):
    role: InvitedRole
    coordinator: bool = False


class Join(Request):
    """What somebody chooses who joins."""

    sign_in_name: Annotated[str, Field(pattern=SIGN_IN_NAME_PATTERN)]
    password: Annotated[str, Field(min_length=1, max_length=1_000)]
