"""The words people read on screen for every code of the wire, in one plain catalogue.

The pages, the browser modules and the flat forms all read this catalogue, so a code has one
wording everywhere. It names beds, rooms and households, never a person's situation, and a
sentence that turns something down speaks of the program. Sentences with ``{...}`` places are
filled by the phrase functions of the pages and of the browser modules.
"""

from collections.abc import Mapping
from typing import Final

from housing_service.domain import reasons

Words = Mapping[str, str]

KINDS: Final[Words] = {
    "emergency_shelter": "Emergency shelter",
    "safe_house": "Safe house",
    "transitional_housing": "Transitional housing",
    "detox": "Detox",
    "residential_treatment": "Residential treatment",
    "hotel_voucher": "Hotel voucher",
    "day_shelter": "Day shelter",
}

UNIT_ONE: Final[Words] = {
    "bed": "bed",
    "room": "room",
    "apartment": "apartment",
    "voucher": "voucher",
    "crib": "crib",
}

UNIT_MANY: Final[Words] = {
    "bed": "beds",
    "room": "rooms",
    "apartment": "apartments",
    "voucher": "vouchers",
    "crib": "cribs",
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

# What is said once on a page after a form came back.
DONE: Final[Words] = {
    "held": "Done. The bed or room is kept; see it at the top.",
    "held_together": "Done. All of these places are kept or asked for.",
    "asked": "Asked. The shelter has been told and answers here.",
    "accept": "Accepted. It is kept for them now.",
    "decline": "Answered: this program can't offer that tonight.",
    "seen": "Noted. They have 20 minutes more while you call.",
    "extend": "Kept longer.",
    "arrive": "Arrival noted.",
    "release": "Released. It is free for others again.",
    "no-show": "Noted: did not arrive.",
    "reinstate": "Kept again.",
    "undo": "Undone.",
    "reported": "Saved. Others see it now.",
    "kept": "Kept for the people on the way.",
    "paused": "Paused. Nobody new can hold a place here.",
    "resumed": "Open again.",
    "answered": "Saved. These answers count from now on.",
}

# Sentences with places, filled by web/pages/phrases.py and static/js/phrases.js alike.
PHRASES: Final[Words] = {
    "said_by": "said {ago} by {who}",
    "said": "said {ago}",
    "just_now": "just now",
    "minutes_ago": "{n} min ago",
    "hours_ago": "{n} h ago",
    "days_ago": "{n} days ago",
    "minutes_left": "{n} min left",
    "hours_left": "{h} h {m} min left",
    "less_than_a_minute_left": "less than a minute left",
    "checking": "checking…",
    "person": "1 person",
    "people": "{n} people",
    "adult": "1 adult",
    "adults": "{n} adults",
    "child": "1 child",
    "children": "{n} children",
    "under_two": "{n} under two",
    "household_unknown": "household not given",
    "free": "free",
    "hold": "Hold {units} for {people}",
    "ask": "Ask for {units} for {people}",
    "ask_confidential": "Ask for {people}",
    "call_first": "Call first",
    "not_enough": "{needed} needed for {people}",
    "free_up_at": "one may free up at {time}",
    "paused_until": "until {time}",
    "over_held": "{n} more kept than empty: please choose",
    "unconfirmed_arrival": "one arrival is still to be confirmed",
    "kept_until": "kept until {time}",
    "answer_by": "answer by {time}",
    "ended_at": "ended {time}",
    "shelter_decides": "The shelter answers and calls you. Its address is not shown.",
    "at_risk": "The shelter has fewer empty than kept. Call before you travel.",
    "said_arrived": "You said at {time} that you have arrived. The shelter confirms it.",
    "they_said_arrived": "They said at {time} that they have arrived.",
    "from_organization": "asked by {name}",
    "kept_by_us": "kept by us",
    "seen": "You have seen it, calling since {time}.",
    "no_room_yet": "There is no room yet. You can accept when one is free.",
    "reinstated": "kept again after it had ended",
    "empty_now": "Empty {units} now, counting those kept for someone",
    "count_is_old": "This number is old. Is it still correct?",
    "paused_by_you": "You have paused new holds",
    "meanwhile": "Meanwhile the number has become {n}.",
    "out_of_date": "The number has become {n} since you looked: someone counted or arrived.",
    "save_anyway": "Save {n}, I counted after that",
    "empty_and_kept": "{units} empty, {kept} kept",
    "feed_live": "Live",
    "feed_not_live": "Not live",
    "seconds": "{n} s",
    "not_live_since": "Not live since {time}",
    "live_again": "Live again",
    "twenty_or_five_left": "{place}: {n} minutes left.",
    "time_is_up": "{place}: time is up, checking.",
    "a_request_waits": "A request waits: {who}, {place}",
    "somebody_comes": "On the way: {who}, {place}",
    "sound_on": "Sound on",
    "sound_off": "Sound off",
    "tap_for_sound": "Tap for sound",
    "re_sort_one": "1 change, re-sort",
    "re_sort": "{n} changes, re-sort",
    "to_ask_one": "Call to ask: 1 question",
    "to_ask": "Call to ask: {n} questions",
    "found": "{fits} fit, {asks} to call and ask",
    "chosen": "{n} chosen",
    "everywhere": "all regions",
    "some_regions": "{n} of {all} regions",
    "no_region_left": "no region left",
    "left_open_one": "1 more program if this is left open: {label}.",
    "left_open": "{n} more programs if this is left open: {label}.",
    "kept_away_one": "1 more program but for this: {label}.",
    "kept_away": "{n} more programs but for this: {label}.",
    "with_room_now": "With room now: {n}.",
    "hidden_one": "1 program is hidden.",
    "hidden": "{n} programs are hidden.",
    "loading_reasons": "One moment…",
    "no_reasons": "Nothing speaks for or against it so far.",
}

CATALOGUE: Final[Mapping[str, Words]] = {
    "kinds": KINDS,
    "unit_one": UNIT_ONE,
    "unit_many": UNIT_MANY,
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
    "reason_groups": REASON_GROUPS,
    "fit": FIT,
    "avoid": AVOID,
    "done": DONE,
    "phrases": PHRASES,
}
