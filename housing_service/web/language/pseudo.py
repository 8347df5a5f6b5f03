"""A made-up language: English with accents, a third longer, in brackets.

Nobody reads it; it shows where a page has text that no catalogue holds, and where a longer language
would not fit. Its code is the one browsers and test tools use for this.
"""

from __future__ import annotations

from typing import Any, Final

from housing_service.web.language.messages import Message

PSEUDO: Final = "en-XA"
OPEN, CLOSE = "⟦", "⟧"
_ACCENTS: Final = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")


def lengthened(message: Message) -> Message:
    """The message with its words accented and stretched, whole in brackets."""
    inner = _changed(message)
    return [OPEN, *(inner if isinstance(inner, list) else [inner]), CLOSE]


def _changed(message: Message) -> Message:
    if isinstance(message, str):
        return message.translate(_ACCENTS) + "~" * (len(message) // 3)
    return [_part(part) for part in message]


def _part(part: Any) -> Any:
    if isinstance(part, str):
        return _changed(part)
    if len(part) == 1:
        return part
    return [part[0], part[1], {case: _changed(inner) for case, inner in part[2].items()}]
