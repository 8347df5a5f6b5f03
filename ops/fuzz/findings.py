"""What was found: counted, told apart, bounded, and printed as one line of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

KINDS_MAX = 100
_TEXT_CHARACTERS_MAX = 600


@dataclass(slots=True)
class Findings:
    """Executions so far and each different finding with its first example."""

    seed: int
    executions: int = 0
    slowest_seconds: float = 0.0
    kinds: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def add(self, target: str, what: str, example: object) -> None:
        """One more of this kind; of a kind seen before only the number grows."""
        known = self.kinds.get((target, what))
        if known is not None:
            known["times"] += 1
        elif len(self.kinds) < KINDS_MAX:
            shown = example if isinstance(example, str) else repr(example)
            self.kinds[target, what] = {
                "target": target,
                "what": what[:_TEXT_CHARACTERS_MAX],
                "times": 1,
                "example": shown[:_TEXT_CHARACTERS_MAX],
            }

    def as_json(self, **more: Any) -> str:
        """`{"seed", "executions", "findings", ...}` on one line."""
        return json.dumps(
            {
                "seed": self.seed,
                "executions": self.executions,
                "slowest_seconds": round(self.slowest_seconds, 4),
                **more,
                "findings": list(self.kinds.values()),
            }
        )
