"""The spaces that a language puts before its marks, so that no mark starts a line alone."""

from __future__ import annotations

import re
from typing import Final

_NARROW, _WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
_FRENCH: Final = (
    (re.compile(" (?=[;!?])"), _NARROW),
    (re.compile(" (?=[:»])|(?<=«) "), _WIDE),
)


def set_in_type(text: str, language: str) -> str:
    """The text with the spaces of `language`: in French those before : ; ? ! » and after «."""
    if language.partition("-")[0] == "fr":
        for plain, space in _FRENCH:
            text = plain.sub(space, text)
    return text
