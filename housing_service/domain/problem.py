"""What a refusal's code means to whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["not_written", "unknown"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a code means: HTTP status, a plain sentence, and what to do next."""

    status: int
    detail: str
    next_step: str
    outcome: Outcome = "not_written"
