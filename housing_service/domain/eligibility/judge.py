"""Whether one pool fits a household, and why, from what the program has answered."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from housing_service.domain.eligibility.answers import read_answers
from housing_service.domain.eligibility.rules import RULES, Fit, Rule
from housing_service.domain.eligibility.situation import Case, Situation

# What the rules may look at: the answers, and where and when the program is.
Facts = Mapping[str, Hashable]


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule's judgement. `stated` says whether the program has answered at all."""

    attribute: str
    fit: Fit
    stated: bool


def facts_of(pool: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Hashable]:
    """Facts from an insider projection and the answers stored for the pool."""
    eligibility = pool["eligibility"]
    facts = read_answers(answers)
    if eligibility["households"] is not None:
        facts["households"] = tuple(sorted(eligibility["households"]))
    if eligibility["party_people_max"] is not None:
        facts["people_max"] = eligibility["party_people_max"]
    facts["region"] = pool["region"]
    facts["time_zone"] = pool["time_zone"]
    return facts


class Judge:
    """Holds programs against one household. Made once for a search or a subscription and gone with
    it: what a household needs is remembered nowhere else."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.rules: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.applies(case))

    def fit(self, facts: Facts) -> Fit:
        """The worst that any rule says; fits when none has anything to say."""
        worst = Fit.FITS
        for rule in self.rules:
            fit = said(rule, [facts.get(name) for name in rule.looks_at], self.case)
            if fit is not None and fit > worst:
                if fit is Fit.DOES_NOT_FIT:
                    return fit
                worst = fit
        return worst

    def questions(self, facts: Facts) -> int:
        """How many rules say that a call is needed."""
        return sum(reason.fit is Fit.ASK for reason in self.explain(facts))

    def explain(self, facts: Facts) -> list[Reason]:
        """What every rule says that has anything to say; what speaks against it first."""
        reasons = [
            Reason(rule.attribute, fit, facts.get(rule.looks_at[0]) is not None)
            for rule in self.rules
            if (fit := said(rule, [facts.get(name) for name in rule.looks_at], self.case))
            is not None
        ]
        return sorted(reasons, key=lambda reason: -reason.fit)

    @property
    def fit_unseen(self) -> Fit:
        """The fit of a confidential program for outsiders, the same whatever it has answered, so
        that nothing about it can be found out by asking for one thing after another. It is to be
        asked; but never for a young person without an adult."""
        party = self.case.party
        if party is not None and party.adults == 0:
            return Fit.DOES_NOT_FIT
        # Where somebody is and how far they want to go is nothing a program has to answer.
        asked = replace(self.case.situation, from_region=None, distance="any")
        return Fit.ASK if party is not None or asked != Situation() else Fit.FITS


def said(rule: Rule, values: Any, case: Case) -> Fit | None:
    """What a rule says of these values. One that can't judge them says ask: a defect in one rule
    must not take searches and pushes of everybody else with it."""
    try:
        return rule.judge(values, case)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return Fit.ASK
