"""The words people read on screen for every code of the wire, in one plain catalogue.

The pages, the browser modules and the flat forms all read this catalogue, so a code has one
wording everywhere. It names beds, rooms and households, never a person's situation, and a
sentence that turns something down speaks of the program. Sentences with ``{...}`` places are
filled by the phrase functions of the pages and of the browser modules.
"""

from collections.abc import Mapping
from typing import Final

from housing_service.domain import reasons
from housing_service.domain.sentences import DONE, PHRASES

Words = Mapping[str, str]

KINDS: Final[Words] = {
    "emergency_shelter": "Emergency shelter",
    "safe_house": "Safe house",
    "transitional_housing": "Transitional housing",
    "detox": "Detox",
    "residential_treatment": "Residential treatment",
    "hotel_voucher": "Hotel voucher",
    "day_shelter": "Day shelter",
    "counselling": "Counselling",
    "recovery_support": "Recovery support",
    "sexual_health": "Sexual health",
    "peer_support": "Groups and mentors",
    "legal_aid": "Legal aid",
    "education": "School and classes",
    "job_training": "Job training",
    "job_placement": "Finding work",
    "childcare": "Childcare",
    "transport": "Rides",
    "financial_help": "Help with money",
    "advocacy": "Someone at your side",
}

UNIT_ONE: Final[Words] = {
    "bed": "bed",
    "room": "room",
    "apartment": "apartment",
    "voucher": "voucher",
    "crib": "crib",
    "service": "service",
    "slot": "appointment",
}

UNIT_MANY: Final[Words] = {
    "bed": "beds",
    "room": "rooms",
    "apartment": "apartments",
    "voucher": "vouchers",
    "crib": "cribs",
    "service": "services",
    "slot": "appointments",
}

# How a service takes people on: to others, and on the buttons of its own staff.
INTAKE: Final[Words] = {
    "taking": "Taking new people",
    "waitlist": "Waiting list",
    "closed": "Not taking anyone now",
    "ask": "Call and ask",
    "unknown": "Nothing said yet",
}

POOL_STATES: Final[Words] = {
    "open": "Open",
    "all_held": "All kept for now",
    "full": "Full",
    "stale": "This count is old",
    "unknown": "No count yet",
    "over_held": "More kept than empty, no new holds for now",
    "paused": "Paused by the shelter",
    "closed": "Closed",
}

POOL_BADGES: Final[Words] = {
    "open": "Open",
    "all_held": "All kept",
    "full": "Full",
    "stale": "Old count",
    "unknown": "No count",
    "over_held": "More kept than empty",
    "paused": "Paused",
    "closed": "Closed",
}

AVAILABILITY: Final[Words] = {
    "may_have_room": "May have room",
    "ask": "Ask",
    "closed": "Closed",
}

FRESHNESS: Final[Words] = {
    "fresh": "said recently",
    "aging": "said a while ago",
    "stale": "not said for a long time",
    "unknown": "nobody has said a number yet",
}

REPORTERS: Final[Words] = {
    "shelter_staff": "shelter staff",
    "operator": "the operator",
    "feed": "a daily feed",
    "responder": "a colleague",
}

NEEDS: Final[Words] = {
    "crib": "crib",
    "step_free": "step-free way in",
    "language": "language help",
    "medicine_storage": "medicine storage",
    "animal": "an animal comes along",
}


# What the person who asked reads about a hold.
HOLD_STATES: Final[Words] = {
    "requested": "Asking the shelter",
    "active": "Kept for you",
    "arrived": "Arrived",
    "released": "Released",
    "declined": "This program can't offer that tonight",
    "timed_out": "No answer in time",
    "expired": "Hold ended",
    "revoked": "Ended by the operator",
    "no_show": "Did not arrive",
}

# What to do next when a hold has ended without a bed.
HOLD_NEXT_STEPS: Final[Words] = {
    "declined": "Other places are in the list below.",
    "timed_out": "Call the shelter, or choose another place below.",
    "expired": "If they are still on the way, hold it again or call the shelter.",
    "revoked": "Ask the operator's line for another place.",
}

PAUSE_REASONS: Final[Words] = {
    "cleaning": "Cleaning",
    "staffing": "Not enough staff",
    "maintenance": "Repairs",
    "quarantine": "Illness in the house",
    "other": "Another reason",
}

DECLINE_REASONS: Final[Words] = reasons.labels("decline")
RELEASE_REASONS: Final[Words] = reasons.labels("release")
NO_SHOW_REASONS: Final[Words] = reasons.labels("no_show")

# All that who asked is told of a reason.
REASON_GROUPS: Final[Words] = {
    "no_room": "No room tonight.",
    "cant_meet_need": "They can't meet this need.",
    "not_a_fit_tonight": "Not a fit tonight.",
    "no_answer": "There was no answer.",
}

