"""Every rule of fit by a table, and what holds for all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from housing_service.domain.eligibility.answers import ASK, check_answers, read_answers
from housing_service.domain.eligibility.hours import DAYS, parse_hours, write_hours
from housing_service.domain.eligibility.judge import Judge
from housing_service.domain.eligibility.rules import FIT_WORDS, RULES, Fit
from housing_service.domain.eligibility.situation import Case, Situation
from housing_service.domain.eligibility.vocabulary import need_codes, vocabulary
from housing_service.domain.party import Party
from tests.fit.rule_table import CALL, EVENING, FITS, MOTHER, NIGHTS, NO, TABLE, WOMAN


def case_of(given: dict[str, Any]) -> Case:
    fields = dict(given)
    party = fields.pop("party", None)
    frozen: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, set) else value
        for name, value in fields.items()
    }
    return Case(party, Situation(**frozen))


def told(answers: dict[str, Any], case: Case, **facts: Any) -> dict[str, str]:
    """What is said about each attribute of a program in Chicago, region a."""
    known = {**check_answers(answers), "region": "a", "time_zone": "America/Chicago", **facts}
    return {one.attribute: FIT_WORDS[one.fit] for one in Judge(case).explain(known)}


@pytest.mark.parametrize(
    ("attribute", "answers", "given", "expected"),
    TABLE,
    ids=[f"{number}-{row[0]}" for number, row in enumerate(TABLE)],
)
def test_each_rule_says_what_the_table_says(
    attribute: str, answers: dict[str, Any], given: dict[str, Any], expected: str | None
) -> None:
    assert told(answers, case_of(given)).get(attribute) == expected


@pytest.mark.parametrize("code", sorted(need_codes()))
def test_a_need_is_met_refused_or_to_be_asked_about(code: str) -> None:
    case = Case(situation=Situation(needs=frozenset({code})))
    said = {word: told({code: word} if word else {}, case) for word in ("yes", "no", ASK, None)}
    assert said == {"yes": {code: FITS}, "no": {code: NO}, ASK: {code: CALL}, None: {code: CALL}}


def test_the_table_has_every_rule() -> None:
    assert {row[0] for row in TABLE} | need_codes() == {rule.attribute for rule in RULES}


EVERYTHING = Situation(
    needs=need_codes(),
    avoid=frozenset(
        {"test_at_entry", "police_contact", "required_faith", "fees", "phone_blackout",
         "shared_room"}
    ),
    genders=frozenset({"women"}), youngest_adult_age=20, oldest_adult_age=60, oldest_boy_age=14,
    pregnancy_weeks=30, languages=frozenset({"es"}), pets=frozenset({"cat"}), sober_days=0,
    detox=True, record="any", registry=True, papers="none", proof="none", referral_source="self",
    populations=frozenset({"youth"}), made_for=frozenset({"youth"}), transport=True,
    home="elsewhere", nights=90, arrival_at=EVENING, from_region="a",
)  # fmt: skip


@pytest.mark.parametrize("party", [None, WOMAN, MOTHER])
def test_what_is_not_stated_never_rules_out(party: Party | None) -> None:
    case = Case(party, EVERYTHING)
    assert NO not in told({}, case).values()
    assert NO not in told({}, case, region=None, time_zone=None).values()
    assert Judge(case).fit({}) is Fit.ASK


@pytest.mark.parametrize("party", [None, WOMAN, MOTHER])
def test_ask_never_rules_out(party: Party | None) -> None:
    answers = dict.fromkeys(vocabulary(), ASK)
    assert set(told(answers, Case(party, EVERYTHING)).values()) == {CALL}


def test_somebody_young_alone_is_sent_only_where_they_said_yes() -> None:
    alone = Judge(Case(Party(0, 1)))
    for answers, fit in (({}, Fit.DOES_NOT_FIT), ({"unaccompanied_minors": "yes"}, Fit.FITS)):
        assert alone.fit(check_answers(answers)) is fit
    assert alone.fit_unseen is Fit.DOES_NOT_FIT


def test_what_nobody_asked_for_is_no_open_question() -> None:
    assert Judge(Case()).explain({}) == []
    assert Judge(Case()).questions(dict.fromkeys(vocabulary(), ASK)) == 1  # Whom only it takes.
    asked = Case(situation=Situation(needs=frozenset({"methadone"})))
    assert Judge(asked).questions({}) == 1


def test_a_moment_or_zone_that_is_on_no_calendar_is_asked_about() -> None:
    hours = {"intake_hours": NIGHTS}
    for at in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        for zone in ("America/Chicago", "Asia/Tokyo"):
            case = Case(situation=Situation(arrival_at=at))
            assert told(hours, case, time_zone=zone)["intake_hours"] in (FITS, CALL)
    case = Case(situation=Situation(arrival_at=EVENING))
    assert told(hours, case, time_zone="Atlantis/Center")["intake_hours"] == CALL


def test_hours_that_are_taken_can_be_written_and_taken_again() -> None:
    nights = [
        {"days": ["mon"], "from": f"{hour + 2:02d}:01", "until": f"{hour // 2:02d}:00"}
        for hour in range(21)
    ]
    for spans in (NIGHTS, nights):
        hours = parse_hours(spans)
        assert parse_hours(write_hours(hours)) == hours
    week = [{**span, "days": list(DAYS)} for span in nights]
    for refused in (week, [{"days": ["sun"], "from": "24:00", "until": "00:00"}]):
        with pytest.raises(ValueError, match="span"):
            parse_hours(refused)


@pytest.mark.parametrize(
    "stored",
    [
        {"shoe_size": "yes"},
        {"wheelchair": "perhaps"},
        {"wheelchair": ["yes"]},
        {"age": {"from": 3}},
        {"pets": ["dragon"]},
        {"intake_hours": "always"},
        {"intake_hours": []},
        {"boys_age_max": 10**30},
        {"sober_days": None},
    ],
    ids=lambda stored: next(iter(stored)),
)
def test_stored_answers_of_another_vocabulary_read_as_not_stated(stored: dict[str, Any]) -> None:
    assert read_answers({"methadone": "yes", **stored}) == {"methadone": "yes"}
