"""What the page "Whom we take" says: its questions in their groups, and each answer in words."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from housing_service.domain.eligibility.answers import ASK, NO, YES, Answers
from housing_service.domain.eligibility.hours import DAYS, SPANS_MAX
from housing_service.domain.eligibility.vocabulary import (
    GROUPS,
    MAY_BE_EMPTY,
    Attribute,
    vocabulary,
)
from housing_service.web.language.current import own_words, text, word
from housing_service.web.pages import eligibility_hours as hours
from housing_service.web.pages.eligibility_fields import NEVER_ASKED, Entered, Fields

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its controls. `said` is the answer in words, `error` what is wrong with
    it, `meanwhile` what somebody else has answered since."""

    code: str
    kind: str
    label: str
    question: str
    options: Options
    unit: str
    least: int
    most: int
    can_ask: bool
    may_be_empty: bool
    lines: int
    answered: bool
    error: str
    meanwhile: str


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one group; it is open when something in it has to be looked at."""

    code: str
    title: str
    questions: tuple[Question, ...]
    answered: int
    open: bool


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that somebody else changed meanwhile. `yours` is empty where the person at this
    page had left that question alone."""

    code: str
    label: str
    now: str
    yours: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the page shows of a pool's answers."""

    fields: Fields
    groups: tuple[Group, ...]
    errors: tuple[tuple[str, str, str], ...]
    changes: tuple[Change, ...] = field(default=())

    @property
    def answered(self) -> int:
        return sum(group.answered for group in self.groups)

    @property
    def questions(self) -> int:
        return sum(len(group.questions) for group in self.groups)


def sheet(fields: Fields, entered: Entered, changes: tuple[Change, ...] = ()) -> Sheet:
    """The page for these fields, which read as `entered`, in the language spoken now."""
    known = vocabulary()
    changed = {change.code: change.now for change in changes}
    questions = {
        code: _question(attribute, fields, entered, changed.get(code, ""))
        for code, attribute in known.items()
    }
    return Sheet(
        # A field that was not sent reads as empty, as it would be.
        fields=defaultdict(str, fields),
        groups=tuple(
            _group(name, tuple(q for c, q in questions.items() if known[c].group == name))
            for name in GROUPS
        ),
        errors=tuple((c, own_words(known[c].label), said) for c, said in entered.errors.items()),
        changes=changes,
    )


def _group(code: str, questions: tuple[Question, ...]) -> Group:
    return Group(
        code=code,
        title=text(f"eligibility.group.{code}"),
        questions=questions,
        answered=sum(question.answered for question in questions),
        open=any(question.error or question.meanwhile for question in questions),
    )


def _question(attribute: Attribute, fields: Fields, entered: Entered, meanwhile: str) -> Question:
    code = attribute.code
    lines = max(hours.lines_in(fields, code), default=-1) + 2 if attribute.kind == "hours" else 0
    return Question(
        code=code,
        kind=attribute.kind,
        label=own_words(attribute.label),
        question=own_words(attribute.question),
        options=_options(attribute),
        unit=attribute.unit,
        least=attribute.least,
        most=attribute.most,
        can_ask=code not in NEVER_ASKED,
        may_be_empty=code in MAY_BE_EMPTY,
        lines=min(max(lines, hours.LINES_MIN), SPANS_MAX),
        answered=code in entered.answers,
        error=entered.errors.get(code, ""),
        meanwhile=meanwhile,
    )


def _options(attribute: Attribute) -> Options:
    if attribute.kind == "answer":
        return ((YES, text("eligibility.yes")), (NO, text("eligibility.no")))
    return tuple((code, capitalised(own_words(said))) for code, said in attribute.values.items())


def capitalised(text: str) -> str:
    """With a capital first letter and the rest as it is: names in it keep theirs."""
    return text[:1].upper() + text[1:]


def changes_between(seen: Answers, now: Answers, entered: Answers) -> tuple[Change, ...]:
    """What others changed between `seen` and `now`, with what the person has entered meanwhile
    wherever that says something else."""
    found = []
    for code, attribute in vocabulary().items():
        was, theirs, ours = seen.get(code), now.get(code), entered.get(code)
        if was == theirs or (ours != was and ours == theirs):
            continue
        yours = "" if ours == was else said(attribute, ours)
        found.append(Change(code, own_words(attribute.label), said(attribute, theirs), yours))
    return tuple(found)


def said(attribute: Attribute, value: Hashable | None) -> str:
    """An answer as people read it."""
    fixed: Mapping[Hashable, str] = {
        None: "not_stated", ASK: "ask", YES: "yes", NO: "no", hours.EVERY_HOUR: "always",
        (): "none_of_these",
    }  # fmt: skip
    if value in fixed:
        return text(f"eligibility.{fixed[value]}")
    return _said_in_full(attribute, value)


def _said_in_full(attribute: Attribute, value: Any) -> str:
    match attribute.kind:
        case "choice":
            return capitalised(own_words(attribute.values[value]))
        case "set":
            return capitalised(", ".join(own_words(attribute.values[item]) for item in value))
        case "number":
            return text(f"eligibility.counted.{attribute.unit}", n=value)
        case "range":
            return text(f"eligibility.between.{attribute.unit}", least=value[0], most=value[1])
        case _:
            return "; ".join(
                text(
                    "eligibility.hours",
                    days=", ".join(word("weekdays", str(DAYS.index(day) + 1)) for day in line.days),
                    start=line.start,
                    until=line.until,
                )
                for line in hours.lines_of(value)
            )
