"""The closed lists, as in the database's CHECK constraints (a test compares them)."""

from __future__ import annotations

from typing import Final, Literal, get_args

Kind = Literal[
    "emergency_shelter",
    "safe_house",
    "transitional_housing",
    "detox",
    "residential_treatment",
    "hotel_voucher",
    "day_shelter",
    "counselling",
    "recovery_support",
    "sexual_health",
    "peer_support",
    "legal_aid",
    "education",
    "job_training",
    "job_placement",
    "childcare",
    "transport",
    "financial_help",
    "advocacy",
]
# A `service` says how it takes people on instead of a number; a `slot` is an appointment.
Unit = Literal["bed", "room", "apartment", "voucher", "crib", "service", "slot"]
Intake = Literal["taking", "waitlist", "closed", "ask"]
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
Urgency = Literal["now", "tonight", "this_week"]
RequestState = Literal["asking", "waiting", "placed", "closed", "expired"]
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
# Whether capacity is there every night, while a surge runs, in its season, or for emergencies only.
CapacityKind = Literal["regular", "surge", "seasonal", "reserve"]
SurgeLabel = Literal["cold", "heat", "storm", "fire", "smoke", "flood", "other"]
# Why a lock is given more time: what is waited for, never about whom.
ExtensionReason = Literal[
    "waiting_for_documents", "interview_moved", "unit_being_prepared", "other_agency"
]
# The steps of a lock, in their order.
Milestone = Literal["acknowledged", "interview", "decision", "move_in"]
Confidence = Literal["confirmed", "likely", "possible"]
RevokeReason = Literal["misuse", "program_closed", "entered_in_error", "safety"]

KINDS: tuple[Kind, ...] = get_args(Kind)
UNITS: tuple[Unit, ...] = get_args(Unit)
INTAKES: tuple[Intake, ...] = get_args(Intake)
SERVICE_UNITS: frozenset[Unit] = frozenset({"service", "slot"})
# Where somebody stays the night; what a search lists that asks for nothing else.
BED_UNITS: frozenset[Unit] = frozenset(UNITS) - SERVICE_UNITS
HOUSEHOLDS: tuple[Household, ...] = get_args(Household)
CAPACITY_KINDS: tuple[CapacityKind, ...] = get_args(CapacityKind)
SURGE_LABELS: tuple[SurgeLabel, ...] = get_args(SurgeLabel)
MILESTONES: tuple[Milestone, ...] = get_args(Milestone)
EXTENSION_REASONS: tuple[ExtensionReason, ...] = get_args(ExtensionReason)
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
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
    "counselling": 7 * 24 * 3600,
    "recovery_support": 7 * 24 * 3600,
    "sexual_health": 7 * 24 * 3600,
    "peer_support": 7 * 24 * 3600,
    "legal_aid": 7 * 24 * 3600,
    "education": 7 * 24 * 3600,
    "job_training": 7 * 24 * 3600,
    "job_placement": 7 * 24 * 3600,
    "childcare": 7 * 24 * 3600,
    "transport": 7 * 24 * 3600,
    "financial_help": 7 * 24 * 3600,
    "advocacy": 7 * 24 * 3600,
}
# Kinds that offer no place to stay.
SERVICE_KINDS: frozenset[Kind] = frozenset(KINDS[KINDS.index("counselling") :])
# Services and appointments of any kind.
SERVICE_STALE_AFTER_SECONDS = 7 * 24 * 3600
DAILY_FEED_STALE_AFTER_SECONDS = 26 * 3600

# What a program's token may be narrowed to.
TOKEN_SCOPES: Final = ("read", "report", "hold", "request")
