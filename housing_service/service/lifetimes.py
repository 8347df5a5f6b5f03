"""How long sessions last and when they lock, from the settings."""

from __future__ import annotations

from housing_service.config import Settings
from housing_service.domain.identity import OPERATOR, RESPONDER, SHELTER_STAFF
from housing_service.store.accounts import Lifetimes

# A page says at most every 45 s that somebody touched it, and the database notes it every 60 s.
LOCK_BEHIND_PAGE_SECONDS = 120


def lifetimes_of(settings: Settings) -> Lifetimes:
    """A page locks itself first; the database somewhat later, whatever the browser does."""
    pages = {
        RESPONDER: settings.responder_lock_after_minutes,
        SHELTER_STAFF: settings.shelter_staff_lock_after_minutes,
        OPERATOR: settings.operator_lock_after_minutes,
    }
    return Lifetimes(
        idle_seconds=settings.session_idle_seconds,
        lifetime_seconds=settings.session_lifetime_seconds,
        desk_lifetime_seconds=settings.desk_session_seconds,
        lock_after_seconds=settings.desk_lock_seconds,
        operator_idle_seconds=settings.operator_session_idle_seconds,
        operator_lifetime_seconds=settings.operator_session_lifetime_seconds,
        lock_after_by_role={
            role: minutes * 60 + LOCK_BEHIND_PAGE_SECONDS
            for role, minutes in pages.items()
            if minutes
        },
    )
