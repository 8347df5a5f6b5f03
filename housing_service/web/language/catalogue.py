"""The catalogues: what is said in one language, read from `locales/<language>/*.toml`.

`words` holds a text for every code of the wire by section, `phrases` the sentences that server and
browser both fill, every other file the texts of the page it is named after. A table ``[script]`` in
a page's file goes to the browser's modules as well, beside the phrases. English is complete by
definition; where another language has a gap, English is read, and a test finds the gap.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from babel import Locale

from housing_service.domain.errors import PROBLEMS
from housing_service.domain.problem import Problem
from housing_service.domain.reasons import LANGUAGES as WORDS_IN
from housing_service.domain.reasons import labels
from housing_service.web.language.messages import Message, compiled
from housing_service.web.language.pseudo import PSEUDO, lengthened
from housing_service.web.language.typography import set_in_type

# In the order of the chooser, each by its own name.
LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "es": "Español", "fr": "Français"}
BASE: Final = "en"
_REASONS: Final = ("decline", "release", "no_show")
Section = Mapping[str, Message]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All texts of one language: `words` and `phrases` for both sides, `pages` by dotted key."""

    language: str
    direction: str
    words: Mapping[str, Section]
    phrases: Section
    pages: Section

    def for_scripts(self) -> Mapping[str, Any]:
        """What the browser's modules need of it, as JSON."""
        return {**self.words, "phrases": self.phrases}


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of `language`, one of LANGUAGES or the made-up one that shows gaps. Raises
    ValueError when a message does not parse or two files give a script the same name."""
    if language == PSEUDO:
        return _pseudo()
    base = catalogue(BASE) if language != BASE else None
    words, phrases, pages = _read(language)
    if base is not None:
        words = {name: {**known, **words.get(name, {})} for name, known in base.words.items()}
        phrases, pages = {**base.phrases, **phrases}, {**base.pages, **pages}
    direction = Locale.parse(language, sep="-").text_direction
    return Catalogue(language, direction, words, phrases, pages)


def _read(language: str) -> tuple[dict[str, Section], dict[str, Message], dict[str, Message]]:
    words: dict[str, Section] = {}
    phrases: dict[str, Message] = {}
    pages: dict[str, Message] = {}
    for name, content in texts(language):
        if name == "words":
            words = {section: _compiled(codes) for section, codes in content.items()}
            continue
        shared = content if name == "phrases" else content.pop("script", {})
        if twice := sorted(phrases.keys() & shared.keys()):
            raise ValueError(f"{language}/{name}: given twice: {', '.join(twice)}")
        phrases |= _compiled(shared)
        if name != "phrases":
            pages |= _flat(name, content)
    for use in _REASONS:
        words[f"{use}_reasons"] = dict(labels(use, language if language in WORDS_IN else BASE))
    return words, phrases, pages


def texts(language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file of a language by name, as it is written."""
    folder = resources.files("housing_service.web") / "locales" / language
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            written = set_in_type(file.read_text(encoding="utf-8"), language)
            yield file.name.removesuffix(".toml"), tomllib.loads(written)
    if language == BASE:
        yield "problems", {code: _in_english(one) for code, one in PROBLEMS.items()}


def _in_english(problem: Problem) -> dict[str, str]:
    return {"detail": problem.detail, "next": problem.next_step}


def _compiled(section: Mapping[str, str]) -> dict[str, Message]:
    return {code: compiled(text) for code, text in section.items()}


def _flat(prefix: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}.{key}", value)
        else:
            yield f"{prefix}.{key}", compiled(value)


def _pseudo() -> Catalogue:
    base = catalogue(BASE)

    def changed(section: Section) -> Section:
        return {code: lengthened(message) for code, message in section.items()}

    return Catalogue(
        PSEUDO,
        base.direction,
        {name: changed(section) for name, section in base.words.items()},
        changed(base.phrases),
        changed(base.pages),
    )
