"""What a console row says about fit, from one pool of a search; `static/js/fit_view.js` says the
same from what the socket sends."""

from collections.abc import Mapping, Sequence
from typing import Any

from housing_service.web.pages import phrases

Json = Mapping[str, Any]
SENTENCES_MAX = 3


def fit_view(fit: str, questions: int, sentences: Sequence[str]) -> dict[str, Any]:
    """The badge in words, and the first sentences of what is to be asked or stands against it."""
    return {"fit": fit, "fit_said": _badge(fit, questions), "sentences": list(sentences)}


def fit_of_found(item: Json) -> dict[str, Any]:
    """The same from a search's item, with all reasons."""
    told = [reason for reason in item["reasons"] if reason["fit"] != "fits"]
    questions = sum(reason["fit"] == "ask" for reason in told)
    sentences = [str(reason["words"]) for reason in told[:SENTENCES_MAX]]
    reasons = [reason_view(reason) for reason in item["reasons"]]
    return {**fit_view(str(item["fit"]), questions, sentences), "reasons": reasons}


def reason_view(reason: Json) -> dict[str, str]:
    """One reason: how it weighs, in a word and as a mark, and its sentence."""
    fit = str(reason["fit"])
    return {"fit": fit, "weighs": phrases.word("fit", fit), "text": str(reason["words"])}


def found_summary(fits: int, asks: int) -> str:
    """How many there are in the list, by fit."""
    return phrases.phrase("found", fits=fits, asks=asks)


def _badge(fit: str, questions: int) -> str:
    if fit != "ask":
        return phrases.word("fit", fit)
    return phrases.phrase("to_ask", n=questions)
