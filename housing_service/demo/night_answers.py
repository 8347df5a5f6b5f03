"""Whom the places for tonight take, by program, and by pool where its pools differ."""

from __future__ import annotations

from housing_service.demo.gates import (
    ADULTS,
    AT_ALL_HOURS,
    FAMILY_ROOMS,
    OPEN_DOOR,
    SAFE_HOUSE,
    SPANISH,
    VOUCHER,
    Said,
    hours,
    said,
)

_PIER_FAMILIES = said(
    FAMILY_ROOMS, yes="wheelchair accessible_bath step_free clinic_transport counselling parking",
    intake_hours=hours("14:00", "02:00"), languages=["en", "es", "vi"],
)  # fmt: skip

# Two programs are not here: their staff have not found the time to answer.
SHELTER_ANSWERS: dict[str, Said] = {
    "alder-night": said(
        OPEN_DOOR, yes="medicine_storage wheelchair accessible_bath medical_care",
        no="counselling legal_help", single_sex_site="no",
    ),
    "alder-night/Beds, men's floor": said(genders=["men", "nonbinary"]),
    "alder-night/Beds, women's floor": said(yes="pregnant", genders=["nonbinary", "women"]),
    "alder-rooms": said(
        FAMILY_ROOMS, yes="counselling legal_help wheelchair step_free", boys_age_max=13,
        genders=["nonbinary", "women"], nights_max=60,
    ),
    # Open day and night, and speaks to everybody in Spanish first.
    "alborada-centro": said(
        OPEN_DOOR, yes="mental_health_acute legal_help wheelchair", intake_hours=AT_ALL_HOURS,
        languages=["en", "es", "pt"], transport=["shelter_collects"], pets=["cat", "small_dog"],
    ),
    "alborada-centro/Habitaciones familiares": said(
        FAMILY_ROOMS, yes="legal_help counselling wheelchair clinic_transport late_arrival",
        pets=["cat", "small_dog"], intake_hours=AT_ALL_HOURS, languages=["en", "es", "pt"],
    ),
    # Has answered half of it.
    "alborada-puente": said(
        ADULTS, yes="immigration_not_asked methadone under_influence_at_entry interpreter",
        no="wheelchair test_at_entry", languages=SPANISH, intake_hours=hours("18:00", "06:00"),
        id_required="none", police_contact="none", cost="free", pets=[], records="any",
        room_type=["dormitory"], sober_days=0,
    ),
    "alborada-acequia": said(
        FAMILY_ROOMS, yes="newborn crib", no="wheelchair methadone", boys_age_max=11,
        languages=SPANISH, intake_hours=hours("08:00", "19:00"), late_arrival="ask",
    ),
    "dunmarrow-hall": said(
        OPEN_DOOR, no="interpreter", languages=["en"], residency="county", id_required="at_door",
        records="case_by_case", intake_hours=hours("16:00", "22:00"),
    ),
    "dunmarrow-hall/Step-free beds": said(
        yes="wheelchair accessible_bath personal_care oxygen wound_care",
        room_type=["shared_room"],
    ),
    # A mission: sober, in bed by eight, prayers for everybody.
    "dunmarrow-mill": said(
        yes="test_at_entry single_sex_site", no="methadone buprenorphine active_use trans_welcome"
        " under_influence_at_entry night_work voluntary_services late_arrival wheelchair",
        genders=["men"], age={"min": 18}, sober_days=1, faith="required", id_required="at_door",
        police_contact="at_entry", cost="fee", phone_policy="limited", records="case_by_case",
        registry="never", intake_hours=hours("16:30", "20:00"), languages=["en"], pets=[],
        room_type=["dormitory"], nights_max=14,
    ),
    "dunmarrow-couples": said(
        ADULTS, yes="lgbtq_affirming trans_welcome service_animals methadone buprenorphine",
        no="active_use wheelchair", pets=["cat", "small_dog", "large_dog"], cost="free",
        intake_hours=hours("15:00", "22:00"), late_arrival="yes", room_type=["private"],
        id_required="later", records="case_by_case", nights_max=30, languages=["en"],
    ),
    "velhaven-pier": said(
        OPEN_DOOR, yes="wheelchair accessible_bath counselling peers_on_site medical_care parking"
        " clinic_transport wound_care", pets=["small_dog"], intake_hours=hours("14:00", "02:00"),
        languages=["en", "es", "vi"], transport=["ride_voucher", "shelter_collects"],
    ),
    "velhaven-pier/Family rooms": said(
        _PIER_FAMILIES, pets=["cat", "small_dog"], transport=["ride_voucher", "shelter_collects"],
    ),
    "velhaven-pier/Cribs": _PIER_FAMILIES,
    "northgate-house": said(
        yes="unaccompanied_minors trans_welcome lgbtq_affirming counselling schooling interpreter"
        " immigration_not_asked service_animals peers_on_site medicine_storage voluntary_services"
        " late_arrival insulin",
        no="active_use under_influence_at_entry test_at_entry night_work refuses_local",
        ask="pregnant mental_health_acute wheelchair", age={"min": 14, "max": 17},
        genders=["men", "nonbinary", "women"], boys_age_max=17, id_required="none",
        proof_required="none", police_contact="required_report", records="any", cost="free",
        registry="case_by_case", languages=SPANISH, intake_hours=AT_ALL_HOURS, nights_max=21,
        populations=["youth", "lgbtq"], only_for=["youth"], phone_policy="limited",
        referral_sources=["self", "agency", "hotline", "police", "court"], faith="none",
        room_type=["shared_room"], transport=["shelter_collects", "ride_voucher"], pets=[],
    ),
    "northgate-loft": said(
        OPEN_DOOR, yes="counselling job_help schooling peers_on_site mental_health_acute",
        age={"min": 18, "max": 24}, populations=["youth", "lgbtq"], only_for=["youth"],
        intake_hours=hours("18:00", "24:00"), languages=["en"], nights_max=120,
    ),
    "saltgrove-harbor": said(
        OPEN_DOOR, yes="wound_care clinic_transport medicine_storage", no="lgbtq_affirming",
        intake_hours=hours("19:00", "22:30"), faith="optional",
    ),
    "ridge-families": said(
        FAMILY_ROOMS, no="late_arrival methadone wheelchair", ask="buprenorphine",
        residency="county", proof_required="referral_letter", boys_age_max=12, languages=["en"],
    ),
}  # fmt: skip

