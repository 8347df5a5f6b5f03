"""One parser under fire."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from housing_service.domain.errors import Refusal


@dataclass(frozen=True, slots=True)
class Target:
    """`run` gets one spoilt input; any exception that is not `expected` is a finding. `weight`
    is its share of all executions."""

    name: str
    examples: tuple[bytes, ...]
    run: Callable[[bytes], Awaitable[object]]
    weight: int = 10
    expected: tuple[type[BaseException], ...] = (Refusal,)
