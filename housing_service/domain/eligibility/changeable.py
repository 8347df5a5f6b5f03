"""What a household may leave open so that more programs come into question.

A wish can be given up and a need met elsewhere: the dog stays with a friend, they arrive in the
morning. What is simply so (how many they are, an age, a record) can't be changed; leaving it unsaid
would only move the refusal to the door, so it is never named as a way on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from housing_service.domain.eligibility.situation import Avoid, Case, Situation

# What a question about the program is asked by, where it is more or other than a need of that name.
_ASKED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "languages": ("languages",),
    "pets": ("pets",),
    "detox": ("detox",),
    "proof_required": ("proof",),
    "referral_sources": ("referral_source",),
    "transport": ("transport",),
    "nights_max": ("nights",),
    "intake_hours": ("arrival_at",),
}
_WISHED_AWAY: Final[Mapping[str, Avoid]] = {
    "test_at_entry": "test_at_entry",
    "police_contact": "police_contact",
    "faith": "required_faith",
    "cost": "fees",
    "phone_policy": "phone_blackout",
    "room_type": "shared_room",
}
_UNSAID: Final[Mapping[str, Any]] = {one.name: one.default for one in fields(Situation)}


def to_leave_out(case: Case, attribute: str) -> tuple[str, ...]:
    """The members of a request that ask for this attribute and may be left out of it, as paths;
    none where it is about who they are."""
    situation = case.situation
    paths = [f"needs.{attribute}"] if attribute in situation.needs else []
    wish = _WISHED_AWAY.get(attribute)
    if wish in situation.avoid:
        paths.append(f"situation.avoid.{wish}")
    paths += [f"situation.{name}" for name in _named(situation, attribute)]
    return tuple(paths)


def left_open(case: Case, attribute: str) -> Case:
    """The same household without what asks for this attribute."""
    situation = case.situation
    changes = {name: _UNSAID[name] for name in _named(situation, attribute)}
    return replace(
        case,
        situation=replace(
            situation,
            needs=situation.needs - {attribute},
            avoid=situation.avoid - {_WISHED_AWAY.get(attribute)},
            **changes,
        ),
    )


def _named(situation: Situation, attribute: str) -> tuple[str, ...]:
    if attribute in ("only_for", "populations") and situation.only_made_for:
        # Whom they belong to is asked again by the program itself, once it need not be for them
        # alone; for whom it is to be may stay a wish.
        also = ("made_for",) if attribute == "populations" else ()
        return ("only_made_for", "populations", *also)
    if attribute == "populations" and situation.made_for:
        return ("made_for",)
    names = _ASKED_BY.get(attribute, ())
    return tuple(name for name in names if getattr(situation, name) != _UNSAID[name])
