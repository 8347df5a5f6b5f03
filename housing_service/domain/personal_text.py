"""What in a text looks as if it named somebody. It errs on the side of asking: whoever wrote the
text may say that it is the line of a program and nobody's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Pattern = Literal["phone", "email", "name"]

_PATTERNS: Final[tuple[tuple[Pattern, re.Pattern[str]], ...]] = (
    # Six digits or more, however they are written.
    ("phone", re.compile(r"\d(?:[\s().+/-]*\d){5,}")),
    ("email", re.compile(r"\S@\S")),
    # A form of address before a capital, or "her name is", "named", "called" before one.
    (
        "name",
        re.compile(
            r"\b(?:M(?:r|rs|s|x|me|lle|iss)|Dr|Sra?|Señora?|Madame|Monsieur)\.?\s+\w"
            r"|\b(?:name is|named|llamad[oa]|se llama|s.appelle|prénommée?)\s+\w",
            re.IGNORECASE,
        ),
    ),
    # Two capitalised words in the middle of a sentence.
    ("name", re.compile(r"(?<=[a-zà-ÿ,;:] )[A-ZÀ-Þ][a-zà-ÿ'-]+ [A-ZÀ-Þ][a-zà-ÿ'-]+")),
)


def found_in(text: str, places: Iterable[str] = ()) -> tuple[Pattern, ...]:
    """What the text seems to hold, each once, in a fixed order; empty when nothing was found.
    Names of `places` are nobody's."""
    for place in places:
        text = text.replace(place, "")
    return tuple(dict.fromkeys(name for name, pattern in _PATTERNS if pattern.search(text)))
