"""The language of the request that is being answered.

A context variable carries it, so that no view has to hand it on: whatever is said while a request
is answered is said in that request's language. Outside a request it is English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from housing_service.domain.eligibility.vocabulary import LANGUAGES as DATA_LANGUAGES
from housing_service.web.language.catalogue import BASE, Catalogue, catalogue
from housing_service.web.language.messages import filled
from housing_service.web.language.pseudo import PSEUDO, lengthened

_LANGUAGE: ContextVar[str] = ContextVar("language", default=BASE)


def language() -> str:
    """The code of the language that is spoken now."""
    return _LANGUAGE.get()


def speak(chosen: str) -> None:
    """From here on in this request, `chosen` is spoken."""
    _LANGUAGE.set(chosen)


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """`chosen` is spoken inside the block, what was spoken before after it."""
    token = _LANGUAGE.set(chosen)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def spoken() -> Catalogue:
    """The catalogue of the language that is spoken now."""
    return catalogue(_LANGUAGE.get())


def text(key: str, **places: object) -> str:
    """The page text `key` ("console.heading") with its places filled; markup when a place is.
    Raises KeyError for an unknown key or a place not given."""
    known = spoken()
    return filled(known.pages[key], known.language, places)


def phrase(key: str, **places: object) -> str:
    """The shared sentence `key` with its places filled."""
    known = spoken()
    return filled(known.phrases[key], known.language, places)


def word(section: str, code: str | None, **places: object) -> str:
    """The screen word for a code; an unknown code reads as itself with spaces."""
    if not code:
        return ""
    known = spoken()
    message = known.words[section].get(code)
    if message is None:
        return code.replace("_", " ")
    return filled(message, known.language, places)


def own_words(words: Mapping[Any, str]) -> str:
    """A text that data carries in every language, in the one spoken now."""
    known = language()
    if known == PSEUDO:
        return filled(lengthened(words[BASE]), BASE, {})
    return words.get(known) or words[BASE]


def data_language() -> str:
    """The language to ask the service for, where it writes sentences from the vocabulary."""
    known = language()
    return known if known in DATA_LANGUAGES else BASE


def words_of(section: str) -> dict[str, str]:
    """Every code of a section with its word, in the catalogue's order: the choices of a form."""
    return {code: word(section, code) for code in spoken().words[section]}
