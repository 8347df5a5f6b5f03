"""The closed lists, as in the database's CHECK constraints (a test compares them)."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal[
    "emergency_shelter",
    "safe_house",
    "transitional_housing",
    "detox",
    "residential_treatment",
    "hotel_voucher",
    "day_shelter",
]
Unit = Literal["bed", "room", "apartment", "voucher", "crib"]
Household = Literal["single_adult", "couple", "adult_with_children", "youth_alone", "multi_adult"]
HoldPolicy = Literal["instant", "confirm", "call_only"]
HoldState = Literal[
    "requested",
    "active",
    "arrived",
    "released",
    "declined",
    "timed_out",
    "expired",
    "revoked",
    "no_show",
]
PoolState = Literal["closed", "paused", "over_held", "unknown", "stale", "full", "all_held", "open"]
Freshness = Literal["fresh", "aging", "stale", "unknown"]
Need = Literal["crib", "step_free", "language", "medicine_storage", "animal"]
PauseReason = Literal["cleaning", "staffing", "maintenance", "quarantine", "other"]
# Why holds end; reasons.toml says what each code means, and a start fails when they differ.
DeclineReason = Literal[
    "no_bed",
    "already_filled",
    "no_fit_household_size",
    "no_fit_age",
    "no_fit_gender",
    "needs_accessible_room",
    "needs_higher_care",
    "substance_now",
    "mat_not_supported",
    "mental_health_support_not_available",
    "record_policy",
    "registry_policy",
    "immigration_or_funding_rule",
    "local_area_not_safe",
    "conflict_with_resident",
    "previously_barred",
    "documents_missing",
    "third_party_screening",
    "after_intake_hours",
    "unstaffed_or_closed",
    "no_response_in_time",
    "entered_in_error",
]
ReleaseReason = Literal[
    "unstaffed_or_closed",
    "entered_in_error",
    "declined_location_too_near",
    "declined_location_too_far",
    "declined_rules",
    "declined_shared_room",
    "declined_pets_or_family_split",
    "unsafe_for_person",
    "cost",
    "found_other_place",
    "changed_mind",
    "cannot_be_reached",
    "did_not_arrive",
]
NoShowReason = Literal[
    "entered_in_error",
    "found_other_place",
    "changed_mind",
    "cannot_be_reached",
    "did_not_arrive",
]
RevokeReason = Literal["misuse", "program_closed", "entered_in_error", "safety"]

KINDS: tuple[Kind, ...] = get_args(Kind)
UNITS: tuple[Unit, ...] = get_args(Unit)
HOUSEHOLDS: tuple[Household, ...] = get_args(Household)
NEEDS: tuple[Need, ...] = get_args(Need)
LIVE_STATES: frozenset[HoldState] = frozenset({"requested", "active"})

# How old a count may be before it is stale, in seconds, by kind of program.
STALE_AFTER_SECONDS: dict[Kind, int] = {
    "emergency_shelter": 6 * 3600,
    "safe_house": 6 * 3600,
    "hotel_voucher": 6 * 3600,
    "detox": 12 * 3600,
    "residential_treatment": 48 * 3600,
    "transitional_housing": 7 * 24 * 3600,
    "day_shelter": 6 * 3600,
}
DAILY_FEED_STALE_AFTER_SECONDS = 26 * 3600
