"""What one pool has answered: checked when it is written, and in one form that can be compared."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from housing_service.domain.eligibility.hours import parse_hours, write_hours
from housing_service.domain.eligibility.vocabulary import (
    MAY_BE_EMPTY,
    Attribute,
    vocabulary,
)

# Every attribute may be answered with "ask"; not answered at all is "unknown", which is not stored.
ASK = "ask"
YES = "yes"
NO = "no"

# An answer in memory: a code, a number, (min, max), a sorted tuple of codes, or spans of hours.
Answers = Mapping[str, Hashable]


class InvalidAnswer(ValueError):
    """An answer the vocabulary does not know. `code` is the attribute's name as it was given."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def check_answers(raw: Mapping[str, Any]) -> dict[str, Hashable]:
    """The answers of one pool from JSON, each in its one form. Null means "not stated" and is
    left out. Raises InvalidAnswer for the first that the vocabulary does not know."""
    known = vocabulary()
    checked: dict[str, Hashable] = {}
    for code, value in raw.items():
        if code not in known:
            raise InvalidAnswer(code, "is not an attribute of the vocabulary")
        if value is None:
            continue
        try:
            checked[code] = _checked(known[code], value)
        except ValueError as error:
            raise InvalidAnswer(code, str(error)) from None
    return checked


def read_answers(raw: Mapping[str, Any]) -> dict[str, Hashable]:
    """Stored answers; what this version of the vocabulary does not know reads as not stated."""
    known = vocabulary()
    read: dict[str, Hashable] = {}
    for code, value in raw.items():
        if code in known and value is not None:
            try:
                read[code] = _checked(known[code], value)
            except ValueError:
                continue
    return read


def write_answers(answers: Answers) -> dict[str, Any]:
    """The answers as JSON, such as `check_answers` reads."""
    known = vocabulary()
    return {code: _written(known[code], value) for code, value in answers.items()}


def _checked(attribute: Attribute, value: Any) -> Hashable:
    if value == ASK:
        return ASK
    match attribute.kind:
        case "answer":
            return _one_of((YES, NO), value, f"is {YES}, {NO} or {ASK}")
        case "choice":
            return _one_of(tuple(attribute.values), value, "is not one of its values")
        case "set":
            return _set(attribute, value)
        case "number":
            return _number(attribute, value)
        case "range":
            return _range(attribute, value)
        case "hours":
            return parse_hours(value)


def _one_of(codes: tuple[str, ...], value: Any, message: str) -> str:
    if not isinstance(value, str) or value not in codes:
        raise ValueError(message)
    return value


def _set(attribute: Attribute, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > len(attribute.values):
        raise ValueError("is a list of its values")
    if not value and attribute.code not in MAY_BE_EMPTY:
        raise ValueError("names at least one of its values")
    return tuple(sorted({_one_of(tuple(attribute.values), x, "has another value") for x in value}))


def _number(attribute: Attribute, value: Any) -> int:
    # In Python true is a number; in an answer it is a mistake.
    if type(value) is not int or not attribute.least <= value <= attribute.most:
        raise ValueError(f"is a whole number from {attribute.least} to {attribute.most}")
    return value


def _range(attribute: Attribute, value: Any) -> tuple[int, int]:
    if not isinstance(value, dict) or not value or not set(value) <= {"min", "max"}:
        raise ValueError("has min, max or both")
    least = _number(attribute, value.get("min", attribute.least))
    most = _number(attribute, value.get("max", attribute.most))
    if least > most:
        raise ValueError("has a min above its max")
    return least, most


def _written(attribute: Attribute, value: Any) -> Any:
    if value == ASK or attribute.kind in ("answer", "choice", "number"):
        return value
    if attribute.kind == "set":
        return list(value)
    if attribute.kind == "range":
        return {"min": value[0], "max": value[1]}
    return write_hours(value)
