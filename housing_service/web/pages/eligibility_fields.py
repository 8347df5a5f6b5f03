"""A pool's answers as the fields of a form, and back.

The page is always drawn from fields: those of the stored answers when it opens, and those that
were posted when something has to be put right, so that nothing anybody wrote is lost. Every tick
has a name of its own, because a form's fields are read as one value each.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from housing_service.domain.eligibility.answers import ASK, NO, YES, Answers, check_answers
from housing_service.domain.eligibility.hours import parse_hours, write_hours
from housing_service.domain.eligibility.vocabulary import MAY_BE_EMPTY, Attribute, vocabulary
from housing_service.web.language.current import text as said
from housing_service.web.pages import eligibility_hours as hours

Fields = Mapping[str, str]
Codes = tuple[str, ...]

# Nobody can store "ask" for these: to a hold's rules it is the same as not stating them.
NEVER_ASKED: Final = frozenset({"households", "people_max"})
_TICKED: Final = "1"


class CannotRead(ValueError):
    """What stands in a question's fields is no answer; the message says how to put it right."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a form says: the answers by code, and the sentence for each that can't be read."""

    answers: Answers
    errors: Mapping[str, str]


def read_fields(fields: Fields) -> Entered:
    """Every question's answer, or why it is none. What is not in the fields is not stated."""
    answers: dict[str, Hashable] = {}
    errors: dict[str, str] = {}
    for code, attribute in vocabulary().items():
        try:
            raw = _raw(attribute, fields)
            answers |= check_answers({code: raw})
        except CannotRead as error:
            errors[code] = str(error)
        except ValueError:
            # Only a form that was not made here holds such a code.
            errors[code] = said("eligibility.one_of_these")
    return Entered(answers, errors)


def write_fields(answers: Answers) -> dict[str, str]:
    """The fields that `read_fields` reads as these answers."""
    fields: dict[str, str] = {}
    for code, value in answers.items():
        fields |= _fields_of(vocabulary()[code], value)
    return fields


def with_answer(fields: Fields, code: str, value: Hashable | None) -> dict[str, str]:
    """The same fields with the answer `value` to one question; None is not stated."""
    kept = {name: text for name, text in fields.items() if name.partition(".")[0] != code}
    return kept | (write_fields({code: value}) if value is not None else {})


def _fields_of(attribute: Attribute, value: Any) -> dict[str, str]:
    code = attribute.code
    if attribute.kind in ("answer", "choice"):
        return {code: str(value)}
    if value == ASK:
        return {f"{code}._ask": _TICKED}
    match attribute.kind:
        case "set":
            return {f"{code}.{item}": _TICKED for item in value} or {f"{code}._none": _TICKED}
        case "number":
            return {code: str(value)}
        case "range":
            return _range_fields(attribute, value)
        case _:
            if value == hours.EVERY_HOUR:
                return {f"{code}._always": _TICKED}
            return hours.fields_of(value, code)


def _range_fields(attribute: Attribute, value: tuple[int, int]) -> dict[str, str]:
    """An end at its bound is left empty, unless both are: empty twice is not stated."""
    least, most = value
    bounds = (attribute.least, attribute.most)
    return {
        f"{attribute.code}.{end}": "" if given == bound and value != bounds else str(given)
        for end, given, bound in (("min", least, bounds[0]), ("max", most, bounds[1]))
    }


def _raw(attribute: Attribute, fields: Fields) -> Any:
    """The answer in the vocabulary's JSON; None is not stated. Raises CannotRead."""
    code = attribute.code
    if attribute.kind in ("answer", "choice"):
        chosen = fields.get(code, "")
        if chosen not in ("", ASK, *(attribute.values or (YES, NO))):
            raise CannotRead(said("eligibility.one_of_these"))
        return chosen or None
    given: Any = {
        "set": _ticked,
        "number": _number_given,
        "range": _range_given,
        "hours": _hours_given,
    }[attribute.kind](attribute, fields)
    others = [raw for name, raw in _SINGLE_TICKS.items() if fields.get(f"{code}.{name}")]
    if len(others) + (given is not None) > 1:
        raise CannotRead(said("eligibility.not_both"))
    if others and others[0] == [] and code not in MAY_BE_EMPTY:
        raise CannotRead(said("eligibility.one_of_these"))
    return others[0] if others else given


# Ticks that stand for the whole answer. The hours are those of every day from midnight on.
_SINGLE_TICKS: Final[Mapping[str, Any]] = {
    "_none": [],
    "_ask": ASK,
    "_always": write_hours(hours.EVERY_HOUR),
}


def _ticked(attribute: Attribute, fields: Fields) -> list[str] | None:
    return [item for item in attribute.values if fields.get(f"{attribute.code}.{item}")] or None


def _number_given(attribute: Attribute, fields: Fields) -> int | None:
    return _number(attribute, fields.get(attribute.code, ""))


def _range_given(attribute: Attribute, fields: Fields) -> dict[str, int] | None:
    ends = {
        end: number
        for end in ("min", "max")
        if (number := _number(attribute, fields.get(f"{attribute.code}.{end}", ""))) is not None
    }
    if ends.get("min", attribute.least) > ends.get("max", attribute.most):
        raise CannotRead(said("eligibility.first_above_second"))
    return ends or None


def _number(attribute: Attribute, text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    plain = text.isascii() and text.isdigit() and len(text) <= 6
    if not plain or not attribute.least <= int(text) <= attribute.most:
        bounds = {"least": attribute.least, "most": attribute.most}
        raise CannotRead(said("eligibility.whole_number", **bounds))
    return int(text)


def _hours_given(attribute: Attribute, fields: Fields) -> list[dict[str, Any]] | None:
    lines = hours.lines_in(fields, attribute.code)
    for number, line in lines.items():
        if not line.start or not line.until:
            raise CannotRead(said("eligibility.both_times", line=number + 1))
        if not hours.is_start(line.start) or not hours.is_end(line.until):
            raise CannotRead(said("eligibility.clock_times", line=number + 1))
    if not lines:
        return None
    raw = hours.raw_hours(tuple(lines.values()))
    try:
        parse_hours(raw)
    except ValueError:
        # Each line alone is right, so it is their number.
        raise CannotRead(said("eligibility.too_many_lines")) from None
    return raw
