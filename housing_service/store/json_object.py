"""Objects that the database has made as JSON, read once and with a type."""

from __future__ import annotations

from typing import Any

import orjson

JsonObject = dict[str, Any]


def read_object(text: str | bytes) -> JsonObject:
    """The object in a text that a function of the database has answered."""
    value: JsonObject = orjson.loads(text)
    return value
