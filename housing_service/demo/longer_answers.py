"""Whom the longer road takes: transitional homes, detox, treatment; by program and by pool."""

from __future__ import annotations

from housing_service.demo.gates import (
    AT_ALL_HOURS,
    LONGER_HOME,
    MEDICAL_DETOX,
    OFFICE_HOURS,
    SAFE_HOUSE,
    SPANISH,
    TREATMENT,
    WOMEN,
    Said,
    hours,
    said,
)

TRANSITIONAL_ANSWERS: dict[str, Said] = {
    "trust-orchard": said(
        LONGER_HOME, yes="childcare newborn crib wheelchair step_free accessible_bath",
        children_max=3, boys_age_max=17, voluntary_services="yes",
    ),
    "trust-orchard/Studios": said(no="childcare newborn crib", children_max=0),
    # Leaving the sex trade: two years without rent, and a gate for each of the old fears.
    "trust-bridge": said(
        {**LONGER_HOME, **WOMEN}, yes="survivor_led peers_on_site test_at_entry single_sex_site"
        " prostitution_record_ignored legal_help medical_care lgbtq_affirming",
        no="methadone buprenorphine active_use night_work voluntary_services",
        ask="trans_welcome", age={"min": 18, "max": 45}, sober_days=30, nights_max=730, pets=[],
        only_for=["sex_trafficking", "exit_sex_trade"],
        populations=["sex_trafficking", "exit_sex_trade"], cost="free", faith="optional",
        phone_policy="blackout", residency="anyone", room_type=["private"],
        referral_sources=["self", "agency", "hotline", "court"],
    ),
    # Has answered half of it.
    "trust-dunmarrow": said(
        proof_required="certification", residency="county", records="excluded", registry="never",
        id_required="at_door", cost="benefits_needed", pets=[], nights_max=365, languages=["en"],
        intake_hours=hours("10:00", "15:00", 4), room_type=["own_apartment"],
    ),
    "pardo-patio": said(
        LONGER_HOME, yes="immigration_not_asked childcare newborn", languages=["en", "es"],
        boys_age_max=17, children_max=4, residency="anyone", proof_required="self_report",
    ),
    "pardo-veredas": said(
        LONGER_HOME, yes="immigration_not_asked active_use lgbtq_affirming", languages=SPANISH,
        records="any", cost="fee", room_type=["private"], proof_required="none",
        referral_sources=["self", "agency", "hotline"],
    ),
    "serena-paso": said(
        SAFE_HOUSE, yes="survivor_led job_help schooling", no="refuses_local late_arrival",
        intake_hours=OFFICE_HOURS, nights_max=540, phone_policy="kept", sober_days=14,
        only_for=["sex_trafficking", "exit_sex_trade", "labour_trafficking"],
        populations=["sex_trafficking", "exit_sex_trade", "labour_trafficking"],
        room_type=["own_apartment"], proof_required="referral_letter",
    ),
}  # fmt: skip

RECOVERY_ANSWERS: dict[str, Said] = {
    "saltgrove-detox": said(MEDICAL_DETOX, yes="clinic_transport oxygen personal_care"),
    "saltgrove-city": said(
        MEDICAL_DETOX, yes="mental_health_acute peers_on_site", no="pregnant wheelchair",
        cost="free", intake_hours=hours("07:00", "23:00"),
    ),
    "pardo-detox": said(
        yes="methadone buprenorphine under_influence_at_entry", no="pregnant", detox="on_site",
        languages=["es"], intake_hours=AT_ALL_HOURS, id_required="none", genders=["men"],
    ),
    "saltgrove-long": said(TREATMENT, yes="methadone lgbtq_affirming wheelchair"),
    "saltgrove-meadow": said(
        {**TREATMENT, **WOMEN}, yes="methadone pregnant newborn crib childcare", children_max=2,
        boys_age_max=8, pregnancy_weeks_max=34, phone_policy="limited", room_type=["family_room"],
    ),
    "dunmarrow-treatment": said(
        TREATMENT, no="methadone buprenorphine trans_welcome", faith="required", sober_days=14,
        genders=["men"], cost="fee", police_contact="required_report", records="case_by_case",
    ),
}  # fmt: skip
