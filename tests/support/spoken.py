"""Reads a page as people do, and finds what the made-up language has not bracketed.

Every message of a catalogue stands between ⟦ and ⟧ there, places filled in included. What stands
outside is either data (names, numbers, times) or a text that no catalogue holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser

from housing_service.web.language.pseudo import CLOSE, OPEN

# Attributes that are read out or shown.
SPOKEN = frozenset({"aria-label", "title", "placeholder", "alt", "aria-description", "label"})
_SILENT = frozenset({"script", "style", "code", "kbd"})
_VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "source", "wbr"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.attributes: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes += [text for name, text in attrs if name in SPOKEN and text]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.attributes.append(given.get("value") or "")
        if tag in _SILENT or (self._silent and tag not in _VOID):
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag not in _VOID:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def outside(texts: Iterable[str]) -> list[str]:
    """The parts of each text outside brackets, which may span several texts."""
    depth, found = 0, []
    for text in texts:
        kept = ""
        for character in text:
            depth += (character == OPEN) - (character == CLOSE)
            if depth == 0 and character != CLOSE:
                kept += character
        found.append(kept)
    assert depth == 0, f"{depth} brackets were not closed"
    return found


def unknown_words(texts: Iterable[str], names: Sequence[str]) -> list[str]:
    """What is neither in brackets, nor one of these names, nor a number, a time or a mark."""
    known = sorted({name for name in names if name}, key=len, reverse=True)
    # One pattern for all: there are hundreds of names, and thousands of texts on a page.
    any_name = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known)) or '(?!)'})(?!\w)")
    found = []
    for text in texts:
        if re.search(r"[^\W\d_]", text):
            left = any_name.sub(" ", " ".join(text.split()))
            if re.search(r"[^\W\d_]", left):
                found.append(" ".join(left.split()))
    return found


def unknown_on(html: str, names: Sequence[str]) -> list[str]:
    """The words of a page that no catalogue holds."""
    reader = _Reader()
    reader.feed(html)
    attributes = [part for one in reader.attributes for part in outside([one])]
    return unknown_words([*outside(reader.texts), *attributes], names)
