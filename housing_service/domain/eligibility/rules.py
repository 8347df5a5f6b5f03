"""The rules by which a program's answers are held against a household's needs.

A rule looks at a few attributes of one pool, never at anything else, so that pools with the same
answers can be judged together. "Ask" and "not stated" never rule a program out: they say that a
call is needed. The one exception is a young person without an adult, who is only sent to programs
that have said yes. Sources of the rules: the vocabulary's definitions and the list of gates of real
programs in the domain notes (sobriety, methadone, records, papers, proof, residency).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from housing_service.domain.eligibility.answers import ASK, NO, YES
from housing_service.domain.eligibility.hours import is_open, local_time
from housing_service.domain.eligibility.situation import Case
from housing_service.domain.eligibility.vocabulary import need_codes

Values = tuple[Hashable, ...]


class Fit(IntEnum):
    """Best first."""

    FITS = 0
    ASK = 1
    DOES_NOT_FIT = 2


FIT_WORDS = {Fit.FITS: "fits", Fit.ASK: "ask", Fit.DOES_NOT_FIT: "does_not_fit"}


@dataclass(frozen=True, slots=True)
class Rule:
    """`attribute` names what is explained; `looks_at` are the facts handed to `judge`, which
    answers null where the program has said nothing that matters."""

    attribute: str
    looks_at: tuple[str, ...]
    applies: Callable[[Case], bool]
    judge: Callable[[Any, Case], Fit | None]


def _open_question(value: Any) -> bool:
    return value is None or value == ASK


def _when(fits: bool) -> Fit:
    return Fit.FITS if fits else Fit.DOES_NOT_FIT


def _by_table(table: dict[str, Fit]) -> Callable[[Any, Case], Fit | None]:
    def judge(values: Any, _case: Case) -> Fit | None:
        return table.get(values[0], Fit.ASK)

    return judge


def _needed(code: str) -> Rule:
    table = {YES: Fit.FITS, NO: Fit.DOES_NOT_FIT}
    return Rule(code, (code,), lambda case: code in case.situation.needs, _by_table(table))


def _avoided(wish: str, attribute: str, table: dict[str, Fit]) -> Rule:
    return Rule(
        attribute, (attribute,), lambda case: wish in case.situation.avoid, _by_table(table)
    )


def _household(values: Any, case: Case) -> Fit:
    assert case.party is not None
    served = values[0]
    return Fit.ASK if _open_question(served) else _when(case.party.household in served)


def _alone(values: Any, _case: Case) -> Fit:
    answer, served = values
    if answer is not None:
        return _when(answer == YES)
    return _when(not _open_question(served) and "youth_alone" in served)


def _at_most(count: Callable[[Case], int], unstated: Fit | None) -> Callable[..., Fit | None]:
    def judge(values: Any, case: Case) -> Fit | None:
        most = values[0]
        if most is None:
            return unstated
        return Fit.ASK if most == ASK else _when(count(case) <= most)

    return judge


def _contains_all(wanted: Callable[[Case], frozenset[str]]) -> Callable[[Any, Case], Fit]:
    def judge(values: Any, case: Case) -> Fit:
        taken = values[0]
        return Fit.ASK if _open_question(taken) else _when(wanted(case) <= set(taken))

    return judge


def _contains_one(wanted: Callable[[Case], frozenset[str]]) -> Callable[[Any, Case], Fit]:
    def judge(values: Any, case: Case) -> Fit:
        given = values[0]
        return Fit.ASK if _open_question(given) else _when(not wanted(case).isdisjoint(given))

    return judge


def _age(values: Any, case: Case) -> Fit:
    if _open_question(values[0]):
        return Fit.ASK
    least, most = values[0]
    ages = (case.situation.youngest_adult_age, case.situation.oldest_adult_age)
    return _when(all(least <= age <= most for age in ages if age is not None))


def _pregnancy(values: Any, case: Case) -> Fit:
    most, pregnant = values
    if pregnant == NO:
        return Fit.DOES_NOT_FIT
    if _open_question(most):
        return Fit.ASK
    return _when((case.situation.pregnancy_weeks or 0) <= most)


def _languages(values: Any, case: Case) -> Fit:
    spoken, interpreter = values
    if interpreter == YES:
        return Fit.FITS
    if not _open_question(spoken) and not case.situation.languages.isdisjoint(spoken):
        return Fit.FITS
    return Fit.DOES_NOT_FIT if not _open_question(spoken) and interpreter == NO else Fit.ASK


def _pets(values: Any, case: Case) -> Fit:
    pets, foster = values
    if _open_question(pets):
        return Fit.ASK
    if case.situation.pets <= set(pets):
        return Fit.FITS
    return Fit.DOES_NOT_FIT if foster == NO else Fit.ASK


def _sober(values: Any, case: Case) -> Fit:
    needed = values[0]
    if _open_question(needed):
        return Fit.ASK
    have = case.situation.sober_days
    return _when(have is not None and needed <= have)


def _record(values: Any, case: Case) -> Fit:
    records, ignored = values
    fit = _RECORDS.get(records, Fit.ASK)
    if case.situation.record != "selling_sex_only" or ignored == NO:
        return fit
    return Fit.FITS if ignored == YES else min(fit, Fit.ASK)


_RECORDS = {"any": Fit.FITS, "case_by_case": Fit.ASK, "excluded": Fit.DOES_NOT_FIT}
# What is shown, by how much it proves; a household's own word is always there.
_PROOFS = {"none": 0, "self_report": 0, "referral_letter": 1, "certification": 2}


def _proof(values: Any, case: Case) -> Fit:
    required = values[0]
    if _open_question(required):
        return Fit.ASK
    return _when(_PROOFS[required] <= _PROOFS[case.situation.proof or "none"])


def _only_for(values: Any, case: Case) -> Fit | None:
    only = values[0]
    if not only:
        return None
    if only != ASK and "youth" in only and case.party is not None and case.party.adults == 0:
        # Somebody without an adult is young, told or not.
        return Fit.FITS
    if only == ASK or not case.situation.populations:
        return Fit.ASK
    return _when(not case.situation.populations.isdisjoint(only))


def _exclusive(values: Any, case: Case) -> Fit:
    only = values[0]
    if _open_question(only):
        return Fit.ASK
    return _when(bool(only) and set(only) <= case.situation.made_for)


def _transport(values: Any, _case: Case) -> Fit:
    offered = values[0]
    if _open_question(offered):
        return Fit.ASK
    if {"shelter_collects", "ride_voucher"} & set(offered):
        return Fit.FITS
    return Fit.ASK if "meeting_point" in offered else Fit.DOES_NOT_FIT


_HOMES = {"anyone": {"county", "state", "elsewhere"}, "state": {"county", "state"},
          "county": {"county"}}  # fmt: skip


def _residency(values: Any, case: Case) -> Fit:
    required, region = values
    allowed = _HOMES.get(required)
    if allowed is None:
        return Fit.ASK
    if required == "county" and case.situation.home == "county":
        # Whose county is meant shows only where the household is from.
        return Fit.FITS if region == case.situation.from_region else Fit.ASK
    return _when(case.situation.home in allowed)


def _nights(values: Any, case: Case) -> Fit:
    most, extension = values
    if _open_question(most):
        return Fit.ASK
    if (case.situation.nights or 0) <= most:
        return Fit.FITS
    return Fit.DOES_NOT_FIT if extension == NO else Fit.ASK


def _arrival(values: Any, case: Case) -> Fit:
    hours, late, zone = values
    at = local_time(case.situation.arrival_at, zone)
    if _open_question(hours) or at is None:
        return Fit.ASK
    if is_open(hours, at):
        return Fit.FITS
    return Fit.DOES_NOT_FIT if late == NO else Fit.ASK


def _own_room(values: Any, _case: Case) -> Fit:
    rooms = values[0]
    if _open_question(rooms):
        return Fit.ASK
    if set(rooms) <= _PRIVATE_ROOMS:
        return Fit.FITS
    return Fit.DOES_NOT_FIT if _PRIVATE_ROOMS.isdisjoint(rooms) else Fit.ASK


def _from_here(values: Any, case: Case) -> Fit | None:
    refuses, region = values
    if region is None or region != case.situation.from_region:
        return None
    return {YES: Fit.DOES_NOT_FIT, ASK: Fit.ASK}.get(refuses)


def _with_adult(case: Case) -> bool:
    return case.party is not None and case.party.adults > 0


_PRIVATE_ROOMS = frozenset({"private", "family_room", "hotel_room", "own_apartment"})
_GOOD, _CALL, _BAD = Fit.FITS, Fit.ASK, Fit.DOES_NOT_FIT


# In the order in which reasons are told.
def _special_rules() -> tuple[Rule, ...]:
    def needs(name: str) -> Callable[[Case], bool]:
        return lambda case: bool(getattr(case.situation, name))

    def given(name: str) -> Callable[[Case], bool]:
        return lambda case: getattr(case.situation, name) is not None

    def wanted(name: str) -> Callable[[Case], Any]:
        return lambda case: getattr(case.situation, name)

    return (
        Rule("unaccompanied_minors", ("unaccompanied_minors", "households"),
             lambda case: case.party is not None and case.party.adults == 0, _alone),
        Rule("households", ("households",), _with_adult, _household),
        Rule("people_max", ("people_max",), lambda case: case.party is not None,
             _at_most(lambda case: case.party.people if case.party else 0, None)),
        Rule("children_max", ("children_max",),
             lambda case: case.party is not None and case.party.children > 0,
             _at_most(lambda case: case.party.children if case.party else 0, None)),
        Rule("boys_age_max", ("boys_age_max",), given("oldest_boy_age"),
             _at_most(lambda case: case.situation.oldest_boy_age or 0, Fit.ASK)),
        Rule("genders", ("genders",), needs("genders"), _contains_all(wanted("genders"))),
        Rule("age", ("age",), lambda case: given("youngest_adult_age")(case)
             or given("oldest_adult_age")(case), _age),
        Rule("pregnancy_weeks_max", ("pregnancy_weeks_max", "pregnant"),
             given("pregnancy_weeks"), _pregnancy),
        Rule("languages", ("languages", "interpreter"), needs("languages"), _languages),
        Rule("pets", ("pets", "pet_foster"), needs("pets"), _pets),
        Rule("sober_days", ("sober_days",), given("sober_days"), _sober),
        Rule("detox", ("detox",), needs("detox"),
             _by_table({"on_site": _GOOD, "partner": _CALL, "none": _BAD})),
        Rule("records", ("records", "prostitution_record_ignored"), given("record"), _record),
        Rule("registry", ("registry",), needs("registry"),
             _by_table({"any": _GOOD, "case_by_case": _CALL, "never": _BAD})),
        Rule("id_required", ("id_required",), given("papers"),
             _by_table({"none": _GOOD, "later": _GOOD, "at_door": _BAD})),
        Rule("proof_required", ("proof_required",), given("proof"), _proof),
        Rule("referral_sources", ("referral_sources",), given("referral_source"),
             _contains_one(lambda case: frozenset({case.situation.referral_source or ""}))),
        Rule("only_for", ("only_for",), lambda case: not case.situation.only_made_for, _only_for),
        Rule("only_for", ("only_for",), needs("only_made_for"), _exclusive),
        Rule("populations", ("populations",), needs("made_for"),
             _contains_one(wanted("made_for"))),
        Rule("transport", ("transport",), needs("transport"), _transport),
        Rule("residency", ("residency", "region"), given("home"), _residency),
        Rule("nights_max", ("nights_max", "stay_extension"), given("nights"), _nights),
        Rule("intake_hours", ("intake_hours", "late_arrival", "time_zone"), given("arrival_at"),
             _arrival),
        Rule("refuses_local", ("refuses_local", "region"), given("from_region"), _from_here),
        _avoided("test_at_entry", "test_at_entry", {NO: _GOOD, YES: _BAD}),
        _avoided("police_contact", "police_contact",
                 {"none": _GOOD, "required_report": _CALL, "at_entry": _BAD}),
        _avoided("required_faith", "faith", {"none": _GOOD, "optional": _GOOD, "required": _BAD}),
        _avoided("fees", "cost", {"free": _GOOD, "benefits_needed": _CALL, "fee": _BAD}),
        _avoided("phone_blackout", "phone_policy",
                 {"kept": _GOOD, "limited": _CALL, "blackout": _BAD}),
        Rule("room_type", ("room_type",), lambda case: "shared_room" in case.situation.avoid,
             _own_room),
    )  # fmt: skip


RULES: tuple[Rule, ...] = (*_special_rules(), *(_needed(code) for code in sorted(need_codes())))
