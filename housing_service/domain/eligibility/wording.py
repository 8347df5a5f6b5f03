"""Reasons in words, as a responder reads them under a program's name."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from housing_service.domain.eligibility.answers import ASK
from housing_service.domain.eligibility.judge import Facts, Reason
from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.eligibility.vocabulary import (
    Attribute,
    Language,
    Words,
    vocabulary,
)

# All that anybody outside reads about the fit of a confidential program.
CONFIDENTIAL_WORDS: Words = {
    "en": "Confidential program: ask whether it fits",
    "es": "Programa confidencial: pregunte si es adecuado",
    "fr": "Programme confidentiel : demandez s'il convient",
}


def reason_words(reason: Reason, facts: Facts, language: Language) -> str:
    """One sentence that speaks of the program, with what it has answered filled in."""
    attribute = vocabulary()[reason.attribute]
    sentence = {
        Fit.FITS: attribute.fits,
        Fit.ASK: attribute.ask,
        Fit.DOES_NOT_FIT: attribute.does_not_fit,
    }[reason.fit][language]
    value = facts.get(reason.attribute)
    if "{" not in sentence:
        return sentence
    if value is None or value == ASK:
        # The sentence needs what nobody has stated.
        return (
            attribute.ask[language]
            if "{" not in attribute.ask[language]
            else attribute.label[language]
        )
    return sentence.format(**_filled(attribute, value, language))


def _filled(attribute: Attribute, value: Any, language: Language) -> dict[str, Hashable]:
    if attribute.kind == "range":
        return {"min": value[0], "max": value[1], "value": f"{value[0]}-{value[1]}"}
    if attribute.kind in ("set", "choice"):
        codes = (value,) if isinstance(value, str) else value
        return {"value": ", ".join(attribute.values[code][language] for code in codes)}
    return {"value": value}
