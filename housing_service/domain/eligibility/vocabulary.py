"""The eligibility vocabulary: every attribute a program can answer, defined once as data.

The TOML files beside this module hold, for each attribute, its kind, its closed values, its words
in every language and what it corresponds to in HSDS 3.1 and HUD HMIS. Rows of the domain's list
that describe a person instead of a program have no attribute here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, get_args

# Rises whenever an attribute or a value is added, dropped or means something else. A pool keeps
# the version it was last answered in; what a later version dropped reads as not stated.
VERSION = 1

Language = Literal["en", "es", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
AttributeKind = Literal["answer", "choice", "set", "range", "number", "hours"]
GROUPS = ("household", "access", "health", "safety", "entry", "stay", "support")
# A text in every language.
Words = Mapping[Language, str]
_SENTENCES = ("label", "question", "fits", "ask", "does_not_fit")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing a program can say about itself. `values` are the closed codes of a choice or set;
    `least` and `most` bound a number or range, counted in `unit`."""

    code: str
    group: str
    kind: AttributeKind
    label: Words
    question: Words
    fits: Words
    ask: Words
    does_not_fit: Words
    values: Mapping[str, Words]
    unit: str
    least: int
    most: int
    hsds: str
    hmis: str


@cache
def vocabulary() -> Mapping[str, Attribute]:
    """All attributes by code, in the order staff read them. Raises ValueError for data that is
    not complete, so that a gap is found when the service starts and not at night."""
    found: dict[str, Attribute] = {}
    for group in GROUPS:
        text = resources.files(__package__).joinpath(f"{group}.toml").read_text(encoding="utf-8")
        for code, raw in tomllib.loads(text).items():
            if code in found:
                raise ValueError(f"{code} is defined twice")
            found[code] = _attribute(code, group, raw)
    return MappingProxyType(found)


def _attribute(code: str, group: str, raw: Mapping[str, Any]) -> Attribute:
    kind = raw["kind"]
    if kind not in get_args(AttributeKind):
        raise ValueError(f"{code}: {kind} is no kind of attribute")
    values = {value: _words(code, words) for value, words in raw.get("values", {}).items()}
    if bool(values) != (kind in ("choice", "set")):
        raise ValueError(f"{code}: a choice or set has values, and nothing else has")
    counted = kind in ("number", "range")
    return Attribute(
        code=code,
        group=group,
        kind=kind,
        **{name: _words(code, raw[name]) for name in _SENTENCES},
        values=MappingProxyType(values),
        unit=raw["unit"] if counted else "",
        least=raw["min"] if counted else 0,
        most=raw["max"] if counted else 0,
        hsds=raw["hsds"],
        hmis=raw["hmis"],
    )


def _words(code: str, raw: Mapping[str, str]) -> Words:
    if set(raw) != set(LANGUAGES) or not all(raw.values()):
        raise ValueError(f"{code}: words are needed in {', '.join(LANGUAGES)}")
    return MappingProxyType({language: raw[language] for language in LANGUAGES})


# Where "no" is the answer a household hopes for, so nobody can need them.
HOPED_NOT = frozenset({"test_at_entry", "refuses_local"})
# Sets in which none at all is an answer.
MAY_BE_EMPTY = frozenset({"pets", "only_for", "transport"})


def need_codes() -> frozenset[str]:
    """The attributes that a household can need to be answered with yes."""
    answers = {code for code, item in vocabulary().items() if item.kind == "answer"}
    return frozenset(answers - HOPED_NOT)