SAFE_HOUSE_ANSWERS: dict[str, Said] = {
    "willow-house": said(
        SAFE_HOUSE, yes="refuses_local pet_foster", no="single_sex_site", pets=["cat", "small_dog"],
        genders=["nonbinary", "women"], boys_age_max=17,
    ),
    "willow-north": said(
        SAFE_HOUSE, yes="survivor_led single_sex_site active_use", no="refuses_local",
        ask="methadone", children_max=0, only_for=["sex_trafficking", "exit_sex_trade"],
        populations=["sex_trafficking", "exit_sex_trade", "sexual_assault"], records="any",
        proof_required="none",
    ),
    "serena-casa": said(
        SAFE_HOUSE, yes="wheelchair step_free survivor_led pet_foster",
        no="refuses_local methadone",
        languages=["en", "es", "ht", "pt"], populations=["domestic_violence", "labour_trafficking"],
        only_for=["domestic_violence", "labour_trafficking", "sex_trafficking"],
    ),
    # Has answered half of it.
    "serena-costa": said(
        yes="immigration_not_asked pregnant refuses_local", no="active_use wheelchair",
        genders=["women"], languages=["es"], intake_hours=AT_ALL_HOURS, boys_age_max=12,
        populations=["domestic_violence"], police_contact="none", id_required="none",
    ),
    "serena-llano": said(SAFE_HOUSE, yes="single_sex_site", no="lgbtq_affirming", boys_age_max=9),
    "velhaven-haven": said(
        SAFE_HOUSE, yes="mental_health_acute night_work wheelchair accessible_bath",
        genders=["men", "nonbinary", "women"], populations=["domestic_violence", "lgbtq"],
        pets=["cat", "small_dog", "large_dog"],
    ),
}  # fmt: skip

DESK_ANSWERS: dict[str, Said] = {
    "vouchers-city": said(VOUCHER, pets=["cat", "small_dog"]),
    "vouchers-coast": said(VOUCHER, yes="wheelchair", id_required="later", residency="anyone"),
    "vouchers-families": said(
        VOUCHER, yes="crib", no="active_use", languages=["es"], nights_max=14, boys_age_max=15,
    ),
    # Has answered half of it.
    "vouchers-storm": said(
        ADULTS, yes="active_use immigration_not_asked", no="test_at_entry", id_required="none",
        intake_hours=hours("16:00", "23:00"), nights_max=2, residency="anyone", cost="free",
        room_type=["hotel_room"],
    ),
    "day-ribera": said(
        OPEN_DOOR, yes="medical_care legal_help job_help counselling wound_care wheelchair",
        intake_hours=hours("07:00", "19:00"), languages=["en", "es", "fr", "ht"], nights_max="ask",
        pets=["cat", "small_dog", "large_dog", "other_small"], room_type=["shared_room"],
    ),
    "day-market": said(
        ADULTS, yes="under_influence_at_entry active_use immigration_not_asked", cost="free",
        intake_hours=hours("08:00", "17:00", 6), id_required="none", languages=["en"],
        pets=["small_dog", "large_dog"],
    ),
    "day-summer": said(intake_hours=hours("10:00", "20:00"), cost="free", id_required="none"),
}  # fmt: skip
