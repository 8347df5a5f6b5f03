"""ICU messages: parsed once by a library, kept as plain lists, filled here.

The compiled form is JSON, so that ``static/js/messages.js`` fills the very same lists in the
browser: a text, or a list of parts. A part is a text, ``["name"]`` for a place, or
``["name", "plural" | "select", {case: message}]``. In a plural's cases the number itself is
``["name"]`` too. The rule that chooses a plural's case is Unicode CLDR's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from babel import Locale
from markupsafe import Markup, escape
from pyicumessageformat import Parser

Message = str | list[Any]
_PARSER: Final = Parser()
_CHOICES: Final = frozenset({"plural", "select"})


def compiled(text: str) -> Message:
    """The message as plain lists. Raises ValueError for one that does not parse, or that uses
    anything but places, plurals and selections."""
    try:
        return _short([_part(part) for part in _PARSER.parse(text)])
    except (SyntaxError, KeyError, TypeError) as error:
        raise ValueError(f"not a message: {text!r}") from error


def _part(part: Any) -> Any:
    if isinstance(part, str):
        return part
    kind = part.get("type")
    if kind is None or part.get("hash"):
        return [part["name"]]
    if kind not in _CHOICES or part.get("offset"):
        raise ValueError(f"a message may not use {kind} here")
    if "other" not in part["options"]:
        raise ValueError("a choice needs the case other")
    cases = {
        case: _short([_part(each) for each in inner]) for case, inner in part["options"].items()
    }
    return [part["name"], kind, cases]


def _short(parts: list[Any]) -> Message:
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts


def filled(message: Message, language: str, places: Mapping[str, object]) -> str:
    """The message with its places filled. Markup comes out when a place holds markup; all else in
    it is then escaped. Raises KeyError for a place that was not given."""
    if isinstance(message, str):
        return message
    said: list[object] = []
    _fill(message, language, places, said)
    if any(hasattr(part, "__html__") for part in said):
        return Markup("").join(escape(part) for part in said)
    return "".join(str(part) for part in said)


def _fill(
    message: Message, language: str, places: Mapping[str, object], said: list[object]
) -> None:
    for part in [message] if isinstance(message, str) else message:
        if isinstance(part, str):
            said.append(part)
        elif len(part) == 1:
            said.append(places[part[0]])
        else:
            _fill(_case(part, language, places), language, places, said)


def _case(part: Sequence[Any], language: str, places: Mapping[str, object]) -> Message:
    name, kind, cases = part
    value = places[name]
    wanted = str(value)
    if kind == "plural":
        exact = f"={wanted}"
        wanted = exact if exact in cases else _plural_rule(language)(float(wanted))
    chosen: Message = cases[wanted] if wanted in cases else cases["other"]
    return chosen


@cache
def _plural_rule(language: str) -> Callable[[float], str]:
    return Locale.parse(language.partition("-")[0]).plural_form


def names_of(message: Message) -> frozenset[str]:
    """The names of every place and choice in it: a translation must use the same."""
    if isinstance(message, str):
        return frozenset()
    found: set[str] = set()
    for part in message:
        if isinstance(part, list):
            found.add(part[0])
            for case in part[2].values() if len(part) == 3 else ():
                found |= names_of(case)
    return frozenset(found)
