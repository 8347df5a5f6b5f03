"""How the region's programs write down whom they take, and what many of them have in common.

The gates are those of real programs: sobriety, methadone, sons, pets, papers, proof, records,
residency, the hour of the day. No program here stands for a real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Said = Mapping[str, Any]
_WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def said(base: Said | None = None, *, yes: str = "", no: str = "", ask: str = "", **other: Any) \
        -> Said:  # fmt: skip
    """Answers by attribute: codes that are answered yes, no or ask, and the others by name. What
    `base` says and nobody answers anew stays."""
    words = {
        code: word
        for word, codes in (("yes", yes), ("no", no), ("ask", ask))
        for code in codes.split()
    }
    return {**(base or {}), **words, **other}


def hours(first: str, last: str, days: int = 7) -> list[dict[str, Any]]:
    """Intake on the first `days` of the week; a `last` before `first` is past midnight."""
    return [{"days": _WEEK[:days], "from": first, "until": last}]


AT_ALL_HOURS = hours("00:00", "24:00")
OFFICE_HOURS = hours("09:00", "17:00", 5)
ADULTS: Said = {"genders": ["men", "nonbinary", "women"], "age": {"min": 18}}
WOMEN: Said = {"genders": ["women"], "age": {"min": 18}}
ENGLISH = ["en"]
SPANISH = ["en", "es"]

# Takes nearly anybody for a night and asks little at the door.
OPEN_DOOR = said(
    {**ADULTS, "languages": SPANISH, "intake_hours": hours("17:00", "23:00")},
    yes="trans_welcome under_influence_at_entry active_use service_animals step_free interpreter"
        " methadone buprenorphine immigration_not_asked prostitution_record_ignored night_work"
        " lgbtq_affirming voluntary_services insulin late_arrival hearing_visual",
    no="test_at_entry refuses_local personal_care oxygen medical_respite single_sex_site belongings"
       " parking childcare schooling unaccompanied_minors mental_health_acute clinic_transport",
    ask="pregnant medicine_storage wound_care stay_extension",
    sober_days=0, detox="partner", pets=[], police_contact="none", id_required="none",
    proof_required="none", records="any", registry="case_by_case", residency="anyone",
    referral_sources=["self", "agency", "hotline", "police", "health"], cost="free", faith="none",
    phone_policy="kept", room_type=["dormitory"], nights_max=30, only_for=[],
    populations=["general"], transport=["responder_brings"],
)  # fmt: skip

# Rooms for parents with children: settled by the evening, nobody under the influence.
FAMILY_ROOMS = said(
    {**ADULTS, "languages": SPANISH, "intake_hours": hours("08:00", "20:00")},
    yes="trans_welcome pregnant newborn crib extra_mat service_animals interpreter methadone"
        " buprenorphine medicine_storage insulin immigration_not_asked voluntary_services"
        " stay_extension childcare schooling belongings prostitution_record_ignored late_arrival",
    no="active_use under_influence_at_entry test_at_entry refuses_local single_sex_site"
       " unaccompanied_minors medical_respite oxygen",
    ask="wheelchair clinic_transport mental_health_acute night_work",
    children_max=5, boys_age_max=17, pregnancy_weeks_max=42, sober_days=0, detox="partner", pets=[],
    police_contact="required_report", id_required="later", proof_required="none",
    records="case_by_case", registry="never", residency="anyone", cost="free", faith="none",
    referral_sources=["self", "agency", "hotline"], phone_policy="kept", nights_max=90,
    room_type=["family_room"], only_for=[], populations=["general"],
    transport=["responder_brings"],
)  # fmt: skip

# A house nobody may find: from outside the area, no questions that nobody needs answered.
SAFE_HOUSE = said(
    {**WOMEN, "languages": SPANISH, "intake_hours": AT_ALL_HOURS},
    yes="trans_welcome pregnant newborn crib extra_mat service_animals interpreter buprenorphine"
        " methadone medicine_storage insulin immigration_not_asked prostitution_record_ignored"
        " voluntary_services stay_extension counselling legal_help late_arrival lgbtq_affirming"
        " peers_on_site childcare",
    no="test_at_entry under_influence_at_entry active_use oxygen medical_respite personal_care"
       " unaccompanied_minors parking",
    ask="wheelchair mental_health_acute night_work clinic_transport",
    children_max=4, boys_age_max=15, sober_days=0, detox="partner", pets=[], police_contact="none",
    id_required="none", proof_required="self_report", records="case_by_case", registry="never",
    residency="anyone", cost="free", faith="none", phone_policy="limited",
    room_type=["family_room", "private"], nights_max=60, only_for=["domestic_violence"],
    referral_sources=["self", "agency", "hotline", "police"],
    populations=["domestic_violence", "sexual_assault"],
    transport=["meeting_point", "shelter_collects"],
)  # fmt: skip

# A motel room behind a desk that must answer first.
VOUCHER = said(
    {**ADULTS, "languages": SPANISH, "intake_hours": hours("10:00", "22:00")},
    yes="trans_welcome pregnant service_animals active_use under_influence_at_entry methadone"
        " buprenorphine immigration_not_asked night_work parking belongings insulin"
        " voluntary_services interpreter late_arrival newborn prostitution_record_ignored",
    no="test_at_entry counselling childcare personal_care medicine_storage medical_respite"
       " mental_health_acute peers_on_site unaccompanied_minors refuses_local",
    ask="wheelchair accessible_bath oxygen crib stay_extension",
    children_max=4, boys_age_max=17, sober_days=0, detox="none", pets=[], police_contact="none",
    id_required="at_door", proof_required="none", records="any", registry="case_by_case",
    residency="county", cost="free", faith="none", phone_policy="kept", room_type=["hotel_room"],
    nights_max=7, only_for=[], populations=["general"], transport=["ride_voucher"],
    referral_sources=["agency", "hotline"],
)  # fmt: skip

# Months in a home of one's own, by an appointment in the week.
LONGER_HOME = said(
    {**ADULTS, "languages": ENGLISH, "intake_hours": OFFICE_HOURS},
    yes="trans_welcome service_animals belongings night_work job_help schooling counselling"
        " stay_extension methadone buprenorphine insulin interpreter pregnant",
    no="under_influence_at_entry test_at_entry late_arrival unaccompanied_minors medical_respite"
       " mental_health_acute personal_care refuses_local",
    ask="wheelchair active_use immigration_not_asked",
    sober_days=0, detox="none", pets=["cat", "other_small"], police_contact="none",
    id_required="later", proof_required="referral_letter", records="case_by_case",
    registry="never", residency="state", cost="benefits_needed", faith="none",
    phone_policy="kept", room_type=["own_apartment"], nights_max=540, only_for=[],
    populations=["general"], referral_sources=["agency", "court", "health"], transport=[],
)  # fmt: skip

# Coming off alcohol or drugs with medical help.
MEDICAL_DETOX = said(
    {**ADULTS, "languages": SPANISH, "intake_hours": AT_ALL_HOURS},
    yes="trans_welcome under_influence_at_entry test_at_entry methadone buprenorphine pregnant"
        " medicine_storage insulin wound_care medical_care interpreter service_animals step_free"
        " wheelchair accessible_bath counselling immigration_not_asked late_arrival"
        " prostitution_record_ignored",
    no="active_use night_work parking unaccompanied_minors childcare belongings refuses_local",
    ask="oxygen mental_health_acute personal_care voluntary_services stay_extension",
    pregnancy_weeks_max=32, sober_days=0, detox="on_site", pets=[], police_contact="none",
    id_required="later", proof_required="none", records="any", registry="case_by_case",
    residency="anyone", cost="benefits_needed", faith="none", phone_policy="limited",
    room_type=["shared_room"], nights_max=10, only_for=[], populations=["general"],
    referral_sources=["self", "agency", "hotline", "health", "court"],
    transport=["responder_brings"],
)  # fmt: skip

# Weeks of treatment: sober at the door, and the program itself is the condition of staying.
TREATMENT = said(
    {**ADULTS, "languages": ENGLISH, "intake_hours": OFFICE_HOURS},
    yes="test_at_entry trans_welcome buprenorphine medicine_storage insulin counselling job_help"
        " service_animals peers_on_site medical_care clinic_transport",
    no="active_use under_influence_at_entry voluntary_services night_work unaccompanied_minors"
       " late_arrival parking refuses_local medical_respite",
    ask="methadone mental_health_acute wheelchair stay_extension",
    sober_days=3, detox="partner", pets=[], police_contact="none", id_required="later",
    proof_required="none", records="case_by_case", registry="never", residency="state",
    cost="benefits_needed", faith="none", phone_policy="blackout", room_type=["shared_room"],
    nights_max=90, only_for=[], populations=["general"], transport=["responder_brings"],
    referral_sources=["agency", "court", "health"],
)  # fmt: skip
