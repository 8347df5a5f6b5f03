"""Chance that is the same at every start: what becomes of a thing is drawn from its id."""

from __future__ import annotations

from random import Random
from uuid import UUID


def drawn_from(identity: UUID) -> Random:
    """The same numbers for the same id, always. Nothing is kept secret by them."""
    return Random(identity.int)  # noqa: S311
