"""Closed lists of the operator's room, as in the database's CHECK constraints."""

from __future__ import annotations

from typing import Literal, get_args

# Who reads an announcement; operators read all.
Audience = Literal["all", "responders", "staff"]
Stage = Literal["limited", "full"]
# Whose agreement to be held without a call the operator has recorded, and how it was given.
ConsentBy = Literal["director", "manager", "shift_lead"]
ConsentHow = Literal["in_writing", "by_phone", "in_person"]
VettingKind = Literal["organization", "program", "pool"]
AuditSource = Literal["operator", "consent", "count", "hold"]
# Why a shelter should be called, the most urgent first.
CallReason = Literal[
    "over_held", "asks_waiting", "holds_waiting", "stale", "unknown", "not_since_shift"
]

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
CONSENT_BY: tuple[ConsentBy, ...] = get_args(ConsentBy)
CONSENT_HOW: tuple[ConsentHow, ...] = get_args(ConsentHow)
VETTING_KINDS: tuple[VettingKind, ...] = get_args(VettingKind)
AUDIT_SOURCES: tuple[AuditSource, ...] = get_args(AuditSource)
CALL_REASONS: tuple[CallReason, ...] = get_args(CallReason)
ANNOUNCEMENT_CHARS_MAX = 280
