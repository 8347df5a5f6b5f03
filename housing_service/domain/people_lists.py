"""Closed lists around people and organizations."""

from __future__ import annotations

from typing import Literal, get_args

# Roles that a link can be for; operators are made on the command line.
InvitedRole = Literal["responder", "shelter_staff"]
# Why an operator switches something off. No text, and nothing about a person who needs shelter.
SuspendReason = Literal[
    "stolen_or_lost", "misuse", "not_who_they_said", "attack", "at_their_request", "looking_into_it"
]
StopKind = Literal["account", "organization", "region"]

INVITED_ROLES: tuple[InvitedRole, ...] = get_args(InvitedRole)
SUSPEND_REASONS: tuple[SuspendReason, ...] = get_args(SuspendReason)
STOP_KINDS: tuple[StopKind, ...] = get_args(StopKind)