MONTHS: Final[Words] = {
    "1": "Jan", "2": "Feb", "3": "Mar", "4": "Apr", "5": "May", "6": "Jun",
    "7": "Jul", "8": "Aug", "9": "Sep", "10": "Oct", "11": "Nov", "12": "Dec",
}  # fmt: skip
WEEKDAYS: Final[Words] = {
    "1": "Mon", "2": "Tue", "3": "Wed", "4": "Thu", "5": "Fri", "6": "Sat", "7": "Sun",
}  # fmt: skip
# How urgent a need is, and for how long it then stays open.
URGENCIES: Final[Words] = {
    "now": "Now, they are not safe where they are",
    "tonight": "Tonight",
    "this_week": "Within this week",
}

REQUEST_STATES: Final[Words] = {
    "asking": "Asking shelters",
    "waiting": "Waiting for something that fits",
    "placed": "A place was taken",
    "closed": "Closed",
    "expired": "Over: nobody kept it open",
}

# The steps a request takes; sentences with {n} have another for one.
REQUEST_STEPS: Final[Words] = {
    "opened": "Opened",
    "asked": "{n} places asked",
    "asked_one": "1 place asked",
    "reminded": "{n} places reminded",
    "reminded_one": "1 place reminded",
    "refused": "A shelter said: not tonight",
    "offered": "A place was offered",
    "offered_before": "A place was offered, before {n} others who wait",
    "operator": "The operator on duty was told",
    "placed": "A place was taken",
    "closed": "Closed",
    "expired": "Over",
}

REQUEST_NEXT: Final[Words] = {
    "remind": "They are reminded at {time}.",
    "next_round": "More places are asked at {time}.",
    "operator": "The operator on duty is told at {time}.",
}

ASK_ANSWERS: Final[Words] = {
    "we_can": "can take them",
    "not_tonight": "not tonight",
    "seen": "has seen it",
    "open": "no answer so far",
}

# The steps of a lock, and what staff press when one is reached.
MILESTONES: Final[Words] = {
    "acknowledged": "Acknowledged",
    "interview": "Interview",
    "decision": "Decision",
    "move_in": "Move-in",
}

MILESTONE_BUTTONS: Final[Words] = {
    "acknowledged": "We have read this",
    "interview": "The interview took place",
    "decision": "Yes, we can offer it",
    "move_in": "They have moved in",
}

EXTENSION_REASONS: Final[Words] = {
    "waiting_for_documents": "Waiting for documents",
    "interview_moved": "The interview was moved",
    "unit_being_prepared": "The place is being prepared",
    "other_agency": "Another agency must answer first",
}

# How sure staff are that a place will be vacant.
CONFIDENCES: Final[Words] = {
    "confirmed": "confirmed",
    "likely": "likely",
    "possible": "possible",
}

# How a program fits what a household needs.
FIT: Final[Words] = {
    "fits": "Fits",
    "ask": "Call to ask",
    "does_not_fit": "Does not fit",
}

# What a household may want to avoid.
AVOID: Final[Words] = {
    "test_at_entry": "Tests at the door",
    "police_contact": "Contact with police",
    "required_faith": "Required faith",
    "fees": "Fees",
    "phone_blackout": "Phone taken away",
    "shared_room": "Shared room",
}

# Why an operator opens extra capacity.
SURGE_LABELS: Final[Words] = {
    "cold": "cold",
    "heat": "heat",
    "storm": "storm",
    "fire": "fire",
    "smoke": "smoke",
    "flood": "flood",
    "other": "another reason",
}

SURGE_STATES: Final[Words] = {"running": "Open now", "coming": "To come", "over": "Over"}

CATALOGUE: Final[Mapping[str, Words]] = {
    "kinds": KINDS,
    "unit_one": UNIT_ONE,
    "unit_many": UNIT_MANY,
    "intake": INTAKE,
    "months": MONTHS,
    "weekdays": WEEKDAYS,
    "pool_states": POOL_STATES,
    "pool_badges": POOL_BADGES,
    "availability": AVAILABILITY,
    "freshness": FRESHNESS,
    "reporters": REPORTERS,
    "needs": NEEDS,
    "hold_states": HOLD_STATES,
    "hold_next_steps": HOLD_NEXT_STEPS,
    "pause_reasons": PAUSE_REASONS,
    "decline_reasons": DECLINE_REASONS,
    "milestones": MILESTONES,
    "milestone_buttons": MILESTONE_BUTTONS,
    "extension_reasons": EXTENSION_REASONS,
    "confidences": CONFIDENCES,
    "reason_groups": REASON_GROUPS,
    "fit": FIT,
    "avoid": AVOID,
    "surge_labels": SURGE_LABELS,
    "surge_states": SURGE_STATES,
    "urgencies": URGENCIES,
    "request_states": REQUEST_STATES,
    "request_steps": REQUEST_STEPS,
    "request_next": REQUEST_NEXT,
    "ask_answers": ASK_ANSWERS,
    "done": DONE,
    "phrases": PHRASES,
}
