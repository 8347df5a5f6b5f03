"""Chooses the language of a request: the person's own choice, else what their browser asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aiohttp import web
from babel import negotiate_locale

from housing_service.web.language.catalogue import BASE
from housing_service.web.language.pseudo import PSEUDO

COOKIE: Final = "language"
# A browser names a handful of languages; nothing longer is read.
_ASKED_CHARACTERS_MAX: Final = 200


def chosen(request: web.Request, offered: Sequence[str]) -> str:
    """The language for this request, one of `offered`, or the made-up one if it is offered. A
    program that names none reads English, whatever the pages speak first."""
    own = request.cookies.get(COOKIE, "")
    if own in offered:
        return own
    header = request.headers.get("Accept-Language", "")[:_ASKED_CHARACTERS_MAX]
    asked = [code for code in _by_weight(header) if code != PSEUDO]
    if found := negotiate_locale(asked, list(offered), sep="-"):
        return found
    return offered[0] if offered and "Authorization" not in request.headers else BASE


def _by_weight(header: str) -> list[str]:
    weighed: list[tuple[float, str]] = []
    for part in header.split(","):
        code, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), code.strip()))
        except ValueError:
            continue
    return [code for weight, code in sorted(weighed, key=lambda one: one[0]) if weight and code]
